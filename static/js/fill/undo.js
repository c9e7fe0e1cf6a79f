/**
 * Says what was done at the foot of the page, with a button that undoes it.
 */

import { part, put } from "./parts.js";

const SHOWN = 12_000; // milliseconds

const place = /** @type {HTMLElement} */ (document.getElementById("undo"));
/** @type {() => void} */
let back = () => {};
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

const hide = () => (place.hidden = true);

part(place, "undo").addEventListener("click", () => {
  hide();
  back();
});

/**
 * @param {string} text
 * @param {() => void} undo
 */
export function undoable(text, undo) {
  put(part(place, "text"), text);
  place.hidden = false;
  back = undo;
  clearTimeout(timer);
  timer = setTimeout(hide, SHOWN);
}
