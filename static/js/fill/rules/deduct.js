/**
 * Faults: what is found once is switched on and off, what is found often is counted.
 */

import { brief, pointsOf } from "../../score.js";
import { countOf } from "../answers.js";
import { copy, part, press, put } from "../parts.js";
import { inLanguage, say } from "../texts.js";

/** @typedef {import("../outline.js").Criterion} Criterion */

/** @param {Criterion} criterion */
export function build(criterion) {
  const list = document.createElement("div");
  list.className = "faults";
  for (const fault of criterion.rule.faults ?? []) list.append(row(criterion, fault));
  return list;
}

/** @param {Criterion} criterion @param {any} fault */
function row(criterion, fault) {
  const isOnce = (fault.per ?? "once") === "once";
  const element = copy(isOnce ? "fault-once" : "fault-each");
  element.dataset.fault = fault.id;
  const label = inLanguage(fault.label);
  put(part(element, "label"), label);
  put(part(element, "takes"), takes(criterion, fault, isOnce));
  if (fault.veto) part(element, "veto").hidden = false;
  if (!isOnce) {
    element.setAttribute("aria-label", label);
    part(element, "more").setAttribute("aria-label", say("fault.more", { label }));
    part(element, "less").setAttribute("aria-label", say("fault.less", { label }));
  }
  return element;
}

/** What it takes, in words. @param {Criterion} criterion @param {any} fault @param {boolean} isOnce */
function takes(criterion, fault, isOnce) {
  const points = brief(pointsOf(criterion.line, fault.id) ?? "0");
  if (fault.all) return say("fault.all", { points });
  if (isOnce) return `−${points}`;
  return fault.max ? say("fault.each-most", { points, most: fault.max }) : say("fault.each", { points });
}

/** @param {HTMLElement} list @param {Criterion} criterion @param {any} answer */
export function paint(list, criterion, answer) {
  for (const element of /** @type {Iterable<HTMLElement>} */ (list.children)) {
    const fault = element.dataset.fault ?? "";
    const count = countOf(answer, fault);
    element.classList.toggle("found", count > 0);
    if (element.matches("button")) {
      press(element, count > 0);
      continue;
    }
    put(part(element, "count"), String(count));
    part(element, "less").disabled = count === 0;
    const taken = count > 0 ? `−${pointsOf(criterion.line, fault, count)}` : "";
    put(part(element, "taken"), taken);
  }
}
