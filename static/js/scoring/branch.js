/**
 * Which criteria are for which branch.
 */

/** @typedef {{kind?: string | null, facilities?: string[]}} Branch */

/**
 * Whether a criterion is for a branch: it has all the facilities named, and is of one of the kinds named.
 *
 * @param {import("./sheet.js").Line} line
 * @param {Branch | null | undefined} branch
 * @returns {boolean}
 */
export function applies({ appliesTo }, branch) {
  if (appliesTo === null) return true;
  const { facilities = [], kind = null } = branch ?? {};
  if (!(appliesTo.facilities ?? []).every((facility) => facilities.includes(facility))) return false;
  return appliesTo.kinds === undefined || (kind !== null && appliesTo.kinds.includes(kind));
}
