/**
 * Makes audits ready for places with no network: the pages first, then each audit; and says how far it is.
 */

import { say } from "../fill/texts.js";
import { Failure } from "../tablet/calls.js";
import { prepare } from "../tablet/prepare.js";
import { register, shellState } from "../tablet/worker-of-site.js";
import { missingOfShell } from "./readiness.js";
import { lineOf } from "./work.js";

const PATIENCE = 60; // seconds that the pages may take to be kept

/**
 * @param {import("./work.js").Work} work
 * @param {number[]} ids
 * @param {(text: string) => void} tell
 */
export async function makeReady(work, ids, tell) {
  try {
    for (const [place, id] of ids.entries()) {
      tell(say("prepare.busy", { number: place + 1, count: ids.length }));
      await dropDamaged(work, id);
      await prepare(id, work.parts);
    }
    tell(say("prepare.shell"));
    const isKept = await shellKept();
    await work.look();
    tell(isKept ? say("prepare.done", { count: ids.length }) : say("prepare.no-shell"));
  } catch (error) {
    await work.look();
    tell(reasonOf(error));
    if (error instanceof Failure) work.hear(error.status === 401 || error.status === 0 ? error : null);
  }
}

/** A damaged checklist goes, so that it is fetched anew. @param {import("./work.js").Work} work @param {number} id */
async function dropDamaged({ rows, parts: { store } }, id) {
  const row = rows.find((one) => one.id === id);
  if (!row?.missing.includes("digest")) return;
  await store.database.write(["checklists"], (writing) => writing.delete("checklists", row.facts.checklist.digest));
}

/** Waits until the pages are on the tablet. @returns {Promise<boolean>} */
async function shellKept() {
  if (!(await register())) return false;
  for (let second = 0; second < PATIENCE; second += 1) {
    if (missingOfShell(await shellState()).length === 0) return true;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
  return false;
}

/** @param {unknown} error */
function reasonOf(error) {
  if (!(error instanceof Failure)) return say("prepare.failed", { reason: String(error) });
  const line = lineOf(error);
  if (line === "signed-out" || error.status === 0) return say(`prepare.${line}`);
  return say("prepare.refused", { reason: error.message });
}
