/**
 * What is asked once for the whole audit: its date, vetoes, bonus.
 */

import { brief } from "../score.js";
import { paintConflicts, paintHeld } from "./disputes.js";
import { copy, fill, part, press, put, reveal } from "./parts.js";
import { inLanguage, say } from "./texts.js";

/** @typedef {import("./bench.js").Bench} Bench */

/** @param {Bench} bench @returns {HTMLElement} */
export function buildGeneral(bench) {
  const panel = copy("general");
  const { vetoes = [], bonus = {}, grades = [] } = bench.audit.outline.checklist;
  for (const veto of vetoes) part(panel, "vetoes").append(vetoRow(veto, grades));
  for (const item of bonus.items ?? []) part(panel, "bonus").append(bonusRow(item));
  reveal(part(panel, "veto-part"), vetoes.length > 0);
  reveal(part(panel, "bonus-part"), (bonus.items ?? []).length > 0);
  if (bonus.max) put(part(panel, "bonus-most"), say("bonus.most", { most: bonus.max }));
  panel.addEventListener("click", (event) => touch(bench, /** @type {HTMLElement} */ (event.target)));
  panel.addEventListener("change", (event) => {
    const field = /** @type {HTMLInputElement} */ (event.target);
    if (field.name === "held_on") bench.saver.change("held_on", field.value || null);
  });
  return panel;
}

/** @param {any} veto @param {any[]} grades */
function vetoRow({ id, text, effect, grade }, grades) {
  const row = copy("veto");
  row.dataset.path = `v/${id}`;
  put(part(row, "label"), inLanguage(text));
  const title = inLanguage(grades.find((one) => one.id === grade)?.title);
  put(part(row, "effect"), effect === "cap" ? say("veto.cap", { grade: title }) : say("veto.disqualify"));
  return row;
}

/** @param {any} item */
function bonusRow({ id, text, points, per, max }) {
  const row = copy("bonus");
  const label = inLanguage(text);
  const isOnce = (per ?? "once") === "once";
  row.dataset.path = `b/${id}`;
  row.setAttribute("aria-label", label);
  put(part(row, "label"), label);
  const facts = { points: brief(points), most: max && brief(max) };
  put(part(row, "gives"), isOnce ? `+${facts.points}` : say(max ? "bonus.each-most" : "bonus.each", facts));
  part(row, "more").setAttribute("aria-label", say("bonus.more", { label }));
  part(row, "less").setAttribute("aria-label", say("bonus.less", { label }));
  row.dataset.most = isOnce ? "1" : "1000000";
  return row;
}

/** @param {Bench} bench @param {HTMLElement} target */
function touch({ audit, saver }, target) {
  const deed = /** @type {HTMLElement | null} */ (target.closest("[data-general]"))?.dataset.general;
  const path = /** @type {HTMLElement | null} */ (target.closest("[data-path]"))?.dataset.path ?? "";
  if (deed === "today") saver.change("held_on", today());
  if (deed === "veto") saver.change(path, audit.registers.value(path) ? null : true);
  if (deed !== "more" && deed !== "less") return;
  const count = (audit.registers.value(path) ?? 0) + (deed === "more" ? 1 : -1);
  saver.change(path, count > 0 ? count : null);
}

/** The day on this tablet's calendar. */
function today() {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}

/** @param {HTMLElement} panel @param {Bench} bench */
export function paintGeneral(panel, { audit }) {
  part(panel, "controls").disabled = !audit.mayFill;
  fill(part(panel, "held_on"), audit.registers.value("held_on") ?? "");
  const set = new Set(audit.result().vetoes);
  for (const row of /** @type {Iterable<HTMLElement>} */ (part(panel, "vetoes").children)) {
    const path = row.dataset.path ?? "";
    const isMine = audit.registers.value(path) === true;
    press(row, isMine);
    reveal(part(row, "by-answer"), !isMine && set.has(path.slice(2)));
  }
  for (const row of /** @type {Iterable<HTMLElement>} */ (part(panel, "bonus").children)) {
    const count = audit.registers.value(row.dataset.path ?? "") ?? 0;
    put(part(row, "count"), String(count));
    row.classList.toggle("earned", count > 0);
    part(row, "less").disabled = count === 0;
    part(row, "more").disabled = count >= Number(row.dataset.most);
  }
  put(part(panel, "bonus-sum"), say("bonus.sum", { points: audit.result().bonus }));
  for (const [name, paint] of /** @type {const} */ ([["conflicts", paintConflicts], ["held", paintHeld]])) {
    for (const head of ["v/", "b/", "held_on"]) paint(part(panel, `${name}-${head[0]}`), audit, head);
  }
}
