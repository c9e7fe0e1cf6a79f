/**
 * The fill page: finds its audit, builds its parts, and keeps them together.
 */

import { Api } from "../tablet/api.js";
import { leaveToo } from "../tablet/belongings.js";
import { setUp } from "./bench.js";
import { Failure } from "../tablet/calls.js";
import { listen } from "./controls.js";
import { buildDock } from "./dock.js";
import { buildFilterBar } from "./filter-bar.js";
import { buildHead } from "./head.js";
import { listenToKeys } from "./keys.js";
import { Moves } from "./moves.js";
import { buildNotices } from "./notices.js";
import { copy, part } from "./parts.js";
import { PhotoDialog } from "./photos/dialog.js";
import { bringIntoView, buildRail } from "./rail.js";
import { buildRenewal } from "./renewal.js";
import { buildSaving } from "./saving.js";
import { Sheet } from "./sheet.js";
import { find, named, NothingToFill } from "./start.js";
import { buildSubmit } from "./submit.js";
import { buildTogether } from "./together.js";

const TRIES = 6;
const PAUSE = 2_000; // milliseconds

/** @param {string} id @returns {any} */
const piece = (id) => document.getElementById(id);

async function start(tries = 1) {
  const { audit: id, criterion } = named(location.hash);
  const api = new Api();
  try {
    const found = await find(id, api);
    leaveToo(found.user.id);
    open(setUp(found), api, criterion);
  } catch (error) {
    if (isFull(error) && tries < TRIES) return setTimeout(start, PAUSE, tries + 1);
    say(error instanceof NothingToFill ? error.message : reasonOf(error));
    if (!(error instanceof NothingToFill) && !(error instanceof Failure)) throw error;
  }
  return undefined;
}

/** Of a disk that was full: the browser learns some seconds late that there is room again. @param {unknown} error */
const isFull = (error) => error instanceof DOMException && error.name === "QuotaExceededError";

/** @param {unknown} error */
function reasonOf(error) {
  if (!(error instanceof Failure)) return "broken";
  return error.status === 401 ? "signed-out" : "unreachable";
}

/** Signing in leads back to where one was. */
const back = () => `?next=${encodeURIComponent(location.pathname + location.hash)}`;

/** Says why there is nothing to fill. @param {string} reason */
function say(reason) {
  const sheet = piece("sheet");
  sheet.replaceChildren(copy(`nothing-${reason}`));
  sheet.querySelector("[data-do=again]")?.addEventListener("click", () => location.reload());
  const way = /** @type {HTMLAnchorElement | null} */ (sheet.querySelector("a[href^='/sign-in']"));
  if (way) way.search = back(); // signing in leads back to where one was going
  document.body.dataset.page = "nothing";
}

/** @param {import("./bench.js").Bench} bench @param {Api} api @param {string} criterion */
function open(bench, api, criterion) {
  const { audit } = bench;
  const sheet = new Sheet(piece("sheet"), bench, () => paintView());
  const moves = new Moves(sheet, bench);
  const paintRail = buildRail(piece("rail"), bench, sheet);
  const paintFilters = buildFilterBar(piece("filters"), bench, sheet);
  const paintSaving = buildSaving(piece("saving"), piece("voice"), bench);
  const submit = buildSubmit(piece("submit"), bench, api, moves);
  const photograph = new PhotoDialog(piece("photograph"), bench);
  const paintView = () => {
    paintRail();
    paintFilters();
    bringIntoView(piece("rail"));
    piece("voice").textContent = part(sheet.place, "found")?.textContent ?? ""; // how much a filter has found
  };
  buildHead(document.body, audit);
  listen(piece("sheet"), bench);
  listenToKeys({ moves, bench, search: part(piece("filters"), "search"), help: piece("help") });
  for (const paint of [buildDock(piece("dock"), bench), buildNotices(piece("notices"), piece("sign-in"), bench)]) paint();
  /** @type {Record<string, (control: HTMLElement) => unknown>} */
  const ways = {
    next: () => moves.nextOpen(),
    todo: () => moves.nextUnsettled(),
    submit,
    together: buildTogether(piece("together"), bench, api),
    photo: (control) => photograph.show(control.dataset.path ?? ""),
    "next-module": () => nextModule(sheet, audit),
    help: () => piece("help").showModal(),
    close: (control) => control.closest("dialog")?.close(),
  };
  document.addEventListener("click", (event) => {
    const control = /** @type {HTMLElement | null} */ (/** @type {HTMLElement} */ (event.target).closest("[data-do]"));
    if (control) ways[control.dataset.do ?? ""]?.(control);
  });
  moves.begin(criterion);
  buildRenewal(piece("notices"), bench);
  piece("sign-in").querySelector("a").addEventListener("click", async (/** @type {Event} */ event) => {
    event.preventDefault();
    await bench.saver.settled();
    location.assign(`/sign-in${back()}`);
  });
  paintSaving();
  bench.intake.goOn();
  bench.uploads.waits().then(paintSaving);
  bench.sync.soon(0);
  document.body.dataset.page = "open";
  if (document.activeElement === document.body) sheet.place.focus({ preventScroll: true }); // so that Page Down scrolls it
}

/** @param {Sheet} sheet @param {import("./audit.js").Audit} audit */
function nextModule(sheet, { outline: { modules } }) {
  const place = modules.findIndex(({ id }) => id === sheet.view.module);
  sheet.show({ module: modules[(place + 1) % modules.length].id });
  sheet.toTop();
  /** @type {HTMLElement} */ (sheet.place).focus({ preventScroll: true });
}

window.addEventListener("hashchange", () => location.reload());
start();
