/**
 * Handing the audit in: says what is missing and where, sends what waits, asks once.
 */

import { Failure } from "../tablet/calls.js";
import { open } from "./dock.js";
import { GENERAL, SIGNATURES } from "./sheet.js";
import { isClaim } from "./claims.js";
import { part, put, reveal } from "./parts.js";
import { outdated, unsigned } from "./signing/signed.js";
import { listed, say } from "./texts.js";

/** @typedef {import("./bench.js").Bench} Bench */

/**
 * @param {HTMLDialogElement} dialog
 * @param {Bench} bench
 * @param {import("../tablet/api.js").Api} api
 * @param {import("./moves.js").Moves} moves
 * @returns {() => Promise<void>} opens it
 */
export function buildSubmit(dialog, bench, api, moves) {
  const { audit, sync, saver } = bench;
  /** @type {{text: string, go: () => unknown}[]} */
  let missing = [];

  const paint = () => {
    missing = missingIn(bench, moves);
    const isReady = missing.length === 0;
    part(dialog, "missing").replaceChildren(...missing.map(({ text }, place) => row(text, place)));
    reveal(part(dialog, "missing"), !isReady);
    put(part(dialog, "lead"), say(isReady ? "submit.ask" : "submit.not-yet"));
    const advice = adviceFor(audit);
    part(dialog, "advised").replaceChildren(...advice.map((text) => row(text, "signatures")));
    reveal(part(dialog, "advice"), advice.length > 0);
    reveal(part(dialog, "advice-lead"), unsigned(audit).length > 0);
    const { low, points } = audit.result();
    put(part(dialog, "score"), isReady ? `${low.final} / ${points}` : "");
    part(dialog, "send").disabled = !isReady;
  };

  const send = async () => {
    part(dialog, "send").disabled = true;
    await saver.settled();
    await sync.now();
    try {
      await api.submit(audit.id);
      location.assign(`/audits/${audit.id}`);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const problems = (error.answer.problems ?? []).map((/** @type {any} */ problem) => problem.message);
      put(part(dialog, "refused"), problems.join("；") || error.message || say("saving.offline"));
      part(dialog, "send").disabled = false;
    }
  };

  dialog.addEventListener("click", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    const go = target.closest("[data-missing]")?.getAttribute("data-missing");
    if (go) {
      dialog.close();
      if (go === "signatures") moves.sheet.show({ module: SIGNATURES });
      else missing[Number(go)].go();
    }
    if (target.closest("[data-part=send]")) send();
  });

  return async () => {
    put(part(dialog, "refused"), "");
    paint();
    dialog.showModal();
    await saver.settled();
    await sync.now();
    paint();
  };
}

/** What keeps nobody from submitting, but is better done before. @param {import("./audit.js").Audit} audit */
function adviceFor(audit) {
  const named = (/** @type {string[]} */ roles) => listed(roles.map((role) => say(`signer.${role}`)));
  const [open, changed] = [unsigned(audit), outdated(audit)];
  return [
    ...(open.length > 0 ? [say("submit.unsigned", { who: named(open) })] : []),
    ...(changed.length > 0 ? [say("submit.outdated", { who: named(changed) })] : []),
  ];
}

/** @param {string} text @param {number | string} place */
function row(text, place) {
  const item = document.createElement("li");
  const button = Object.assign(document.createElement("button"), { type: "button", className: "missing", textContent: text });
  button.dataset.missing = String(place);
  item.append(button);
  return item;
}

/**
 * Everything that is missing, each with the way there.
 *
 * @param {Bench} bench
 * @param {import("./moves.js").Moves} moves
 */
function missingIn(bench, moves) {
  const { audit, uploads, intake, sync } = bench;
  const general = () => moves.sheet.show({ module: GENERAL });
  const conflicts = audit.conflicts.length + audit.held.filter(({ path }) => !isClaim(path)).length;
  const counts = [
    { count: open(bench).length, name: "submit.open", go: () => moves.nextOpen() },
    { count: conflicts, name: "submit.conflicts", go: () => moves.nextUnsettled() },
    { count: bench.drafts.count, name: "submit.drafts", go: () => moves.nextUnsettled() },
    { count: audit.registers.waiting + uploads.count + intake.count, name: "submit.unsent", go: () => sync.now() },
    { count: audit.registers.value("held_on") ? 0 : 1, name: "submit.no-date", go: general },
  ];
  return counts.filter(({ count }) => count > 0).map(({ count, name, go }) => ({ text: say(name, { count }), go }));
}
