/**
 * What an answer may not be. The codes are those of audit/scoring; the server words them.
 */

/** @typedef {{problem: string}} Refused */

/** Raised inside the scorer only; `attempt` turns it into its code. */
class Refusal extends Error {
  /** @param {string} code */
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/**
 * @param {boolean} holds
 * @param {string} code of the problem where it does not
 * @returns {asserts holds}
 */
export function demand(holds, code) {
  if (!holds) throw new Refusal(code);
}

/**
 * What a step makes, or the code with which it refuses what it was given.
 *
 * @template T
 * @param {() => T} step
 * @returns {T | Refused}
 */
export function attempt(step) {
  try {
    return step();
  } catch (refusal) {
    if (refusal instanceof Refusal) return { problem: refusal.code };
    throw refusal;
  }
}

const MOST_TIMES = 1_000_000;

/**
 * @param {any} count how often something was found or earned
 * @param {boolean} once
 */
export function demandCount(count, once) {
  demand(Number.isInteger(count) && count >= 0 && count <= MOST_TIMES, "count");
  demand(!(once && count > 1), "count-once");
}

/** @param {unknown} value */
export const isMapping = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * Whether there is something to read in it; a byte-order mark counts, as it does for the server.
 *
 * @param {unknown} value
 */
const hasText = (value) => typeof value === "string" && /[\S\uFEFF]/.test(value);

/** @param {unknown} reason */
export const demandReason = (reason) => demand(hasText(reason), "reason-missing");

/**
 * The members that any answer may have, and that it has no others.
 *
 * @param {any} answer
 * @param {string[]} own the members of its kind
 */
export function demandMembers(answer, own) {
  const known = ["note", "photos", ...own];
  demand(Object.keys(answer).every((name) => known.includes(name)), "wrong-answer");
  demand(typeof (answer.note ?? "") === "string" && answer.note !== null, "text");
  demand(Array.isArray(answer.photos ?? []) && answer.photos !== null, "list");
  (answer.photos ?? []).forEach(demandPhoto);
}

/** @param {any} photo */
function demandPhoto(photo) {
  demand(isMapping(photo), "mapping");
  demandOnly(photo, ["file", "caption"]);
  demand(hasText(photo.file), "missing");
  demand(photo.caption === undefined || typeof photo.caption === "string", "text");
}

/**
 * @param {object} part
 * @param {string[]} known
 */
export function demandOnly(part, known) {
  demand(Object.keys(part).every((name) => known.includes(name)), "unknown-key");
}
