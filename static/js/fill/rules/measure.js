/**
 * A number that was measured, with its unit, and the bands it may reach; the one it has reached is marked.
 */

import { brief } from "../../score.js";
import { copy, fill, part, put } from "../parts.js";
import { inLanguage, say } from "../texts.js";

/** @typedef {import("../outline.js").Criterion} Criterion */

/** @param {Criterion} criterion */
export function build({ id, rule, points }) {
  const element = copy("measure");
  const field = part(element, "value");
  field.id = `value-${id}`;
  part(element, "label").htmlFor = field.id;
  field.setAttribute("aria-describedby", `bands-${id} problem-${id}`);
  part(element, "bands").id = `bands-${id}`;
  part(element, "problem").id = `problem-${id}`;
  const unit = inLanguage(rule.unit);
  put(part(element, "unit"), unit);
  for (const text of bandsInWords(rule, unit, brief(points))) {
    part(element, "bands").append(Object.assign(document.createElement("li"), { textContent: text }));
  }
  return element;
}

/** @param {any} rule @param {string} unit @param {string} points */
function bandsInWords(rule, unit, points) {
  if (rule.target) return [say("measure.target", { target: rule.target, unit, points })];
  const bands = rule.bands.map((/** @type {any} */ band) => {
    const bound = band.at_least ?? band.at_most;
    return say(band.at_least ? "measure.at-least" : "measure.at-most", { bound, unit, points: brief(band.points) });
  });
  return [...bands, say("measure.else")];
}

/** @param {HTMLElement} element @param {Criterion} criterion @param {any} answer @param {{value?: string}} draft */
export function paint(element, { rule, line }, answer, draft) {
  const value = answer?.value;
  fill(part(element, "value"), draft.value ?? (value === undefined ? "" : String(value)));
  const reached = value === undefined || rule.target ? -1 : reachedBand(rule, line, answer);
  [...part(element, "bands").children].forEach((band, place) => band.classList.toggle("reached", place === reached));
}

/** @param {any} rule @param {import("../../score.js").Line} line @param {any} answer */
function reachedBand(rule, line, answer) {
  const value = Number(answer.value);
  const place = rule.bands.findIndex((/** @type {any} */ band) =>
    band.at_least ? value >= Number(band.at_least) : value <= Number(band.at_most),
  );
  return place < 0 ? line.rule.bands.length : place;
}
