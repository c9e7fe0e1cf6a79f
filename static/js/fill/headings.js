/**
 * The headings of the sheet: what is shown, what the module has got so far, and where its sections begin.
 */

import { isFiltered } from "./filters.js";
import { copy, part, put } from "./parts.js";
import { say } from "./texts.js";

/** @typedef {import("./filters.js").View} View */

/**
 * @param {import("./outline.js").Module[]} modules
 * @param {View} view
 * @param {number} count of what is shown
 */
export function buildHead(modules, view, count) {
  const module = modules.find(({ id }) => id === view.module);
  const head = copy("sheet-head");
  put(part(head, "title"), module ? `${module.id} ${module.title}` : say("filter.everywhere"));
  put(part(head, "found"), isFiltered(view) ? say("filter.found", { count }) : "");
  part(head, "clear").hidden = !isFiltered(view);
  return head;
}

/**
 * @param {HTMLElement} place
 * @param {import("./audit.js").Audit} audit
 * @param {View} view
 */
export function paintHead(place, audit, view) {
  const score = part(place, "module-score");
  const module = audit.result().modules.find(({ id }) => id === view.module);
  if (!score || !module) return;
  const { low, high, points, sum } = module;
  if (low === null || high === null) put(score, say("card.na"));
  else if (low !== high) put(score, say("module.interval", { low, high, points }));
  else put(score, say(sum === low ? "module.score" : "module.rescaled", { low, points, sum }));
}

/** @param {import("./outline.js").Section} section */
export function sectionHead({ id, title, points }) {
  const heading = copy("section-head");
  put(part(heading, "title"), `${id} ${title}`);
  put(part(heading, "points"), say("points", { points }));
  return heading;
}
