/**
 * Who fills this audit: which modules each has claimed and how far they are, and when the tablets were last heard.
 */

import { Failure } from "../tablet/calls.js";
import { claims, nameOf } from "./claims.js";
import { copy, part, put, reveal, tell } from "./parts.js";
import { enumerated, moment, say } from "./texts.js";

/** @typedef {import("./bench.js").Bench} Bench */

/**
 * @param {HTMLDialogElement} dialog
 * @param {Bench} bench
 * @param {import("../tablet/api.js").Api} api
 * @returns {() => Promise<void>} opens it
 */
export function buildTogether(dialog, bench, api) {
  const { audit } = bench;
  let device = "";
  /** @param {boolean} isFresh */
  const paint = (isFresh) => {
    put(part(dialog, "lead"), say(isFresh ? "together.lead" : "together.offline"));
    part(dialog, "fellows").replaceChildren(...people(bench).map((id) => fellow(bench, id, device)));
    const claimed = claims(bench);
    const free = audit.outline.modules.filter(({ id }) => !claimed.has(id)).map(({ id }) => id);
    const isShared = claimed.size > 0 && free.length > 0;
    tell(part(dialog, "unclaimed"), isShared ? say("together.unclaimed", { modules: enumerated(free) }) : "");
  };
  for (const event of /** @type {const} */ (["general", "facts"])) audit.on(event, () => dialog.open && paint(true));
  dialog.addEventListener("click", (event) => {
    const button = /** @type {HTMLElement} */ (event.target).closest("[data-release]");
    if (button) release(bench, button.getAttribute("data-release") ?? "");
  });
  return async () => {
    device = await bench.store.device();
    paint(true);
    document.querySelector("details.menu[open]")?.removeAttribute("open");
    dialog.showModal();
    try {
      await bench.ask(); // claims; what the tablets last said changes without a new revision, and is asked for below
      const answer = await api.bundle(audit.id);
      audit.tablets = answer?.bundle.tablets ?? audit.tablets;
      paint(true);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      paint(false);
    }
  };
}

/** Somebody has left, and what they had claimed is free for others. @param {Bench} bench @param {string} person */
function release({ audit, saver }, person) {
  const paths = audit.registers.paths("claim/").filter((path) => path.endsWith(`/${person}`));
  for (const path of paths) saver.change(path, null);
}

/** Everybody who has a tablet or a claim here, oneself first. @param {Bench} bench @returns {number[]} */
function people(bench) {
  const { audit, user } = bench;
  const claimants = [...claims(bench).values()].flatMap(({ others }) => others);
  const owners = audit.tablets.map((/** @type {any} */ tablet) => tablet.user_id);
  return [...new Set([user.id, ...claimants, ...owners])];
}

/** @param {Bench} bench @param {number} id @param {string} device */
function fellow(bench, id, device) {
  const { audit, user } = bench;
  const entry = copy("fellow");
  const isMe = id === user.id;
  put(part(entry, "name"), nameOf(bench, id));
  reveal(part(entry, "me"), isMe);
  const claimed = claims(bench);
  const { modules } = audit.result();
  const own = modules.filter((module) => {
    const { mine, others } = claimed.get(module.id) ?? { mine: false, others: [] };
    return isMe ? mine : others.includes(id);
  });
  const done = own.filter(({ open }) => open === 0).length;
  const names = enumerated(own.map((module) => module.id));
  put(part(entry, "modules"), names ? say("together.modules", { modules: names }) : say("together.no-modules"));
  const release = part(entry, "release");
  release.dataset.release = String(id);
  reveal(release, !isMe && names !== "" && audit.mayFill);
  tell(part(entry, "progress"), names ? say("together.done", { count: own.length, done }) : "");
  const tablets = audit.tablets.filter((/** @type {any} */ tablet) => tablet.user_id === id);
  part(entry, "tablets").replaceChildren(...tablets.map((/** @type {any} */ tablet) => tabletLine(tablet, device)));
  return entry;
}

/** @param {{name: string, device: string, seen_at: string, waiting: number}} entry @param {string} here this tablet */
function tabletLine({ name, device, seen_at: seen, waiting: count }, here) {
  const tablet = device === here ? say("together.this-tablet") : name || say("together.tablet");
  const text = say(count > 0 ? "together.seen-waiting" : "together.seen", { tablet, at: moment(seen), count });
  return Object.assign(document.createElement("li"), { textContent: text });
}
