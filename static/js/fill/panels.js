/**
 * What a card unfolds: a panel is open where it holds something, or where a person has opened it.
 */

import { fill, part, reveal } from "./parts.js";

/**
 * @param {HTMLElement} card
 * @param {import("./bench.js").Bench} bench
 * @param {import("./outline.js").Criterion} criterion
 * @param {any} answer
 */
export function paintPanels(card, { audit, drafts, opened }, { id, rule }, answer) {
  const draft = drafts.of(id);
  const note = audit.note(id);
  fill(part(card, "note"), note);
  fill(part(card, "reason-na"), draft.na ?? "");
  const isFree = rule.type === "deduct" && !(rule.faults ?? []).length;
  const needed = { note: note !== "", na: draft.na !== undefined, guidance: false };
  const other = isFree || draft.points !== undefined || draft.reason !== undefined || (answer?.other ?? []).length > 0;
  for (const [panel, isNeeded] of Object.entries({ ...needed, other })) {
    const isOpen = isNeeded || opened.has(`${id}/${panel}`);
    reveal(part(card, `panel-${panel}`), isOpen);
    part(card, `tool-${panel}`).setAttribute("aria-expanded", String(isOpen));
  }
}
