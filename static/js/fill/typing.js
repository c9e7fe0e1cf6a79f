/**
 * What is typed on a card: notes after a moment, measures when they are numbers, deductions and reasons when they
 * are complete. What is not complete stays on the tablet as a draft.
 */

import { mark } from "../score.js";
import { asNumber, has, isSpotless, otherOf, withOther } from "./answers.js";
import { read } from "./deductions.js";
import { complain, part } from "./parts.js";
import { say } from "./texts.js";
import { give } from "./taps.js";

/** @typedef {import("./bench.js").Bench} Bench */
/** @typedef {import("./outline.js").Criterion} Criterion */

/** @type {Record<string, (bench: Bench, criterion: Criterion, card: HTMLElement, isDone: boolean) => void>} */
export const fields = {
  note({ audit, saver }, { id }, card) {
    const text = part(card, "note").value.trimEnd();
    if (text !== audit.note(id)) saver.change(`c/${id}/note`, text === "" ? null : text);
  },

  value(bench, criterion, card, isDone) {
    const field = part(card, "value");
    const value = asNumber(field.value);
    const shown = value === "" ? null : mark(criterion.line, { value });
    const problem = shown && "problem" in shown ? say(`value.${shown.problem}`) : "";
    if (isDone || !problem) complain(field, part(card, "problem"), problem);
    bench.drafts.change(criterion.id, { value: problem ? field.value : "" });
    const isMeasured = bench.audit.answer(criterion.id)?.value !== undefined;
    if (shown && !problem) give(bench, criterion, { value });
    else if (value === "" && isMeasured) give(bench, criterion, null);
    bench.audit.tell("criterion", criterion.id);
  },

  other(bench, criterion, card, isDone) {
    const [points, reason] = [part(card, "other-points"), part(card, "other-reason")];
    const hasText = points.value.trim() !== "" || reason.value.trim() !== "";
    bench.drafts.change(criterion.id, { points: points.value, reason: reason.value });
    if (!isDone || !hasText) {
      for (const name of ["points", "reason"]) complain(part(card, `other-${name}`), part(card, `${name}-problem`), "");
      return;
    }
    const present = bench.audit.answer(criterion.id);
    const answer = present !== null && has(present, "na") ? null : present;
    const found = read(criterion, answer, points.value, reason.value);
    complain(points, part(card, "points-problem"), found.points);
    complain(reason, part(card, "reason-problem"), found.reason);
    if (found.deduction === null) return;
    points.value = reason.value = "";
    bench.drafts.change(criterion.id, { points: "", reason: "" });
    if (answer === null || isSpotless(answer)) bench.before.set(criterion.id, answer);
    give(bench, criterion, withOther(answer, [...otherOf(answer), found.deduction]));
  },

  na(bench, criterion, card, isDone) {
    const field = part(card, "reason-na");
    const reason = field.value.trim();
    const isMissing = isDone && reason === "";
    complain(field, part(card, "na-problem"), isMissing ? say("na.reason-missing") : "");
    bench.drafts.change(criterion.id, { na: isDone && reason ? "" : field.value });
    if (!isDone || reason === "") return;
    bench.opened.delete(`${criterion.id}/na`);
    field.value = "";
    give(bench, criterion, { na: reason });
  },
};
