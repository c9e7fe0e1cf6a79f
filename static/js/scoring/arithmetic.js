/**
 * How a figure came about, in signs that need no language: "3 − 3×0.2 − 1 = 1.40".
 */

import { brief, divide, MILLION, readPoints, readValue, show, sure } from "./figures.js";
import { markLine } from "./mark.js";
import { taken } from "./rules.js";

/** @typedef {import("./figures.js").Hundredths} Hundredths */
/** @typedef {import("./sheet.js").Line} Line */

/**
 * The printed sum of one criterion; empty where there is nothing to work out: open, not applicable or refused.
 *
 * @param {Line} line
 * @param {any} answer
 * @returns {string}
 */
export function arithmetic(line, answer) {
  const marked = markLine(line, answer);
  if ("problem" in marked || marked.status !== "scored") return "";
  const score = sure(marked.score);
  if (line.rule.type === "deduct") return `${deductions(line, answer, marked.raw)}${show(score)}`;
  if (line.rule.target) return `${share(line, answer.value)}${show(score)}`;
  const lost = line.points - score;
  return lost ? `${brief(line.points)} − ${brief(lost)} = ${show(score)}` : show(score);
}

/**
 * @param {Line} line
 * @param {{faults?: Record<string, number>, other?: {points: string}[]}} answer
 * @param {Hundredths} raw
 */
function deductions(line, { faults = {}, other = [] }, raw) {
  const found = [...line.rule.faults].filter(([id]) => Object.hasOwn(faults, id) && faults[id] > 0);
  const terms = [
    ...found.map(([id, fault]) => faultTerm(fault, faults[id])),
    ...other.map((deduction) => brief(sure(readPoints(deduction.points)))),
  ];
  if (terms.length === 0) return "";
  const sum = [brief(line.points), ...terms].join(" − ");
  return line.points - raw < line.min ? `max(${brief(line.min)}, ${sum}) = ` : `${sum} = `;
}

/**
 * @param {import("./rules.js").Fault} fault
 * @param {number} count
 */
function faultTerm(fault, count) {
  const term = fault.once ? brief(fault.points) : `${count}×${brief(fault.points)}`;
  const least = taken(fault, count);
  return least < fault.points * BigInt(count) ? `min(${term}, ${brief(least)})` : term;
}

/**
 * A pro-rata score: "8 × 30 ÷ 40 = 6.00".
 *
 * @param {Line} line
 * @param {string | number} value
 */
function share({ points, min, rule }, value) {
  const sum = `${brief(points)} × ${value} ÷ ${brief(rule.target, MILLION)}`;
  const exact = divide(points * sure(readValue(value)), rule.target);
  return `${limited(sum, exact, points, min)} = `;
}

/**
 * @param {string} sum
 * @param {Hundredths} exact
 * @param {Hundredths} most
 * @param {Hundredths} least
 */
function limited(sum, exact, most, least) {
  if (exact > most) return `min(${brief(most)}, ${sum})`;
  return exact < least ? `max(${brief(least)}, ${sum})` : sum;
}
