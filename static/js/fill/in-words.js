/**
 * The value of a register as a person would say it; for conflicts, news and what was not taken.
 */

import { otherOf } from "./answers.js";
import { inLanguage, listed, say } from "./texts.js";

/**
 * @param {import("./outline.js").Outline} outline
 * @param {string} path
 * @param {any} value
 * @returns {string}
 */
export function inWords(outline, path, value) {
  const [head, id, kind] = path.split("/");
  if (head === "held_on") return value ?? say("words.no-date");
  if (head === "v") return say(value ? "words.set-off" : "words.not-set-off");
  if (head === "claim") return say(value ? "claim.take" : "claim.leave");
  if (head === "sig") return signed(value);
  if (head === "b") return value ? `×${value}` : say("words.none");
  if (kind === "note") return value || say("words.no-note");
  if (kind === "p") return value ? value.caption || say("words.photograph") : say("words.no-photograph");
  const criterion = outline.byId.get(id);
  return criterion ? answerInWords(criterion, value) : JSON.stringify(value);
}

/** @param {import("./signing/signed.js").Signature | null} value */
function signed(value) {
  if (value === null) return say("words.unsigned");
  return value.refused ? say("words.refused", { ...value, reason: value.refused }) : say("words.signed", { ...value });
}

/**
 * @param {import("./outline.js").Criterion} criterion
 * @param {any} answer
 * @returns {string}
 */
function answerInWords({ rule }, answer) {
  if (answer === null) return say("words.open");
  if ("na" in answer) return say("words.na", { reason: answer.na });
  if ("level" in answer) return labelOf(rule.levels, answer.level);
  if ("met" in answer) return say(answer.met ? "words.met" : "words.not-met");
  if ("value" in answer) return `${answer.value} ${inLanguage(rule.unit)}`.trim();
  const faults = Object.entries(answer.faults ?? {}).filter(([, count]) => count > 0);
  const found = faults.map(([id, count]) => `${labelOf(rule.faults, id)}${count > 1 ? ` ×${count}` : ""}`);
  const other = otherOf(answer).map(({ points, reason }) => say("words.other", { points, reason }));
  return listed([...found, ...other]) || say("words.full");
}

/** @param {any[] | undefined} entries @param {string} id */
const labelOf = (entries, id) => inLanguage(entries?.find((entry) => entry.id === id)?.label) || id;
