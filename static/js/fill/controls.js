/**
 * Listens on the sheet, once for all cards: touches, typing, files.
 */

import { deeds } from "./taps.js";
import { letGo, settle } from "./settling.js";
import { fields } from "./typing.js";

/** @typedef {import("./bench.js").Bench} Bench */

const PAUSE = 600; // milliseconds of no typing until a text is saved
/** Deeds of which a double tap means one. */
const ONCE = new Set(["full", "fault", "level", "met", "un-na", "panel", "na", "other"]);

/**
 * @param {HTMLElement} sheet
 * @param {Bench} bench
 */
export function listen(sheet, bench) {
  /** @type {Map<string, () => void>} typed texts that wait for a pause */
  const typed = new Map();

  /** @param {EventTarget | null} target */
  const whereabouts = (target) => {
    const card = /** @type {HTMLElement} */ (target).closest(".criterion");
    const criterion = bench.audit.outline.byId.get(card?.getAttribute("data-id") ?? "");
    return criterion ? { card: /** @type {HTMLElement} */ (card), criterion } : null;
  };

  /** @param {EventTarget | null} target @param {boolean} isDone */
  const type = (target, isDone) => {
    const field = /** @type {HTMLElement} */ (target).closest("[data-field]")?.getAttribute("data-field");
    const place = whereabouts(target);
    if (!field || !place) return;
    const key = `${place.criterion.id}/${field}`;
    const run = () => {
      typed.delete(key);
      fields[field](bench, place.criterion, place.card, isDone);
    };
    typed.get(key)?.();
    if (isDone) return void run();
    const timer = setTimeout(run, PAUSE);
    typed.set(key, () => clearTimeout(timer));
  };

  sheet.addEventListener("click", (event) => {
    const control = /** @type {HTMLElement} */ (event.target).closest("[data-do]");
    if (!(control instanceof HTMLElement)) return;
    const deed = control.dataset.do ?? "";
    if (event.detail > 1 && ONCE.has(deed)) return;
    if (deed === "settle") return settle(bench, control);
    if (deed === "let-go") return letGo(bench, control);
    if (deed === "finish") return type(control, true);
    const place = whereabouts(control);
    if (place && deed in deeds) deeds[deed](bench, place.criterion, control);
    if (deed === "step" && place) step(control, place.card);
  });

  sheet.addEventListener("input", (event) => type(event.target, false));
  sheet.addEventListener("change", (event) => {
    const field = /** @type {HTMLElement} */ (event.target);
    if (field instanceof HTMLInputElement && field.type === "file") return take(bench, field, whereabouts(field));
    if (field.closest("[data-field=note], [data-field=value]")) type(field, true);
  });
  sheet.addEventListener("focusout", (event) => {
    const form = /** @type {HTMLElement} */ (event.target).closest("[data-field=other], [data-field=na]");
    const next = /** @type {Node | null} */ (event.relatedTarget);
    if (form && !form.contains(next) && document.hasFocus()) type(event.target, true);
  });
  sheet.addEventListener("keydown", (event) => {
    const field = /** @type {HTMLElement} */ (event.target);
    if (event.key !== "Enter" || event.isComposing || !field.matches("input:not([type=file])")) return;
    event.preventDefault();
    type(field, true);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) for (const field of sheet.querySelectorAll("textarea")) type(field, true);
  });
}

/** One of the usual deductions is put into the field. @param {HTMLElement} control @param {HTMLElement} card */
function step(control, card) {
  const field = /** @type {HTMLInputElement} */ (card.querySelector("[data-part=other-points]"));
  field.value = control.dataset.points ?? "";
  field.dispatchEvent(new Event("input", { bubbles: true }));
  /** @type {HTMLInputElement} */ (card.querySelector("[data-part=other-reason]")).focus();
}

/**
 * @param {Bench} bench
 * @param {HTMLInputElement} field
 * @param {{criterion: import("./outline.js").Criterion} | null} place
 */
function take({ audit, intake }, field, place) {
  const files = [...(field.files ?? [])];
  field.value = ""; // the same picture may be chosen again
  if (!place) return;
  for (const file of files) {
    intake.take(place.criterion.id, file).catch((error) => audit.tell("failure", String(error)));
  }
}
