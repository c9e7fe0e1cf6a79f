/**
 * Room on the tablet: keeps a reserve for taps, asks the browser not to clear it, and says early when it gets short.
 */

import { reserve } from "../tablet/journal/journal.js";

const QUIET = 3_000; // milliseconds after the page has opened
const AGAIN = 30_000; // milliseconds until a disk that was full is tried again
const SHORT = 300 * 1024 * 1024; // bytes that a day of photographs may take

/**
 * @param {import("./audit.js").Audit} audit
 * @param {(kind: "short" | "full" | "") => void} onKnown
 */
export function watchRoom(audit, onKnown) {
  let isAsked = false;
  const look = async () => {
    if (!(await reserve.keep())) return onKnown("full");
    const { quota = Infinity, usage = 0 } = (await navigator.storage?.estimate?.()) ?? {};
    return onKnown(quota - usage < SHORT ? "short" : "");
  };
  setTimeout(look, QUIET);
  audit.on("photograph", look);
  audit.on("traffic", () => {
    if (reserve.isGone) {
      reserve.isGone = false;
      onKnown("full");
      setTimeout(look, AGAIN);
    }
    if (isAsked) return;
    isAsked = true;
    navigator.storage?.persist?.();
  });
}
