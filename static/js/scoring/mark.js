/**
 * What one criterion got: scored by its rule, not applicable, or open; or why its answer is refused.
 */

import { READERS } from "./answers.js";
import { show } from "./figures.js";
import { attempt, demand, demandMembers, demandReason, isMapping } from "./refusal.js";

/** @typedef {import("./figures.js").Hundredths} Hundredths */
/** @typedef {import("./sheet.js").Line} Line */
/** @typedef {"scored" | "unanswered" | "not_applicable"} Status */

/**
 * A criterion of the contract's result; the last four are null where it has no score.
 *
 * @typedef {{id: string, status: Status, points: string, score: string | null, raw: string | null,
 *   counted: string | null, uncounted: string | null}} Row
 */
/** @typedef {Row & {vetoes: string[]}} Shown */
/** @typedef {import("./refusal.js").Refused} Refused */
/** @typedef {{status: Status, score: Hundredths | null, raw: Hundredths, vetoes: string[], row: Readonly<Row>}} Mark */

/**
 * @param {Line} line
 * @param {any} answer null or undefined where nobody answered
 * @returns {Mark | Refused}
 */
export function markLine(line, answer) {
  if (answer === null || answer === undefined) return unanswered(line);
  return attempt(() => {
    demand(isMapping(answer), "mapping");
    return Object.hasOwn(answer, "na") ? givenUp(line, answer) : scored(line, answer);
  });
}

/**
 * The mark of a criterion that nobody has answered yet.
 *
 * @param {Line} line
 * @returns {Mark}
 */
export const unanswered = (line) => made(line, "unanswered", null, 0n, []);

/**
 * A mark as the page gets it.
 *
 * @param {Mark | Refused} marked
 * @returns {Shown | Refused}
 */
export const shownOf = (marked) => ("problem" in marked ? marked : { ...marked.row, vetoes: [...marked.vetoes] });

/**
 * The mark of a criterion that is not applicable, by its answer or by its branch.
 *
 * @param {Line} line
 * @returns {Mark}
 */
export function notApplicable(line) {
  return made(line, "not_applicable", line.givenUp, line.givenUp === null ? 0n : line.points - line.givenUp, []);
}

/**
 * @param {Line} line
 * @param {Status} status
 * @param {Hundredths | null} score
 * @param {Hundredths} raw
 * @param {string[]} vetoes
 * @returns {Mark}
 */
function made(line, status, score, raw, vetoes) {
  const figures = score === null ? NO_FIGURES : figuresOf(line.points, score, raw);
  const row = Object.freeze({ id: line.id, status, points: show(line.points), ...figures });
  return { status, score, raw, vetoes, row };
}

const NO_FIGURES = { score: null, raw: null, counted: null, uncounted: null };

/** @param {Hundredths} points @param {Hundredths} score @param {Hundredths} raw */
function figuresOf(points, score, raw) {
  const counted = points - score;
  return { score: show(score), raw: show(raw), counted: show(counted), uncounted: show(raw - counted) };
}

/** @param {Line} line @param {any} answer */
function givenUp(line, answer) {
  demandMembers(answer, ["na"]);
  demand(line.na, "na-forbidden");
  demandReason(answer.na);
  return notApplicable(line);
}

/** @param {Line} line @param {any} answer */
function scored(line, answer) {
  const { score, raw = line.points - score, vetoes = [] } = READERS[line.rule.type](line, answer);
  return made(line, "scored", score, raw, vetoes);
}
