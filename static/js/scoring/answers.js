/**
 * One reader for each kind of rule. Checking and counting are one walk, so that no figure can come from an
 * answer that was not checked.
 */

import { divide, greater, lesser, readPoints, readValue } from "./figures.js";
import { demand, demandCount, demandMembers, demandOnly, demandReason, isMapping } from "./refusal.js";
import { taken } from "./rules.js";

/** @typedef {import("./figures.js").Hundredths} Hundredths */
/** @typedef {import("./sheet.js").Line} Line */

/**
 * What an answer earns; `raw` is what was found missing, where that can be more than the criterion lost.
 *
 * @type {Record<string, (line: Line, answer: any) => {score: Hundredths, raw?: Hundredths, vetoes?: string[]}>}
 */
export const READERS = {
  deduct(line, answer) {
    demandMembers(answer, ["faults", "other"]);
    const { faults = {}, other = [] } = answer;
    demand(faults !== null && ("faults" in answer || "other" in answer), "missing");
    demand(isMapping(faults), "mapping");
    demand(Array.isArray(other), "list");
    let raw = 0n;
    const vetoes = new Set();
    for (const [id, count] of Object.entries(faults)) {
      const fault = line.rule.faults.get(id);
      demand(fault !== undefined, "unknown-fault");
      demandCount(count, fault.once);
      raw += taken(fault, count);
      if (count > 0 && fault.veto !== null) vetoes.add(fault.veto);
    }
    for (const deduction of other) raw += readDeduction(deduction);
    return { score: greater(line.min, line.points - raw), raw, vetoes: [...vetoes] };
  },

  levels(line, answer) {
    demandMembers(answer, ["level"]);
    demand("level" in answer, "missing");
    const points = line.rule.levels.get(answer.level);
    demand(points !== undefined, "unknown-level");
    return { score: points };
  },

  check(line, answer) {
    demandMembers(answer, ["met"]);
    demand("met" in answer, "missing");
    demand(typeof answer.met === "boolean", "true-or-false");
    const { fail, veto } = line.rule;
    return answer.met ? { score: line.points } : { score: fail, vetoes: veto === null ? [] : [veto] };
  },

  measure(line, answer) {
    demandMembers(answer, ["value"]);
    demand("value" in answer, "missing");
    const value = readValue(answer.value);
    demand(value !== null, "value");
    demand(!(line.rule.target && value < 0n), "negative");
    return { score: earned(line, value) };
  },
};

/** @param {any} deduction the assessor's own, with a reason */
function readDeduction(deduction) {
  demand(isMapping(deduction), "mapping");
  demandOnly(deduction, ["points", "reason"]);
  demandReason(deduction.reason);
  const points = readPoints(deduction.points);
  demand(points !== null, "points");
  demand(points >= 0n, "negative");
  return points;
}

/**
 * The points a measured value (millionths) earns: its share of the target, or its band.
 *
 * @param {Line} line
 * @param {bigint} value
 */
function earned({ points, min, rule }, value) {
  if (rule.target) return lesser(points, greater(min, divide(points * value, rule.target)));
  const reached = rule.bands.find(({ bound }) => (rule.atLeast ? value >= bound : value <= bound));
  return reached ? reached.points : min;
}
