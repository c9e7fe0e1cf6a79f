/**
 * The answers that touches make. Nothing here knows the page: an answer goes in, the next one comes out.
 */

/** @typedef {{faults?: Record<string, number>, other?: {points: string, reason: string}[]}} Deductions */

/** Whether an answer is one of this kind of rule (and not "not applicable"). @param {any} answer @param {string} member */
export const has = (answer, member) => answer !== null && Object.hasOwn(answer, member);

/** @param {any} answer @param {string} fault @returns {number} */
export const countOf = (answer, fault) => answer?.faults?.[fault] ?? 0;

/** @param {any} answer @returns {{points: string, reason: string}[]} */
export const otherOf = (answer) => answer?.other ?? [];

/** Whether deductions take nothing away. @param {any} answer */
export const isSpotless = (answer) =>
  answer !== null && !has(answer, "na") && Object.keys(answer.faults ?? {}).length === 0 && otherOf(answer).length === 0;

/**
 * Deductions with another count of a fault; null where nothing is left of them.
 *
 * @param {any} answer
 * @param {string} fault
 * @param {number} count
 * @returns {Deductions | null}
 */
export function withCount(answer, fault, count) {
  const faults = { ...answer?.faults, [fault]: count };
  if (count <= 0) delete faults[fault];
  return deductions(faults, otherOf(answer));
}

/**
 * @param {any} answer
 * @param {{points: string, reason: string}[]} other
 * @returns {Deductions | null}
 */
export const withOther = (answer, other) => deductions(answer?.faults ?? {}, other);

/** @param {Record<string, number>} faults @param {{points: string, reason: string}[]} other */
function deductions(faults, other) {
  if (Object.keys(faults).length === 0 && other.length === 0) return null;
  return other.length > 0 ? { faults, other } : { faults };
}

/**
 * What a person meant by a number: full-width digits, a comma, blanks.
 *
 * @param {string} typed
 * @returns {string}
 */
export const asNumber = (typed) =>
  typed
    .normalize("NFKC")
    .trim()
    .replace(/[,，。]/, ".")
    .replace(/^\+/, "")
    .replace(/^\./, "0.")
    .replace(/\.$/, "");
