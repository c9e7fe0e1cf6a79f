/**
 * The assessor's own deductions: points and a reason, up to what the criterion has left.
 */

import { brief, mark } from "../score.js";
import { asNumber, otherOf } from "./answers.js";
import { copy, fill, part, put } from "./parts.js";
import { say } from "./texts.js";

/** @typedef {import("./outline.js").Criterion} Criterion */

const STEPS = ["0.5", "1", "2"];

/**
 * @param {HTMLElement} card
 * @param {Criterion} criterion
 * @param {any} answer
 * @param {import("../tablet/drafts.js").Draft} draft
 */
export function paintDeductions(card, criterion, answer, draft) {
  if (criterion.rule.type !== "deduct") return;
  fill(part(card, "other-points"), draft.points ?? "");
  fill(part(card, "other-reason"), draft.reason ?? "");
  const other = otherOf(answer);
  const list = part(card, "other-list");
  const left = leftOf(criterion, answer);
  const signature = JSON.stringify([other, left]);
  if (list.dataset.signature === signature) return;
  list.dataset.signature = signature;
  list.replaceChildren(...other.map(entry));
  const steps = [...STEPS.filter((step) => Number(step) < Number(left)), ...(Number(left) > 0 ? [brief(left)] : [])];
  part(card, "other-steps").replaceChildren(...steps.map(step));
}

/** @param {{points: string, reason: string}} deduction @param {number} place */
function entry({ points, reason }, place) {
  const element = copy("other-entry");
  put(part(element, "points"), `−${brief(points)}`);
  put(part(element, "reason"), reason);
  const remove = part(element, "remove");
  remove.dataset.place = String(place);
  remove.setAttribute("aria-label", say("other.remove", { points, reason }));
  return element;
}

/** @param {string} points */
function step(points) {
  const button = copy("other-step");
  button.dataset.points = points;
  put(button, `−${points}`);
  return button;
}

/**
 * What may still be taken: the rest of the criterion; where the excess goes on to the sums, there is no end.
 *
 * @param {Criterion} criterion
 * @param {any} answer
 * @returns {string}
 */
export function leftOf({ line }, answer) {
  const shown = mark(line, answer !== null && "na" in answer ? { faults: {} } : (answer ?? { faults: {} }));
  const cents = "score" in shown ? BigInt((shown.score ?? "0").replace(".", "")) - line.min : 0n;
  return `${cents / 100n}.${String(cents % 100n).padStart(2, "0")}`;
}

/**
 * A deduction out of what was typed, or what is wrong with it.
 *
 * @param {Criterion} criterion
 * @param {any} answer
 * @param {string} typed
 * @param {string} reason
 * @returns {{deduction: {points: string, reason: string} | null, points: string, reason: string}}
 */
export function read(criterion, answer, typed, reason) {
  const points = asNumber(typed);
  const problem = pointsProblem(criterion, answer, points);
  const missing = reason.trim() ? "" : say("other.reason-missing");
  const isComplete = !problem && !missing;
  return { deduction: isComplete ? { points: brief(points), reason: reason.trim() } : null, points: problem, reason: missing };
}

/** @param {Criterion} criterion @param {any} answer @param {string} points */
function pointsProblem(criterion, answer, points) {
  if (!/^[0-9]{1,6}(\.[0-9]{1,2})?$/.test(points) || Number(points) === 0) return say("other.points-shape");
  const left = leftOf(criterion, answer);
  const isBounded = (criterion.rule.excess ?? "absorb") === "absorb";
  return isBounded && Number(points) > Number(left) ? say("other.points-left", { left: brief(left) }) : "";
}
