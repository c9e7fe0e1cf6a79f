/**
 * The audits that are to be filled, each with what of it is on the tablet; and those that went to somebody else while
 * work waited here.
 */

import { copy, part, put, reveal, tell } from "../fill/parts.js";
import { inLanguage, language, listed, moment, say, word } from "../fill/texts.js";
import { inWords, sizeOf } from "./measures.js";
import { makeReady } from "./preparing.js";

/** @typedef {import("./work.js").Work} Work @typedef {import("./work.js").Row} Row */

/**
 * @param {Work} work
 * @param {() => void} onChange
 * @param {(id: string) => any} piece
 * @returns {() => void} paints them
 */
export function buildAudits(work, onChange, piece) {
  const place = piece("audits");
  let isBusy = false;
  const prepare = async (/** @type {number[]} */ ids) => {
    if (isBusy) return;
    isBusy = true;
    onChange();
    await makeReady(work, ids, (text) => put(part(place, "result"), text));
    isBusy = false;
    onChange();
  };
  part(place, "prepare-all").addEventListener("click", () => prepare(work.rows.map(({ id }) => id)));
  part(place, "list").addEventListener("click", (/** @type {Event} */ event) => {
    const button = /** @type {HTMLElement} */ (event.target).closest("[data-part=prepare]");
    if (button) prepare([Number(button.getAttribute("data-audit"))]);
  });
  return () => {
    const mayPrepare = work.line === "online";
    put(part(place, "count"), work.rows.length ? String(work.rows.length) : "");
    tell(part(place, "note"), noteOf(work));
    const all = part(place, "prepare-all");
    reveal(all, mayPrepare && work.rows.length > 1);
    all.disabled = isBusy;
    part(place, "list").replaceChildren(...work.rows.map((row) => cardOf(row, mayPrepare, isBusy)));
    part(place, "former").replaceChildren(...work.former.map(formerOf));
    reveal(part(place, "others"), work.former.length > 0);
  };
}

/** @param {Work} work */
function noteOf({ assigned, rows, line }) {
  if (rows.length === 0) return say(assigned ? "audits.none" : "audits.none-offline");
  return assigned && line === "online" ? "" : say("audits.only-kept");
}

/** @param {any} branch */
const nameOf = (branch) => (language === "en" && branch?.name_en) || branch?.name || "";

/** @param {HTMLElement} card @param {any} facts */
function paintHead(card, { id, branch, kind, campaign }) {
  put(part(card, "branch"), nameOf(branch) || say("former.unknown", { id }));
  put(part(card, "about"), [kind ? word("kind", kind) : "", inLanguage(campaign)].filter(Boolean).join(" · "));
}

/** @param {HTMLElement} card @param {Row["kept"]} kept */
function paintWaiting(card, kept) {
  const what = kept ? inWords(kept) : "";
  const since = kept?.oldest ? say("waiting.since", { moment: moment(kept.oldest) }) : "";
  tell(part(card, "waiting"), what ? listed([say("waiting.all", { what }), since].filter(Boolean)) : "");
  tell(part(card, "held"), kept?.held ? say("waiting.held", { count: kept.held }) : "");
}

/** @param {Row} row @param {boolean} mayPrepare @param {boolean} isBusy */
function cardOf(row, mayPrepare, isBusy) {
  const card = copy("audit");
  const { id, facts, kept, score, missing } = row;
  paintHead(card, facts);
  paintWaiting(card, kept);
  tell(part(card, "due"), facts.due_on ? dueOf(facts.due_on) : "");
  tell(part(card, "score"), score ? say("audits.score", { low: score.low.final, high: score.high.final }) : "");
  tell(part(card, "open"), score ? openOf(score.open) : "");
  tell(part(card, "reason"), facts.reason ? say("audits.returned", { reason: facts.reason }) : "");
  const isReady = missing.length === 0;
  const badge = part(card, "badge");
  badge.classList.add(isReady ? "good" : "warn");
  put(badge, say(isReady ? "ready.yes" : "ready.no"));
  put(part(card, "ready"), isReady && kept ? readyOf(kept) : say("ready.missing", { what: listed(missing.map((one) => say(`missing.${one}`))) }));
  const fill = part(card, "fill");
  fill.href = `/fill#${id}`;
  fill.setAttribute("aria-label", say("audits.fill", { branch: nameOf(facts.branch) }));
  const button = part(card, "prepare");
  reveal(button, mayPrepare && !isReady);
  button.disabled = isBusy;
  button.dataset.audit = String(id);
  button.setAttribute("aria-label", say("audits.prepare", { branch: nameOf(facts.branch) }));
  return card;
}

/** @param {string} day */
const dueOf = (day) => say(day < new Date().toLocaleDateString("sv") ? "audits.overdue" : "audits.due", { day });

/** @param {number} count */
const openOf = (count) => (count > 0 ? say("audits.open", { count }) : say("audits.all-answered"));

/** @param {NonNullable<Row["kept"]>} kept */
const readyOf = ({ facts, bytes, kept_at }) =>
  say("ready.what", { checklist: facts.checklist.name, size: sizeOf(bytes), moment: moment(kept_at) });

/** @param {Row} row */
function formerOf({ facts, kept }) {
  const card = copy("former");
  paintHead(card, facts);
  paintWaiting(card, kept);
  put(part(card, "ways"), say("former.ways"));
  return card;
}
