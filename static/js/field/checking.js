/**
 * The checks before leaving the office: quick ones at once, the trial of the disk by a touch.
 */

import { copy, part, put, tell } from "../fill/parts.js";
import { say } from "../fill/texts.js";
import { battery, browser, camera, check, clock, installed } from "../tablet/checks-device.js";
import { persisted, room, secondStore, TRIAL, tryToWrite } from "../tablet/checks-storage.js";
import { sizeOf } from "./measures.js";

/** @typedef {import("../tablet/checks-device.js").Check} Check @typedef {import("./work.js").Work} Work */

const BADGES = { good: "good", warn: "warn", unknown: "warn", bad: "bad" };
const SIZES = ["free", "used", "written"];

/**
 * @param {Work} work
 * @param {() => void} _onChange
 * @param {(id: string) => any} piece
 * @returns {() => void} paints them
 */
export function buildChecks(work, _onChange, piece) {
  const place = piece("checks");
  const button = part(place, "check");
  /** @type {import("../tablet/checks-storage.js").Trial | null} */
  let trial = null;
  let asked = 0;
  const paint = async () => {
    const turn = (asked += 1);
    const checks = await Promise.all(all(work, trial));
    if (turn !== asked) return; // a later one is on its way
    part(place, "list").replaceChildren(...checks.map(lineOf));
    put(part(place, "summary"), summaryOf(checks, trial !== null));
    place.dataset.state = "known";
  };
  button.addEventListener("click", async () => {
    button.disabled = true;
    put(part(place, "summary"), say("check.busy"));
    [trial] = await Promise.all([tryToWrite(), work.refresh()]);
    await paint();
    button.disabled = false;
  });
  return paint;
}

/** @param {Work} work @param {import("../tablet/checks-storage.js").Trial | null} trial */
function all(work, trial) {
  const { api, user, store } = work.parts;
  const tone = /** @type {const} */ ({ online: "good", "signed-out": "bad", stranger: "bad", unreachable: "unknown" })[work.line];
  return [
    check("signed-in", tone, work.line, { user: user.name }),
    ready(work),
    installed(),
    persisted(),
    room(trial),
    secondStore(store.database.journal),
    clock(work.line === "online", api.skew),
    camera(),
    battery(),
    browser(),
  ];
}

/** @param {Work} work */
function ready({ rows, assigned, line }) {
  const lacking = rows.filter(({ missing }) => missing.length > 0).length;
  if (lacking > 0) return check("ready", "bad", "some", { count: lacking });
  if (rows.length === 0) return check("ready", "warn", "none");
  const isSure = assigned !== null && line === "online";
  return isSure ? check("ready", "good", "all", { count: rows.length }) : check("ready", "unknown", "unsure", { count: rows.length });
}

/** @param {Check[]} checks @param {boolean} isWhole */
function summaryOf(checks, isWhole) {
  const count = (/** @type {string[]} */ ...tones) => checks.filter(({ tone }) => tones.includes(tone)).length;
  const bad = count("bad");
  if (bad > 0) return say("checks.stop", { count: bad });
  if (!isWhole) return say("checks.quick");
  const mind = count("warn", "unknown");
  return mind > 0 ? say("checks.mind", { count: mind }) : say("checks.go");
}

/** @param {Check} made */
function lineOf({ name, tone, outcome, facts = {} }) {
  const line = copy("check");
  const sizes = SIZES.filter((gap) => gap in facts).map((gap) => [gap, sizeOf(Number(facts[gap]))]);
  const gaps = { ...facts, ...Object.fromEntries(sizes), trial: sizeOf(TRIAL) };
  line.dataset.check = name;
  line.dataset.tone = tone;
  const badge = part(line, "word");
  badge.classList.add(BADGES[tone]);
  put(badge, say(`check.${tone}`));
  put(part(line, "name"), say(name));
  put(part(line, "meaning"), say(`${name}.${outcome}`, gaps));
  const advice = `${name}.${outcome}.do`;
  tell(part(line, "do"), tone === "good" || say(advice) === advice ? "" : say(advice, gaps));
  return line;
}
