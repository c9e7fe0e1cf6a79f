/**
 * What the page says above the sheet: that it may only be read and why, why the audit came back, what went wrong;
 * and the dialog of a session that has ended.
 */

import { isClaim } from "./claims.js";
import { isReassigned } from "./disputes.js";
import { part, put, reveal } from "./parts.js";
import { watchRoom } from "./room.js";
import { say } from "./texts.js";

/** @typedef {import("./bench.js").Bench} Bench */

/**
 * @param {HTMLElement} place
 * @param {HTMLDialogElement} dialog
 * @param {Bench} bench
 * @returns {() => void} paints it
 */
export function buildNotices(place, dialog, bench) {
  const { audit, sync, saver, uploads, drafts } = bench;
  let failed = "";
  let room = "";
  let isMine = false; // whether this person has filled it, as far as this page knows
  let before = sync.line;
  const paint = () => {
    const { state, reason, is_elsewhere: isElsewhere } = audit.facts;
    const late = audit.held.filter(({ problem, path }) => problem === undefined && !isClaim(path)).length;
    const waiting = audit.registers.waiting + uploads.count;
    isMine ||= audit.mayFill || isElsewhere || waiting > 0 || late > 0;
    const isGone = isReassigned(audit) && isMine;
    show(place, "read-only", audit.mayFill || isGone ? "" : say(state === "draft" ? "notice.reader" : `notice.${state}`));
    reveal(part(place, "reassigned"), isGone);
    put(part(place, "reassigned-words"), say(waiting > 0 ? "notice.reassigned-waiting" : "notice.reassigned", { count: waiting }));
    reveal(part(place, "reassigned-way"), waiting > 0);
    show(place, "returned", reason ? say("notice.returned", { reason }) : "");
    show(place, "late", late ? say(isGone ? "notice.late-reassigned" : "notice.late", { count: late }) : "");
    const failure = saver.failure || drafts.failure;
    show(place, "failed", failure ? say("notice.failed", { reason: failure }) : failed);
    show(place, "room", room && say(`notice.room-${room}`));
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
  watchRoom(audit, (kind) => {
    room = kind;
    paint();
  });
  const found = Object.values(bench.recovered).reduce((sum, count) => sum + count, 0);
  show(place, "recovered", found > 0 ? say("notice.recovered", { count: bench.recovered.operations }) : "");
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
