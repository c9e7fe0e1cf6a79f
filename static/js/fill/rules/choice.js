/**
 * One of several: the levels of a criterion, or met and not met. The same one again takes the answer back.
 */

import { brief } from "../../score.js";
import { copy, part, press, put } from "../parts.js";
import { inLanguage, say } from "../texts.js";

/** @typedef {import("../outline.js").Criterion} Criterion */

/** @param {Criterion} criterion @returns {{key: string, label: string, points: string}[]} */
function choices({ rule, points }) {
  if (rule.type === "check") {
    return [
      { key: "yes", label: say("check.met"), points },
      { key: "no", label: say("check.not-met"), points: rule.fail ?? "0" },
    ];
  }
  return rule.levels.map((/** @type {any} */ level) => ({ ...level, key: level.id, label: inLanguage(level.label) }));
}

/** @param {Criterion} criterion */
export function build(criterion) {
  const list = document.createElement("div");
  list.className = "choices";
  for (const { key, label, points } of choices(criterion)) {
    const button = copy("choice");
    button.dataset.do = criterion.rule.type === "check" ? "met" : "level";
    button.dataset.choice = key;
    put(part(button, "label"), label);
    put(part(button, "points"), say("points", { points: brief(points) }));
    list.append(button);
  }
  return list;
}

/** @param {HTMLElement} list @param {Criterion} criterion @param {any} answer */
export function paint(list, criterion, answer) {
  const chosen = criterion.rule.type === "check" ? { true: "yes", false: "no" }[String(answer?.met)] : answer?.level;
  const best = Math.max(...choices(criterion).map(({ points }) => Number(points)));
  for (const button of /** @type {Iterable<HTMLElement>} */ (list.children)) {
    const isChosen = button.dataset.choice === chosen;
    press(button, isChosen);
    const points = choices(criterion).find(({ key }) => key === button.dataset.choice)?.points;
    button.classList.toggle("lost", isChosen && Number(points) < best);
  }
}
