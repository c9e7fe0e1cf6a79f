/**
 * A score in whole hundredths: the sums of an audit, at both ends while anything is open.
 */

import { sumUp } from "./sums.js";

/** @typedef {import("./figures.js").Hundredths} Hundredths */
/** @typedef {import("./sheet.js").Sheet} Sheet */
/** @typedef {import("./sheet.js").Line} Line */
/** @typedef {import("./mark.js").Mark} Mark */
/** @typedef {import("./sums.js").Sums} Sums */

/**
 * `vetoes` are all that were set off; `low` and `high` are the same object while nothing is open.
 *
 * @typedef {{sheet: Sheet, marks: Mark[], vetoes: Set<string>, bonus: Hundredths, low: Sums, high: Sums}} Tally
 */

/**
 * @param {Sheet} sheet
 * @param {Mark[]} marks of its lines
 * @param {string[]} byAuditor the vetoes that no answer set off
 * @param {Hundredths} bonus
 * @returns {Tally}
 */
export function tallyOf(sheet, marks, byAuditor, bonus) {
  const vetoes = new Set([...byAuditor, ...marks.flatMap((mark) => mark.vetoes)]);
  /** @param {(line: Line) => Hundredths} open */
  const end = (open) => sumUp(sheet, marks, filled(sheet, marks, open), bonus, vetoes);
  const low = end((line) => line.min);
  const high = marks.some(isOpen) ? end((line) => line.points) : low;
  return { sheet, marks, vetoes, bonus, low, high };
}

/** @param {Mark} mark */
export const isOpen = (mark) => mark.status === "unanswered";

/**
 * A score for every line: 0 for what is left out, `open` says what for an open one.
 *
 * @param {Sheet} sheet
 * @param {Mark[]} marks
 * @param {(line: Line) => Hundredths} open
 */
const filled = (sheet, marks, open) =>
  marks.map((mark, position) => (isOpen(mark) ? open(sheet.lines[position]) : (mark.score ?? 0n)));
