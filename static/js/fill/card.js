/**
 * One criterion as a card: built once when its module is opened, then only what changed is painted.
 */

import { arithmetic, brief, mark } from "../score.js";
import { has } from "./answers.js";
import { paintConflicts, paintHeld } from "./disputes.js";
import { paintDeductions } from "./deductions.js";
import { paintPanels } from "./panels.js";
import { copy, part, press, put, reveal, tell } from "./parts.js";
import { paintStrip } from "./photos/strip.js";
import * as choice from "./rules/choice.js";
import * as deduct from "./rules/deduct.js";
import * as measure from "./rules/measure.js";
import { listed, say, word } from "./texts.js";

/** @typedef {import("./outline.js").Criterion} Criterion */
/** @typedef {import("./bench.js").Bench} Bench */

/** @type {Record<string, {build: (criterion: Criterion) => HTMLElement, paint: Function}>} */
const RULES = { deduct, levels: choice, check: choice, measure };

/** @param {Criterion} criterion @returns {HTMLElement} */
export function buildCard(criterion) {
  const card = copy("card");
  card.dataset.id = criterion.id;
  card.id = `criterion-${criterion.id}`;
  const title = part(card, "title");
  title.id = `title-${criterion.id}`;
  card.setAttribute("aria-labelledby", title.id);
  put(part(card, "number"), criterion.id);
  put(part(card, "text"), criterion.text);
  put(part(card, "points"), `/ ${brief(criterion.points)}`);
  for (const name of ["controls", "panels"]) part(card, name).setAttribute("aria-labelledby", title.id);
  part(card, "rule").replaceWith(RULES[criterion.rule.type].build(criterion));
  const tags = [...criterion.themes.map((theme) => word("theme", theme))];
  if (criterion.rule.excess && criterion.rule.excess !== "absorb") tags.push(say(`excess.${criterion.rule.excess}`));
  if (criterion.rule.veto) tags.push(say("check.veto"));
  for (const text of tags) part(card, "tags").append(Object.assign(document.createElement("span"), { textContent: text }));
  put(part(card, "guidance-text"), criterion.guidance);
  tell(part(card, "evidence"), listed(criterion.evidence.map((kind) => word("evidence", kind))));
  setUpTools(card, criterion);
  return card;
}

/** Takes away what this criterion does not have. @param {HTMLElement} card @param {Criterion} criterion */
function setUpTools(card, criterion) {
  const isDeduct = criterion.rule.type === "deduct";
  part(card, "full").hidden = criterion.rule.type === "measure"; // what was measured is typed, not assumed
  part(card, "tool-other").hidden = !isDeduct;
  part(card, "tool-na").hidden = !criterion.na;
  part(card, "tool-guidance").hidden = !criterion.guidance && criterion.evidence.length === 0;
  for (const panel of ["guidance", "note", "other", "na"]) {
    const id = `${panel}-${criterion.id}`;
    part(card, `panel-${panel}`).id = id;
    part(card, `tool-${panel}`).setAttribute("aria-controls", id);
  }
  if (criterion.absent) tell(part(card, "absent"), say("card.absent", { reason: criterion.absent }));
}

/**
 * @param {HTMLElement} card
 * @param {Bench} bench
 * @param {Criterion} criterion
 */
export function paintCard(card, bench, criterion) {
  const { audit, drafts } = bench;
  const answer = criterion.absent ? null : audit.answer(criterion.id);
  const isNa = answer !== null && has(answer, "na");
  const rule = /** @type {HTMLElement} */ (card.querySelector(".faults, .choices, .measure"));
  RULES[criterion.rule.type].paint(rule, criterion, isNa ? null : answer, drafts.of(criterion.id));
  const shown = mark(criterion.line, answer);
  const score = "score" in shown ? shown.score : null;
  const points = /** @type {{points?: string}} */ (shown).points;
  card.dataset.state = standing(criterion, answer, isNa, score === points);
  put(part(card, "score"), score ?? (isNa || criterion.absent ? say("card.na") : "—"));
  press(part(card, "full"), card.dataset.state === "full");
  const isSum = "status" in shown && shown.status === "scored" && shown.raw !== "0.00";
  tell(part(card, "sum"), isSum ? arithmetic(criterion.line, answer) : "");
  put(part(card, "na-text"), isNa ? say("card.na-because", { reason: answer.na }) : "");
  reveal(part(card, "na"), isNa);
  reveal(part(card, "answering"), !isNa && !criterion.absent);
  card.classList.toggle("read-only", !audit.mayFill);
  for (const name of ["controls", "panels"]) part(card, name).disabled = !audit.mayFill || Boolean(criterion.absent);
  paintPanels(card, bench, criterion, answer);
  paintDeductions(card, criterion, answer, drafts.of(criterion.id));
  paintStrip(card, bench, criterion);
  paintConflicts(part(card, "conflicts"), audit, `c/${criterion.id}/`);
  paintHeld(part(card, "held"), audit, `c/${criterion.id}/`);
  tell(part(card, "news"), bench.news.get(criterion.id) ?? "");
  tell(part(card, "draft"), drafts.isKept(criterion.id) ? say("card.draft") : "");
}

/** @param {Criterion} criterion @param {any} answer @param {boolean} isNa @param {boolean} isFull */
function standing(criterion, answer, isNa, isFull) {
  if (criterion.absent) return "absent";
  if (answer === null) return "open";
  if (isNa) return "na";
  return isFull ? "full" : "lost";
}
