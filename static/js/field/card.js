/**
 * The start page: says in one line, and at each task, what of it lies unsent on this tablet.
 */

import { hasBelongings } from "../tablet/belongings.js";
import { databaseOf } from "../tablet/database.js";
import { Store } from "../tablet/store.js";

const card = /** @type {HTMLElement} */ (document.querySelector("[data-field-card]"));

/** @param {string} name of a text @param {number} count */
const say = (name, count) => (card.dataset[name] ?? "").replace("{count}", String(count));

async function paint() {
  const person = Number(card.dataset.person);
  if (!(await hasBelongings(person))) return;
  const kept = await new Store(databaseOf(person)).audits();
  let all = 0;
  for (const { id, waiting, photographs } of kept) {
    const place = /** @type {HTMLElement | null} */ (document.querySelector(`[data-unsent="${id}"]`));
    const count = waiting + photographs;
    all += count;
    if (!place) continue;
    place.textContent = say("waiting", count);
    place.hidden = count === 0;
  }
  const state = /** @type {HTMLElement} */ (card.querySelector("[data-part=state]"));
  if (kept.length > 0) state.textContent = [say("kept", kept.length), all > 0 ? say("waiting", all) : ""].join(" ").trim();
  state.classList.toggle("task-unsent", all > 0);
}

paint();
