/**
 * From the marks of the criteria to sections, modules, total, final figure and grade.
 */

import { divide, lesser, sum } from "./figures.js";
import { gradeOf } from "./grades.js";

/** @typedef {import("./figures.js").Hundredths} Hundredths */
/** @typedef {import("./sheet.js").Sheet} Sheet */
/** @typedef {import("./mark.js").Mark} Mark */

/**
 * One way through the sums. `spills` is what a section really lost to the excess of its criteria, `counting`
 * the points of a module's criteria that count; a module that is left out has the score null.
 *
 * @typedef {object} Sums
 * @property {Hundredths[]} sections
 * @property {Hundredths[]} spills
 * @property {Hundredths[]} modules
 * @property {Hundredths[]} counting
 * @property {(Hundredths | null)[]} scores
 * @property {Hundredths} total
 * @property {Hundredths} final
 * @property {import("./sheet.js").Grade | null} grade
 */

/**
 * @param {Sheet} sheet
 * @param {Mark[]} marks of its lines
 * @param {Hundredths[]} filled a score for every line: 0 for what is left out, the least or the most for what is open
 * @param {Hundredths} bonus
 * @param {Set<string>} vetoes
 * @returns {Sums}
 */
export function sumUp(sheet, marks, filled, bonus, vetoes) {
  const asked = excess(sheet, marks);
  const before = sheet.sections.map(({ first, end }) => sum(filled.slice(first, end)));
  const sections = before.map((got, position) => spill(got, asked.sections[position]));
  const spills = before.map((got, position) => got - sections[position]);
  const modules = sheet.modules.map(({ first, end }, position) =>
    spill(sum(sections.slice(first, end)), asked.modules[position]),
  );
  const counting = countingPoints(sheet, marks);
  const scores = modules.map((got, position) => redistribute(got, sheet.modules[position].points, counting[position]));
  const total = totalOf(sheet, scores);
  const final = sheet.bonus.overTotal ? total + bonus : lesser(sheet.points, total + bonus);
  const grade = gradeOf(sheet, final, scores, vetoes);
  return { sections, spills, modules, counting, scores, total, final, grade };
}

/**
 * What is left of a sum when the excess of its criteria is taken from it as well; the rest is dropped.
 *
 * @param {Hundredths} before
 * @param {Hundredths} asked
 */
function spill(before, asked) {
  if (asked === 0n || before <= 0n) return before;
  return before > asked ? before - asked : 0n;
}

/**
 * Per section and per module: the uncounted deductions that its criteria pass on.
 *
 * @param {Sheet} sheet
 * @param {Mark[]} marks
 */
function excess(sheet, marks) {
  const asked = { sections: sheet.sections.map(() => 0n), modules: sheet.modules.map(() => 0n) };
  if (!sheet.spills) return asked;
  sheet.lines.forEach((line, position) => {
    const { score, raw } = marks[position];
    if (score === null) return;
    const uncounted = raw - (line.points - score);
    if (line.rule.excess === "section") asked.sections[line.section] += uncounted;
    if (line.rule.excess === "module") asked.modules[line.module] += uncounted;
  });
  return asked;
}

/**
 * Points of the criteria that count, per module: what is not applicable and got nothing does not.
 *
 * @param {Sheet} sheet
 * @param {Mark[]} marks
 */
function countingPoints(sheet, marks) {
  const counting = sheet.modules.map((module) => module.points);
  sheet.lines.forEach((line, position) => {
    if (isLeftOut(marks[position])) counting[line.module] -= line.points;
  });
  return counting;
}

/** @param {Mark} mark */
export const isLeftOut = ({ status, score }) => status === "not_applicable" && score === null;

/**
 * A sum when only some of its points count, rounded; null when none do.
 *
 * @param {Hundredths} got
 * @param {Hundredths} points
 * @param {Hundredths} counting
 */
function redistribute(got, points, counting) {
  if (counting === points) return got;
  return counting === 0n ? null : divide(got * points, counting);
}

/**
 * @param {Sheet} sheet
 * @param {(Hundredths | null)[]} scores
 */
function totalOf(sheet, scores) {
  const counted = sum(sheet.modules.filter((_, position) => scores[position] !== null).map((module) => module.points));
  return redistribute(sum(scores.map((got) => got ?? 0n)), sheet.points, counted) ?? 0n;
}
