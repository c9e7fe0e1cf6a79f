/**
 * Where the work is, in words: on its way to the disk, waiting for the server, with the server.
 */

import { part, put, reveal } from "./parts.js";
import { listed, say } from "./texts.js";

const ANNOUNCE = 2_000; // milliseconds a state must last before it is read out

/**
 * @param {HTMLElement} place
 * @param {HTMLElement} voice a live region
 * @param {import("./bench.js").Bench} bench
 * @returns {() => void} paints it
 */
export function buildSaving(place, voice, bench) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let before = "";
  const paint = () => {
    const [state, text] = standing(bench);
    if (place.dataset.state !== state) place.dataset.state = state;
    put(part(place, "words"), text);
    reveal(part(place, "again"), ["unreachable", "refused", "signed-out"].includes(state));
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (state !== before && state !== "busy") put(voice, text);
      before = state;
    }, ANNOUNCE);
  };
  part(place, "again").addEventListener("click", () => bench.sync.resume().then(() => bench.ask()));
  bench.audit.on("traffic", paint);
  return paint;
}

/** @param {import("./bench.js").Bench} bench @returns {[string, string]} */
function standing({ audit, saver, sync, uploads, intake }) {
  const count = audit.registers.waiting;
  const pictures = uploads.count + intake.count;
  const waiting = [
    count > 0 ? say("saving.unsent", { count }) : "",
    pictures > 0 ? say("saving.pictures", { count: pictures }) : "",
  ].filter(Boolean);
  const unsent = listed(waiting);
  if (saver.failure) return ["failed", say("saving.failed")];
  if (saver.writing > 0) return ["busy", say("saving.busy")];
  if (sync.line === "unreachable") return ["unreachable", unsent ? say("saving.cut-off", { unsent }) : say("saving.offline")];
  if (sync.line === "signed-out") return ["signed-out", say("saving.signed-out", { unsent })];
  if (sync.line === "stranger") return ["refused", say("saving.stranger", { unsent })];
  if (sync.line === "refused") return ["refused", say("saving.refused", { unsent })];
  if (pictures > 0 && count === 0) return ["busy", unsent];
  if (count > 0) return ["busy", count > 3 ? unsent : say("saving.busy")];
  return ["saved", say("saving.saved")];
}
