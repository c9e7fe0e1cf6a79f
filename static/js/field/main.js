/**
 * The page for work outside: prepares audits, says what waits, sends it; checks the tablet; lets everything out.
 */

import { copy, part, put, reveal } from "../fill/parts.js";
import { listed, say } from "../fill/texts.js";
import { Api } from "../tablet/api.js";
import { leaveToo } from "../tablet/belongings.js";
import { Failure } from "../tablet/calls.js";
import { databaseOf } from "../tablet/database.js";
import { openWork } from "../tablet/people.js";
import { recover } from "../tablet/recovery.js";
import { FORMAT } from "../tablet/schema.js";
import { unsent } from "../tablet/kept.js";
import { Store } from "../tablet/store.js";
import { tidy } from "../tablet/tidy.js";
import { offerUpdate } from "../tablet/worker-of-site.js";
import { buildAudits } from "./audits.js";
import { buildChecks } from "./checking.js";
import { paintColleagues, rememberName } from "./colleagues.js";
import { buildExport } from "./exporting.js";
import { buildSending } from "./sending.js";
import { lineOf, Work } from "./work.js";

const EVERY = 30_000; // milliseconds

/** @param {string} id @returns {any} */
const piece = (id) => document.getElementById(id);

/** @param {string} text @param {string} tone */
function notice(text, tone) {
  const shown = copy("notice");
  shown.classList.add(...(tone ? [tone] : []));
  put(shown, text);
  piece("notices").append(shown);
  return shown;
}

/** @param {import("./work.js").Line} line @param {string} about */
function paintLine(line, about) {
  const shown = part(piece("who"), "line");
  shown.dataset.state = line;
  put(part(shown, "word"), say(`line.${line}`));
  put(part(shown, "about"), about);
  reveal(part(piece("who"), "sign-in"), line === "signed-out" || line === "stranger");
  reveal(part(piece("who"), "again"), line === "unreachable");
}

/** @param {import("../tablet/recovery.js").Recovered} recovered */
function tellRecovered(recovered) {
  const counts = Object.entries(recovered).filter(([, count]) => count > 0);
  const what = listed(counts.map(([name, count]) => say(`recovered.${name}`, { count })));
  if (what) notice(say("recovered", { what }), "good");
}

async function start() {
  part(piece("who"), "again").addEventListener("click", () => location.reload());
  if (!["/field", "/"].includes(location.pathname)) notice(say("needs-network"), "warn");
  const api = new Api();
  try {
    const { user, failure } = await openWork(api);
    api.owner = user.id;
    await open(api, user, failure);
  } catch (error) {
    document.body.dataset.page = "nothing";
    if (!(error instanceof Failure)) {
      notice(say("broken", { reason: String(error) }), "bad");
      throw error;
    }
    const line = lineOf(error);
    paintLine(line, say(`nobody.${line === "signed-out" ? line : "unreachable"}`));
  }
}

/**
 * @param {Api} api
 * @param {import("../tablet/api.js").User} user
 * @param {Failure | null} failure
 */
async function open(api, user, failure) {
  const database = databaseOf(user.id);
  leaveToo(user.id);
  tellRecovered(await recover(database));
  const store = new Store(database);
  const work = new Work({ api, store, device: await store.device(), user });
  work.hear(failure);
  await rememberName(database, user);
  const paints = [buildSending, buildAudits, buildChecks, buildExport].map((build) => build(work, () => paint(), piece));
  const paint = () => {
    paintLine(work.line, say(`about.${work.line}`, { user: user.name, other: work.other }));
    for (const one of paints) one();
  };
  const refresh = async () => {
    if (document.hidden) return;
    await work.refresh();
    paint();
  };
  await (failure ? work.look() : work.refresh());
  reveal(piece("body"), true);
  paint();
  document.body.dataset.page = "open";
  await paintColleagues(piece("colleagues"), user.id);
  setInterval(refresh, EVERY);
  for (const event of ["online", "focus"]) addEventListener(event, refresh);
  document.addEventListener("visibilitychange", refresh);
  offer(database);
  if (work.assigned) await tidy(store, api, new Set(work.assigned.map(({ id }) => id)));
  document.body.dataset.tidy = "done";
}

/** A new build of the pages is taken by a touch. @param {import("../tablet/database.js").Database} database */
function offer(database) {
  const isIdle = async () => Object.values(await unsent(database)).every((waiting) => waiting.length === 0);
  const onOffer = (/** @type {() => Promise<boolean>} */ take) => {
    const shown = notice(say("update"), "");
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button" });
    button.textContent = say("update.take");
    button.addEventListener("click", async () => (await take()) || shown.remove());
    shown.append(" ", button);
  };
  offerUpdate({ isIdle, format: FORMAT, onOffer });
}

start();
