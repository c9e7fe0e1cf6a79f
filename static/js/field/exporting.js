/**
 * The way out: everything unsent in one file, with no network too.
 */

import { part, put } from "../fill/parts.js";
import { say } from "../fill/texts.js";
import { handOver } from "../tablet/hand-over.js";
import { rescueFile } from "../tablet/rescue.js";
import { inWords, sizeOf } from "./measures.js";
import { BUILD } from "./readiness.js";

/**
 * @param {import("./work.js").Work} work
 * @param {() => void} _onChange
 * @param {(id: string) => any} piece
 * @returns {() => void} paints it
 */
export function buildExport(work, _onChange, piece) {
  const place = piece("export");
  const button = part(place, "export");
  button.addEventListener("click", async () => {
    button.disabled = true;
    put(part(place, "result"), say("export.busy"));
    put(part(place, "result"), await exported(work));
    button.disabled = false;
  });
  return () => {};
}

/** @param {import("./work.js").Work} work @returns {Promise<string>} the result in words */
async function exported({ parts: { store, user, device } }) {
  try {
    const { file, operations, photographs, raw } = await rescueFile(store.database, { user, device, build: BUILD });
    const left = raw > 0 ? say("export.raw", { count: raw }) : "";
    if (operations + photographs === 0) return left || say("export.nothing");
    if (!(await handOver(file))) return say("export.cancelled");
    const what = inWords({ waiting: operations, photographs });
    return [say("export.done", { what, file: file.name, size: sizeOf(file.size) }), left].filter(Boolean).join(" ");
  } catch (error) {
    return say("export.failed", { reason: String(error) });
  }
}
