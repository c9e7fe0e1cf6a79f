/**
 * What the page says above the sheet: that it may only be read and why, why the audit came back, what went wrong;
 * and the dialog of a session that has ended.
 */

import { part, put, reveal } from "./parts.js";
import { say } from "./texts.js";

/** @typedef {import("./bench.js").Bench} Bench */

/**
 * @param {HTMLElement} place
 * @param {HTMLDialogElement} dialog
 * @param {Bench} bench
 * @returns {() => void} paints it
 */
export function buildNotices(place, dialog, bench) {
  const { audit, sync, saver } = bench;
  let failed = "";
  let before = sync.line;
  const paint = () => {
    const { state, reason, may_fill: mayFill } = audit.facts;
    const late = audit.held.filter(({ problem }) => problem === undefined).length;
    show(place, "read-only", audit.mayFill ? "" : say(state === "draft" && !mayFill ? "notice.reader" : `notice.${state}`));
    show(place, "returned", reason ? say("notice.returned", { reason }) : "");
    show(place, "late", late ? say("notice.late", { count: late }) : "");
    show(place, "failed", saver.failure ? say("notice.failed", { reason: saver.failure }) : failed);
    show(place, "stranger", sync.line === "stranger" ? say("notice.stranger", { user: bench.user.name, other: sync.reason }) : "");
    show(place, "refused", sync.line === "refused" ? say("notice.refused", { reason: sync.reason }) : "");
    if (sync.line === before) return; // who goes on filling is not asked at every touch
    before = sync.line;
    if (sync.line === "signed-out" && !dialog.open) dialog.showModal();
    if (["idle", "stranger"].includes(sync.line) && dialog.open) dialog.close();
  };
  part(dialog, "again").addEventListener("click", async () => {
    put(part(dialog, "answer"), "");
    await sync.resume();
    if (sync.line === "signed-out" || sync.line === "unreachable") put(part(dialog, "answer"), say("sign-in.not-yet"));
    if (sync.line === "idle") await bench.ask();
  });
  audit.on("facts", paint);
  audit.on("traffic", paint);
  audit.on("failure", (reason) => {
    failed = say("notice.photograph", { reason });
    paint();
  });
  return paint;
}

/** @param {HTMLElement} place @param {string} name @param {string} text */
function show(place, name, text) {
  const notice = part(place, name);
  put(notice, text);
  reveal(notice, text !== "");
}
