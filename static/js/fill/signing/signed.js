/**
 * Who has to sign, who has, and whether the results are still those that were signed.
 *
 * @typedef {{name: string, strokes?: number[][][], refused?: string, results?: string}} Signature
 */

import { sha256 } from "../../tablet/sha256.js";

/** @typedef {import("../audit.js").Audit} Audit */

const EVERYBODY = ["assessor", "branch_head"];

/** @param {Audit} audit @returns {string[]} the roles that sign this audit */
export const signersOf = ({ facts }) => facts.signers ?? (facts.kind === "self" ? ["branch_head"] : EVERYBODY);

/** @param {Audit} audit @param {string} role @returns {Signature | null} */
export const signatureOf = ({ registers }, role) => registers.value(`sig/${role}`);

/** Those who have neither signed nor said why not. @param {Audit} audit */
export const unsigned = (audit) => signersOf(audit).filter((role) => signatureOf(audit, role) === null);

/** Those who signed other results than there are now. @param {Audit} audit */
export function outdated(audit) {
  const signed = signersOf(audit).filter((role) => signatureOf(audit, role) !== null);
  if (signed.length === 0) return [];
  const results = resultsOf(audit);
  return signed.filter((role) => {
    const known = signatureOf(audit, role)?.results;
    return known ? known !== results : isChangedAfter(audit, `sig/${role}`);
  });
}

/** A name for the results as they stand: the SHA-256 that docs/sync.md describes. @param {Audit} audit */
export function resultsOf({ registers }) {
  const results = resultPaths(registers).map((path) => [path, ordered(registers.value(path))]);
  const digest = sha256(new TextEncoder().encode(JSON.stringify(results)));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {import("../registers.js").Registers} registers */
const resultPaths = (registers) =>
  registers.paths("").filter((path) => /^(c\/[^/]+\/answer|v\/.+|b\/.+|held_on)$/.test(path)).sort();

/** A value with its members by name, however they came. @param {any} value @returns {any} */
function ordered(value) {
  if (Array.isArray(value)) return value.map(ordered);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.keys(value).sort().map((name) => [name, ordered(value[name])]));
}

/** A signature that does not say what it is for is judged by the order of the server's changes. */
/** @param {Audit} audit @param {string} signature its path */
const isChangedAfter = ({ registers }, signature) =>
  resultPaths(registers).some(
    (path) => registers.isWaiting(path) || registers.revision(path) > registers.revision(signature),
  );
