/**
 * Keys for those who have a keyboard; they can be switched off, and never act while something is typed.
 */

import { giveFull } from "./taps.js";

const SWITCH = "star-audit-keys";

/** @param {string} state */
const remember = (state) => {
  try {
    localStorage.setItem(SWITCH, state);
  } catch {
    // a browser that forbids it forgets it
  }
};

/**
 * @param {{moves: import("./moves.js").Moves, bench: import("./bench.js").Bench, search: HTMLInputElement,
 *   help: HTMLDialogElement}} parts
 */
export function listenToKeys({ moves, bench, search, help }) {
  const box = /** @type {HTMLInputElement} */ (help.querySelector("input[type=checkbox]"));
  box.checked = localStorage.getItem(SWITCH) !== "off";
  box.addEventListener("change", () => remember(box.checked ? "on" : "off"));

  /** @type {Record<string, () => void>} */
  const keys = {
    j: () => moves.by(1),
    k: () => moves.by(-1),
    ArrowDown: () => moves.by(1),
    ArrowUp: () => moves.by(-1),
    n: () => moves.nextOpen(),
    f: () => full(moves, bench),
    "/": () => search.focus(),
    "?": () => help.showModal(),
  };

  document.addEventListener("keydown", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    const isTyping = target.matches("input:not([type=file]), textarea, select") || document.querySelector("dialog[open]") !== null;
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping || !box.checked) return;
    if (event.key.startsWith("Arrow") && !target.closest(".criterion")) return; // elsewhere arrows scroll
    if (!(event.key in keys)) return;
    event.preventDefault();
    keys[event.key]();
  });
}

/** Full marks for the criterion of the focus; a measure gets its field instead. */
/** @param {import("./moves.js").Moves} moves @param {import("./bench.js").Bench} bench */
function full(moves, bench) {
  const card = moves.here();
  const criterion = moves.criterion();
  if (!card || !criterion || criterion.absent || !bench.audit.mayFill) return;
  const field = /** @type {HTMLElement | null} */ (card.querySelector(".measure input"));
  if (field) field.focus();
  else giveFull(bench, criterion, card);
}
