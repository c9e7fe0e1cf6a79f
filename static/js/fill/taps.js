/**
 * What a touch on a card does. Every control names its deed in `data-do`.
 */

import { fullAnswer, mark } from "../score.js";
import { countOf, has, isSpotless, otherOf, withCount, withOther } from "./answers.js";
import { part } from "./parts.js";

/** @typedef {import("./bench.js").Bench} Bench */
/** @typedef {import("./outline.js").Criterion} Criterion */
/** @typedef {(bench: Bench, criterion: Criterion, control: HTMLElement) => void} Deed */

/** @param {Bench} bench @param {Criterion} criterion @param {any} answer */
export function give({ audit, saver, news }, { id }, answer) {
  const before = audit.answer(id);
  if (JSON.stringify(before) === JSON.stringify(answer)) return;
  news.delete(id);
  saver.change(`c/${id}/answer`, answer);
}

/** Gives deductions; where none are left, the criterion is again what it was before the first. */
/** @param {Bench} bench @param {Criterion} criterion @param {any} answer */
function deduct(bench, criterion, answer) {
  const before = bench.audit.answer(criterion.id);
  if (before === null || isSpotless(before)) bench.before.set(criterion.id, before);
  const back = bench.before.get(criterion.id) ?? null;
  give(bench, criterion, answer ?? (back === null || isSpotless(back) ? back : null));
}

/** The deductions of a criterion; none where it was not applicable. @param {Bench} bench @param {Criterion} criterion */
function deductions({ audit }, { id }) {
  const answer = audit.answer(id);
  return answer !== null && has(answer, "na") ? null : answer;
}

/** @param {number} change @returns {Deed} */
const count = (change) => (bench, criterion, control) => {
  const fault = /** @type {HTMLElement} */ (control.closest("[data-fault]")).dataset.fault ?? "";
  const answer = deductions(bench, criterion);
  deduct(bench, criterion, withCount(answer, fault, countOf(answer, fault) + change));
};

/** Full marks; once more takes them back to what was there before. @type {Deed} */
export function giveFull(bench, criterion) {
  const { audit, before } = bench;
  const answer = audit.answer(criterion.id);
  const shown = mark(criterion.line, answer);
  const isFull = "score" in shown && shown.score === shown.points && !(answer !== null && has(answer, "na"));
  if (isFull) {
    const back = before.get(criterion.id) ?? null;
    give(bench, criterion, JSON.stringify(back) === JSON.stringify(answer) ? null : back);
    return;
  }
  before.set(criterion.id, answer);
  give(bench, criterion, fullAnswer(criterion.line));
}

/** @type {Record<string, Deed>} */
export const deeds = {
  full: giveFull,
  more: count(1),
  less: count(-1),

  fault(bench, criterion, control) {
    const { fault = "" } = control.dataset;
    const answer = deductions(bench, criterion);
    deduct(bench, criterion, withCount(answer, fault, countOf(answer, fault) ? 0 : 1));
  },

  level(bench, criterion, control) {
    const level = control.dataset.choice;
    give(bench, criterion, bench.audit.answer(criterion.id)?.level === level ? null : { level });
  },

  met(bench, criterion, control) {
    const met = control.dataset.choice === "yes";
    give(bench, criterion, bench.audit.answer(criterion.id)?.met === met ? null : { met });
  },

  "un-na"(bench, criterion) {
    give(bench, criterion, null);
  },

  "other-remove"(bench, criterion, control) {
    const answer = bench.audit.answer(criterion.id);
    const other = otherOf(answer).filter((_, place) => String(place) !== control.dataset.place);
    deduct(bench, criterion, withOther(answer, other));
  },

  panel(bench, criterion, control) {
    const name = `${criterion.id}/${control.dataset.panel}`;
    const isOpen = control.getAttribute("aria-expanded") === "true";
    if (isOpen) bench.opened.delete(name);
    else bench.opened.add(name);
    bench.audit.tell("criterion", criterion.id);
    const card = /** @type {HTMLElement} */ (control.closest(".criterion"));
    if (!isOpen) part(card, `panel-${control.dataset.panel}`).querySelector("input, textarea")?.focus();
  },
};
