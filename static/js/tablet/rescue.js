/**
 * The way out: everything that waits on this tablet as one ZIP file, which the server takes by the rules of sending
 * (docs/rescue.md). It needs no network.
 */

import { digestOf } from "./identity.js";
import { unsent } from "./kept.js";
import { message } from "./outbox.js";
import { Store } from "./store.js";
import { zip } from "./zip.js";

/** @typedef {import("./store.js").Operation} Operation */

/**
 * @param {import("./database.js").Database} database
 * @param {{id: number, name: string}} user
 * @param {string} build
 * @returns {Promise<{name: string, blob: Blob, operations: number, photographs: number} | null>} null where nothing waits
 */
export async function rescueFile(database, { id, name }, build) {
  const { operations, photographs, raw } = await unsent(database);
  const pictures = [...(await named(photographs)), ...(await named(raw))];
  if (operations.length + pictures.length === 0) return null;
  const store = new Store(database);
  const now = new Date();
  const told = {
    format: "star-audit-rescue",
    version: 1,
    user: { id, name },
    device: await store.device(),
    made_at: now.toISOString(),
    build,
    audits: audits(await store.audits(), operations),
    photographs: pictures.map(({ audit, digest }) => ({ audit, digest, name: nameOf(digest) })),
  };
  const list = new TextEncoder().encode(JSON.stringify(told, null, 1));
  const files = new Map(pictures.map(({ digest, bytes }) => [nameOf(digest), new Uint8Array(bytes)]));
  const entries = [{ name: "rescue.json", bytes: list }, ...[...files].map(([file, bytes]) => ({ name: file, bytes }))];
  return { name: `star-audit-${plain(name)}-${moment(now)}.zip`, blob: zip(entries, now), operations: operations.length, photographs: files.size };
}

/** @param {string} digest */
const nameOf = (digest) => `photographs/${digest}.jpg`;

/** Camera files that were not reduced yet have no name by their content. @param {any[]} pictures */
const named = (pictures) =>
  Promise.all(pictures.map(async ({ audit, digest, bytes }) => ({ audit, bytes, digest: digest ?? (await digestOf(bytes)) })));

/** @param {import("./kept.js").KeptAudit[]} kept @param {Operation[]} operations in their order */
function audits(kept, operations) {
  const known = new Map(kept.map((audit) => [audit.id, audit.facts]));
  return [...new Set(operations.map(({ audit }) => audit))].map((id) => ({
    id,
    branch: { code: known.get(id)?.branch.code ?? "", name: known.get(id)?.branch.name ?? "" },
    checklist: known.get(id)?.checklist.digest ?? "",
    operations: operations.filter(({ audit }) => audit === id).map(message),
  }));
}

/** A name that every file system takes. @param {string} name */
const plain = (name) => name.replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 40);

/** @param {Date} now */
function moment(now) {
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  const day = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`;
  return `${day}-${two(now.getHours())}${two(now.getMinutes())}`;
}
