/**
 * The rescue file of docs/sync.md: everything that the server does not have, in one ZIP that it takes by the same rules.
 */

import { unsent } from "./kept.js";
import { message } from "./outbox.js";
import { zip } from "./zip.js";

/** @typedef {import("./store.js").Operation} Operation */

/**
 * @param {import("./database.js").Database} database
 * @param {{user: {id: number, name: string}, device: string, build: string}} origin
 * @returns {Promise<{file: File, operations: number, photographs: number, raw: number}>} `raw` are camera files that
 *   no operation names yet: they are not in the file
 */
export async function rescueFile(database, { user, device, build }) {
  const { operations, photographs, raw } = await unsent(database);
  const at = new Date();
  const document = {
    format: "star-audit-rescue",
    version: 1,
    user: { id: user.id, name: user.name },
    ...{ device, made_at: at.toISOString(), build },
    audits: await auditsOf(database, operations),
    photographs: photographs.map(({ audit, digest }) => ({ audit, digest, name: nameOf(digest) })),
  };
  const pictures = new Map(photographs.map(({ digest, bytes }) => [nameOf(digest), new Uint8Array(bytes)]));
  const text = new TextEncoder().encode(JSON.stringify(document));
  const entries = [{ name: "rescue.json", bytes: text }, ...[...pictures].map(([name, bytes]) => ({ name, bytes }))];
  const file = new File([zip(entries, at)], fileName(user.name, at), { type: "application/zip" });
  return { file, operations: operations.length, photographs: photographs.length, raw: raw.length };
}

/** @param {string} digest */
const nameOf = (digest) => `photographs/${digest}.jpg`;

/** @param {import("./database.js").Database} database @param {Operation[]} operations */
async function auditsOf(database, operations) {
  const ids = [...new Set(operations.map(({ audit }) => audit))];
  return Promise.all(
    ids.map(async (id) => {
      const head = await database.run((db) => db.get("audits", id));
      const { branch = {}, checklist = { digest: "" } } = head?.facts ?? {};
      const own = operations.filter(({ audit }) => audit === id).map(message);
      return { id, branch, checklist: checklist.digest, operations: own };
    }),
  );
}

/** @param {string} name @param {Date} at */
function fileName(name, at) {
  const two = (/** @type {number} */ figure) => String(figure).padStart(2, "0");
  const day = `${at.getFullYear()}${two(at.getMonth() + 1)}${two(at.getDate())}`;
  const plain = name.replace(/[^\p{L}\p{N}_-]+/gu, "-").slice(0, 40);
  return `star-audit-${plain}-${day}-${two(at.getHours())}${two(at.getMinutes())}.zip`;
}
