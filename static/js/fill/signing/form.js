/**
 * The form of one signer. What stands in it is kept on the tablet until it is saved, wherever a person goes meanwhile.
 */

import { part, put, reveal, tell } from "../parts.js";
import { say } from "../texts.js";
import { signatureField } from "./field.js";
import { resultsOf, signatureOf } from "./signed.js";

const PAUSE = 600; // milliseconds of no typing until a text is kept
const MOST_STROKES = 200;
const MOST_POINTS = 20_000;

/**
 * Makes the form of a role work.
 *
 * @param {HTMLElement} place of the signer
 * @param {string} role
 * @param {import("../bench.js").Bench} bench
 */
export function attachForm(place, role, bench) {
  const { audit, drafts, user } = bench;
  const key = `sig/${role}`;
  const draft = /** @type {any} */ (drafts.of(key));
  const [name, reason] = [part(place, "name"), part(place, "reason")];
  const usual = signatureOf(audit, role)?.name ?? (role === "assessor" ? user.name : "");
  name.value = draft.name ?? usual;
  reason.value = draft.refused ?? "";
  part(place, "refusal").open = reason.value !== "";

  const keep = async () => {
    const typed = name.value.trim() === usual ? "" : name.value;
    const strokes = field.strokes();
    const parts = { name: typed, refused: reason.value, strokes: strokes.length > 0 ? strokes : "" };
    await drafts.change(key, /** @type {any} */ (parts));
    paintForm(place, role, bench);
  };
  const field = signatureField(part(place, "pad"), draft.strokes ?? [], keep);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  place.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, PAUSE);
  });
  place.addEventListener("change", () => {
    clearTimeout(timer);
    keep();
  });

  const save = async () => {
    clearTimeout(timer);
    const value = { name: name.value.trim(), strokes: field.strokes(), refused: reason.value.trim() };
    const problem = problemOf(value);
    tell(part(place, "problem"), problem);
    if (problem) return;
    const signed = value.refused ? { name: value.name, refused: value.refused } : { name: value.name, strokes: value.strokes };
    delete place.dataset.again;
    await bench.saver.change(key, { ...signed, results: resultsOf(audit) });
    field.clear();
    reason.value = "";
    await drafts.change(key, /** @type {any} */ ({ name: "", refused: "", strokes: "" }));
    audit.tell("general");
  };

  place.addEventListener("click", (event) => {
    const control = /** @type {HTMLElement | null} */ (/** @type {HTMLElement} */ (event.target).closest("[data-signing]"));
    const deed = control?.dataset.signing;
    if (deed === "clear") field.clear();
    if (deed === "paper") reason.value = control?.dataset.reason ?? "";
    if (deed === "clear" || deed === "paper") keep();
    if (deed !== "again") return;
    place.dataset.again = "yes";
    audit.tell("general");
    name.focus();
  });
  // a form in use stays, even where somebody else's signature arrives meanwhile
  part(place, "form").addEventListener("pointerdown", () => (place.dataset.again = "yes"));
  part(place, "form").addEventListener("submit", (/** @type {Event} */ event) => {
    event.preventDefault();
    save();
  });
}

/** @param {{name: string, strokes: number[][][], refused: string}} value */
function problemOf({ name, strokes, refused }) {
  if (!name) return say("signing.nameless");
  if (refused) return "";
  if (strokes.length === 0) return say("signing.empty");
  const points = strokes.reduce((sum, stroke) => sum + stroke.length, 0);
  return strokes.length > MOST_STROKES || points > MOST_POINTS ? say("signing.too-much") : "";
}

/**
 * Shows the form where something is to be signed.
 *
 * @param {HTMLElement} place
 * @param {string} role
 * @param {import("../bench.js").Bench} bench
 */
export function paintForm(place, role, { audit, drafts }) {
  const isSigned = signatureOf(audit, role) !== null;
  const isOpen = audit.mayFill && (!isSigned || place.dataset.again === "yes" || drafts.has(`sig/${role}`));
  reveal(part(place, "form"), isOpen);
  reveal(part(place, "again"), audit.mayFill && !isOpen);
  put(part(place, "kept"), drafts.isKept(`sig/${role}`) ? say("signing.kept") : "");
}
