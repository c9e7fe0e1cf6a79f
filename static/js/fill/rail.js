/**
 * The rail: every module with how far it is and what it has lost; on a phone a row of chips.
 */

import { claims, paintMark } from "./claims.js";
import { copy, part, put, reveal } from "./parts.js";
import { GENERAL, SIGNATURES } from "./sheet.js";
import { outdated, signersOf, unsigned } from "./signing/signed.js";
import { say } from "./texts.js";

/**
 * @param {HTMLElement} place
 * @param {import("./bench.js").Bench} bench
 * @param {import("./sheet.js").Sheet} sheet
 * @returns {() => void} paints it
 */
export function buildRail(place, bench, sheet) {
  const { audit } = bench;
  const items = audit.outline.modules.map(({ id, title }) => item(id, id, title));
  const general = item(GENERAL, "★", say("general.title"));
  const signatures = item(SIGNATURES, "", say("signatures.title"));
  part(signatures, "number").append(copy("pen"));
  const places = [...items, general, signatures];
  for (const one of [general, signatures]) reveal(part(one, "progress"), false);
  part(place, "modules").replaceChildren(...places.map((one) => one.parentElement ?? one));
  document.addEventListener("click", (event) => {
    const button = /** @type {HTMLElement} */ (event.target).closest("#rail [data-module], [data-goto]");
    if (!(button instanceof HTMLElement)) return;
    sheet.show({ module: button.dataset.module ?? button.dataset.goto ?? null });
    sheet.toTop();
    /** @type {HTMLDetailsElement | null} */ (button.closest("details.menu"))?.removeAttribute("open");
  });

  const paint = () => {
    const { modules, criteria, vetoes, bonus } = audit.result();
    const lost = modules.map(() => 0);
    criteria.forEach(({ counted }, place) => (lost[audit.outline.criteria[place].module] += cents(counted)));
    modules.forEach((module, place) => paintModule(items[place], module, lost[place]));
    const claimed = claims(bench);
    for (const one of items) paintMark(one, bench, claimed.get(one.dataset.module ?? ""));
    const extras = [vetoes.length > 0 ? say("general.vetoes", { count: vetoes.length }) : "", bonus === "0.00" ? "" : `+${bonus}`];
    put(part(general, "lost"), extras.filter(Boolean).join(" · "));
    paintSignatures(signatures, audit);
    for (const one of places) markHere(one, sheet.view);
  };
  audit.on("score", paint);
  for (const event of /** @type {const} */ (["general", "facts"])) audit.on(event, paint);
  return paint;
}

/** How many have signed, and whether one has to again. @param {HTMLElement} button @param {import("./audit.js").Audit} audit */
function paintSignatures(button, audit) {
  const [all, missing] = [signersOf(audit).length, unsigned(audit).length];
  put(part(button, "done"), `${all - missing}/${all}`);
  put(part(button, "lost"), outdated(audit).length > 0 ? say("signing.outdated") : "");
  button.classList.toggle("done", missing === 0);
}

/** Brings the module on the screen into the rail's window, or its row of chips. @param {HTMLElement} place */
export function bringIntoView(place) {
  const here = /** @type {HTMLElement | null} */ (place.querySelector("[aria-current]"));
  if (!here) return;
  const [before, after] = [here.offsetTop - place.offsetTop, here.offsetTop - place.offsetTop + here.offsetHeight];
  const isSeen = before >= place.scrollTop && after <= place.scrollTop + place.clientHeight;
  const top = isSeen ? place.scrollTop : before - place.clientHeight / 3;
  place.scrollTo({ left: here.offsetLeft - place.clientWidth / 3, top });
}

/** @param {string} id @param {string} number @param {string} title */
function item(id, number, title) {
  const entry = copy("rail-item");
  const button = part(entry, "item");
  button.dataset.module = id;
  put(part(button, "number"), number);
  put(part(button, "title"), title);
  return button;
}

/** @param {string | null} figure */
const cents = (figure) => (figure === null ? 0 : Math.round(Number(figure) * 100));

/**
 * How far a module is, and what its cards have lost together.
 *
 * @param {HTMLElement} button
 * @param {import("../scoring/followed.js").FollowedModule} module
 * @param {number} lost hundredths
 */
function paintModule(button, { criteria, open }, lost) {
  const done = criteria - open;
  const bar = part(button, "progress");
  if (bar.max !== Math.max(1, criteria)) bar.max = Math.max(1, criteria);
  bar.value = done;
  put(part(button, "done"), open === 0 ? say("rail.done") : `${done}/${criteria}`);
  put(part(button, "lost"), lost > 0 ? `−${(lost / 100).toFixed(2)}` : "");
  button.classList.toggle("done", open === 0);
}

/** @param {HTMLElement} button @param {import("./filters.js").View} view */
function markHere(button, view) {
  if (button.dataset.module === view.module) button.setAttribute("aria-current", "true");
  else button.removeAttribute("aria-current");
}
