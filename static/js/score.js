/**
 * The scorer of the page: the same figures as audit/scoring, from the same two documents.
 *
 * Every figure that leaves here is text with two places ("934.50"), as in the contract's JSON result.
 * Nothing here throws on an answer: what the server would refuse comes back as `{problem: code}`.
 */

import * as figures from "./scoring/figures.js";
import { markLine, shownOf } from "./scoring/mark.js";
import { isMapping } from "./scoring/refusal.js";
import { resultOf } from "./scoring/result.js";
import { Scorer } from "./scoring/scorer.js";
import { compile, Sheet } from "./scoring/sheet.js";

export { arithmetic } from "./scoring/arithmetic.js";
export { applies } from "./scoring/branch.js";
export { fullAnswer, pointsOf } from "./scoring/rules.js";
export { compile };

/** @typedef {import("./scoring/sheet.js").Line} Line */
/** @typedef {import("./scoring/branch.js").Branch} Branch */
/** @typedef {import("./scoring/mark.js").Shown} Shown */
/** @typedef {import("./scoring/mark.js").Refused} Refused */
/** @typedef {import("./scoring/result.js").Result} Result */
/** @typedef {import("./scoring/scorer.js").Problem} Problem */

/**
 * What one criterion gets for an answer (null: nobody answered yet), without looking at the others.
 *
 * @param {Line} line
 * @param {object | null} answer
 * @returns {Shown | Refused}
 */
export function mark(line, answer) {
  return shownOf(markLine(line, answer));
}

/**
 * A scorer that follows an audit answer by answer.
 *
 * @param {Sheet} sheet
 * @param {Branch | null} [branch]
 * @param {string[]} [vetoes] set off by the auditor
 * @param {Record<string, number>} [bonus] how often each bonus item was earned
 * @returns {Scorer}
 */
export function createScorer(sheet, branch = null, vetoes = [], bonus = {}) {
  return new Scorer(sheet, branch, vetoes, bonus);
}

/**
 * The contract's JSON result of a whole answer document, or every problem in its answers, vetoes and bonus.
 * The shape of `branch` and `audit` is left to the server.
 *
 * @param {object} checklist the canonical JSON of a checklist, or its sheet
 * @param {any} document
 * @returns {Result | {problems: Problem[]}}
 */
export function score(checklist, document) {
  const sheet = checklist instanceof Sheet ? checklist : compile(checklist);
  const { checklist: name, branch, answers, vetoes, bonus } = document;
  if (name !== sheet.name) return { problems: [{ place: ["checklist"], code: "other-checklist" }] };
  if (!isMapping(answers)) {
    return { problems: [{ place: ["answers"], code: answers === undefined ? "missing" : "mapping" }] };
  }
  const scorer = createScorer(sheet, branch, vetoes, bonus);
  for (const [id, answer] of Object.entries(answers)) scorer.set(id, answer ?? NO_ANSWER);
  return scorer.problems.length > 0 ? { problems: scorer.problems } : resultOf(scorer.tally());
}

/** @type {object} */
const NO_ANSWER = []; // in a document null is a mistake; to `set` it means that an answer was taken back

/**
 * A figure with no needless zero: "0.2" for "0.20".
 *
 * @param {string} figure
 * @returns {string}
 */
export function brief(figure) {
  return figures.brief(figures.sure(figures.readPoints(figure)));
}
