/**
 * The four kinds of rule that a criterion can have, in the form that marking reads.
 */

import { brief, lesser, MILLION, readPoints, readValue, show, sure } from "./figures.js";

/** @typedef {import("./figures.js").Hundredths} Hundredths */
/** @typedef {{points: Hundredths, limit: Hundredths | null, once: boolean, veto: string | null}} Fault */

/**
 * A rule; only the members of its type say anything.
 *
 * @typedef {object} Rule
 * @property {"deduct" | "levels" | "check" | "measure"} type
 * @property {"absorb" | "section" | "module"} excess
 * @property {Map<string, Fault>} faults
 * @property {Map<string, Hundredths>} levels
 * @property {Hundredths} fail
 * @property {string | null} veto
 * @property {{bound: bigint, points: Hundredths}[]} bands bounds in millionths, best first
 * @property {boolean} atLeast which side of its bound a band holds
 * @property {bigint} target millionths; 0 with bands
 */

/**
 * @param {any} rule
 * @param {Hundredths} room what the criterion can lose
 * @returns {Rule}
 */
export function readRule(rule, room) {
  const { type, excess = "absorb", fail = "0", veto = null, target = "0" } = rule;
  /** @type {any[][]} */
  const [faults, levels, bands] = [rule.faults ?? [], rule.levels ?? [], rule.bands ?? []];
  return {
    type,
    excess,
    faults: new Map(faults.map((fault) => [fault.id, readFault(fault, room)])),
    levels: new Map(levels.map((level) => [level.id, sure(readPoints(level.points))])),
    fail: sure(readPoints(fail)),
    veto,
    bands: bands.map(readBand),
    atLeast: bands.some((band) => band.at_least !== undefined),
    target: sure(readValue(target)),
  };
}

/**
 * @param {any} fault
 * @param {Hundredths} room
 * @returns {Fault}
 */
function readFault({ points, max, all = false, per = "once", veto = null }, room) {
  const [each, limit] = all ? [room, room] : [sure(readPoints(points)), readPoints(max)];
  return { points: each, limit, once: per === "once", veto };
}

/** @param {any} band */
function readBand({ at_least: least, at_most: most, points }) {
  return { bound: sure(readValue(least ?? most)), points: sure(readPoints(points)) };
}

/**
 * What a fault takes when it was found so often: never more than its limit.
 *
 * @param {Fault} fault
 * @param {number} count
 * @returns {Hundredths}
 */
export function taken({ points, limit }, count) {
  const all = points * BigInt(count);
  return limit === null ? all : lesser(all, limit);
}

/**
 * The points that a fault of a criterion takes ("0.60"); null for a fault it does not have.
 *
 * @param {import("./sheet.js").Line} line
 * @param {string} faultId
 * @param {number} [count]
 * @returns {string | null}
 */
export function pointsOf({ rule }, faultId, count = 1) {
  const fault = rule.faults.get(faultId);
  return fault === undefined ? null : show(taken(fault, count));
}

/**
 * The answer that earns a criterion the most points, as one tap gives it.
 *
 * @param {import("./sheet.js").Line} line
 * @returns {object}
 */
export function fullAnswer({ rule }) {
  switch (rule.type) {
    case "deduct":
      return { faults: {} };
    case "levels":
      return { level: [...rule.levels].reduce((best, level) => (level[1] > best[1] ? level : best))[0] };
    case "check":
      return { met: true };
    default:
      return { value: brief(rule.target || rule.bands[0].bound, MILLION) };
  }
}
