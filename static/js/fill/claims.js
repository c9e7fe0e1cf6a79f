/**
 * Who has taken which module upon himself: a register for each person and module. A claim says where to go on, and
 * forbids nothing.
 */

import { part, put, reveal, tell } from "./parts.js";
import { enumerated, say } from "./texts.js";

/** @typedef {import("./bench.js").Bench} Bench */
/** @typedef {{mine: boolean, others: number[]}} Claims of a module; `others` by their ids */

/** @type {Claims} */
const NOBODY = { mine: false, others: [] };

/** @param {string} path */
export const isClaim = (path) => path.startsWith("claim/");

/** The claims of every module that has one. @param {Bench} bench @returns {Map<string, Claims>} */
export function claims({ audit, user }) {
  /** @type {Map<string, Claims>} */
  const found = new Map();
  for (const path of audit.registers.paths("claim/")) {
    const [, module, person] = path.split("/");
    const { mine, others } = found.get(module) ?? NOBODY;
    const isMine = Number(person) === user.id;
    found.set(module, { mine: mine || isMine, others: isMine ? others : [...others, Number(person)] });
  }
  return found;
}

/** @param {Bench} bench @param {string} module @returns {Claims} */
export const claimsOf = (bench, module) => claims(bench).get(module) ?? NOBODY;

/** What a person is called, as far as this tablet knows. @param {Bench} bench @param {number} id */
export function nameOf({ audit, user }, id) {
  if (id === user.id) return user.name;
  const known = audit.tablets.find((/** @type {any} */ tablet) => tablet.user_id === id)?.user;
  const claim = audit.registers.paths("claim/").find((path) => path.endsWith(`/${id}`));
  return known ?? (claim && audit.registers.authorOf(claim)) ?? say("claim.somebody");
}

/**
 * In which turn a module is done: one's own, then those nobody has claimed, then the others'.
 *
 * @param {Bench} bench
 * @returns {(module: string) => number}
 */
export function turns(bench) {
  const known = claims(bench);
  return (module) => {
    const { mine, others } = known.get(module) ?? NOBODY;
    if (mine) return 0;
    return others.length > 0 ? 2 : 1;
  };
}

/** @param {Bench} bench @param {Claims} claimed */
function inWords(bench, { mine, others }) {
  const people = enumerated(others.map((id) => nameOf(bench, id)));
  if (mine) return people ? say("claim.both", { people }) : say("claim.mine");
  return people ? say("claim.others", { people }) : "";
}

/**
 * The mark of a module in the rail: mine, or the beginning of the others' names.
 *
 * @param {HTMLElement} button
 * @param {Bench} bench
 * @param {Claims} claimed
 */
export function paintMark(button, bench, claimed = NOBODY) {
  const mark = part(button, "claim");
  const { mine, others } = claimed;
  put(mark, mine ? say("claim.me") : others.map((id) => beginning(nameOf(bench, id))).join(" "));
  mark.classList.toggle("mine", mine);
  mark.title = inWords(bench, claimed);
}

/** The first character of a Chinese name, the initials of another. @param {string} name */
function beginning(name) {
  if (!/^[\p{Script=Latin}]/u.test(name)) return [...name][0] ?? "";
  return name.split(/\s+/).slice(0, 2).map((word) => [...word][0]).join("");
}

/**
 * The claims in the head of a module, with the button for one's own.
 *
 * @param {HTMLElement} place
 * @param {Bench} bench
 * @param {import("./filters.js").View} view
 */
export function paintClaim(place, bench, { module }) {
  const row = part(place, "claim");
  if (!row) return;
  const isModule = bench.audit.outline.modules.some(({ id }) => id === module);
  const claimed = claimsOf(bench, module ?? "");
  const words = claimed.mine && claimed.others.length === 0 && bench.audit.mayFill ? "" : inWords(bench, claimed);
  reveal(row, isModule && (bench.audit.mayFill || words !== ""));
  put(part(row, "claimed"), words);
  const button = part(row, "claim-button");
  reveal(button, bench.audit.mayFill);
  put(button, say(claimed.mine ? "claim.leave" : "claim.take"));
  for (const line of place.querySelectorAll(".criterion-claimed")) {
    if (claimed.mine || claimed.others.length === 0) tell(/** @type {HTMLElement} */ (line), "");
  }
}

/**
 * Claims and releases at a touch; says at a touched card of another's module whose it is.
 *
 * @param {HTMLElement} place the sheet
 * @param {Bench} bench
 * @param {() => string | null} here the module on the screen
 */
export function listenToClaims(place, bench, here) {
  const { audit, saver, user } = bench;
  place.addEventListener("click", (event) => {
    const module = here();
    if (module === null || !(/** @type {HTMLElement} */ (event.target).closest("[data-claim]"))) return;
    saver.change(`claim/${module}/${user.id}`, claimsOf(bench, module).mine ? null : true);
  });
  const touched = (/** @type {Event} */ event) => {
    const control = /** @type {HTMLElement} */ (event.target).closest("[data-do], [data-field]");
    const card = control?.closest(".criterion");
    const criterion = audit.outline.byId.get(card?.getAttribute("data-id") ?? "");
    if (!card || !criterion || !audit.mayFill) return;
    const { mine, others } = claimsOf(bench, audit.outline.modules[criterion.module].id);
    const people = enumerated(others.map((id) => nameOf(bench, id)));
    tell(part(card, "claimed"), people && !mine ? say("claim.card", { people }) : "");
  };
  for (const event of ["click", "input"]) place.addEventListener(event, touched);
}

