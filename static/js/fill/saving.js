/**
 * Where the work is, in words: on this tablet (in both of its stores), and with the server.
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
    const here = onTablet(bench);
    const [state, text] = here === "kept" ? withServer(bench) : [here, ""];
    if (place.dataset.state !== state) place.dataset.state = state;
    place.dataset.kept = here === "kept" ? "yes" : "no";
    put(part(place, "here"), say(`saving.${here}`));
    put(part(place, "words"), text);
    reveal(part(place, "again"), ["unreachable", "refused", "signed-out"].includes(state));
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (state !== before && state !== "busy") put(voice, [say(`saving.${here}`), text].filter(Boolean).join(" "));
      before = state;
    }, ANNOUNCE);
  };
  part(place, "again").addEventListener("click", () => bench.sync.resume().then(() => bench.ask()));
  bench.audit.on("traffic", paint);
  return paint;
}

/** Kept is said only when both stores have everything that was touched. @param {import("./bench.js").Bench} bench */
function onTablet({ saver, drafts, intake }) {
  if (saver.failure || drafts.failure || intake.failure) return "failed";
  return saver.writing + drafts.writing + intake.writing > 0 ? "busy" : "kept";
}

/** @param {import("./bench.js").Bench} bench @returns {[string, string]} */
function withServer({ audit, sync, uploads, intake }) {
  const count = audit.registers.waiting;
  const pictures = uploads.count + intake.count;
  const unsent = listed(
    [
      count > 0 ? say("saving.unsent", { count }) : "",
      pictures > 0 ? say("saving.pictures", { count: pictures }) : "",
    ].filter(Boolean),
  );
  const words = (/** @type {string} */ name) => say(unsent ? name : `${name}-idle`, { unsent });
  if (sync.line === "unreachable") return ["unreachable", words("saving.cut-off")];
  if (sync.line === "signed-out") return ["signed-out", words("saving.signed-out")];
  if (sync.line === "stranger") return ["refused", words("saving.stranger")];
  if (sync.line === "refused") return ["refused", words("saving.refused")];
  return unsent ? ["busy", say("saving.sending", { unsent })] : ["saved", say("saving.sent")];
}
