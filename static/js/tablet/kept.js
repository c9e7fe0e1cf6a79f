/**
 * What lies on the tablet, audit by audit.
 *
 * @typedef {{id: number, facts: any, revision: number, kept_at: number, hasChecklist: boolean, bytes: number,
 *   waiting: number, held: number, photographs: number, drafts: number, oldest: number | null}} KeptAudit
 *   operations and photographs that wait; `oldest` and `kept_at` in milliseconds
 * @typedef {import("./store.js").Operation} Operation
 */

import { ofAudit } from "./database.js";

/** @param {any} db @returns {Promise<KeptAudit[]>} */
export async function keptAudits(db) {
  const heads = await db.getAll("audits");
  return Promise.all(heads.map((/** @type {any} */ head) => keptAudit(db, head)));
}

/** @param {any} db @param {any} head */
async function keptAudit(db, { id, facts, revision, kept_at }) {
  const [operations, registers, checklist, photographs, raw, drafts, bytes] = await Promise.all([
    db.getAllFromIndex("operations", "order", ofAudit(id)),
    db.getAll("registers", ofAudit(id)),
    db.get("checklists", facts.checklist.digest),
    db.countFromIndex("photographs", "waiting", id),
    db.countFromIndex("inbox", "audit", id),
    db.count("drafts", ofAudit(id)),
    pictureBytes(db, id),
  ]);
  const open = operations.filter((/** @type {Operation} */ { waiting }) => waiting !== undefined);
  const moments = open.map((/** @type {Operation} */ { made_at }) => Date.parse(made_at));
  return {
    id,
    facts,
    revision,
    kept_at,
    hasChecklist: checklist !== undefined,
    bytes: JSON.stringify([operations, registers, checklist ?? ""]).length + bytes,
    waiting: open.length,
    held: operations.filter((/** @type {Operation} */ { standing, problem }) => standing === "held" && problem).length,
    photographs: photographs + raw,
    drafts,
    oldest: moments.length > 0 ? Math.min(...moments) : null,
  };
}

/** One after another, because all of them at once are too much. @param {any} db @param {number} id */
async function pictureBytes(db, id) {
  let sum = 0;
  const { store } = db.transaction("photographs");
  for (let cursor = await store.openCursor(ofAudit(id)); cursor; cursor = await cursor.continue()) {
    sum += (cursor.value.bytes?.byteLength ?? 0) + (cursor.value.thumb?.byteLength ?? 0);
  }
  return sum;
}

/**
 * Everything of all audits that the server does not have: what waits, what it did not take, photographs.
 *
 * @param {import("./database.js").Database} database
 * @returns {Promise<{operations: Operation[], photographs: import("./uploads.js").Kept[], raw: any[]}>}
 *   in the order of their making; `raw` are camera files that were not reduced yet
 */
export function unsent(database) {
  return database.run(async (db) => {
    const operations = (await db.getAll("operations")).filter(isUnsent);
    const photographs = await db.getAllFromIndex("photographs", "waiting");
    operations.sort((/** @type {Operation} */ one, /** @type {Operation} */ other) => one.sequence - other.sequence);
    return { operations, photographs, raw: await db.getAll("inbox") };
  });
}

/** @param {Operation} operation */
const isUnsent = ({ waiting, standing, problem }) => waiting !== undefined || (standing === "held" && problem !== undefined);

/**
 * Takes an audit away with everything that belongs to it; its checklist goes with the last audit that needs it.
 *
 * @param {import("./database.js").Database} database
 * @param {number} audit
 */
export async function forget(database, audit) {
  const keys = await database.run(async (db) => ({
    audits: [audit],
    registers: await db.getAllKeys("registers", ofAudit(audit)),
    operations: await db.getAllKeysFromIndex("operations", "order", ofAudit(audit)),
    drafts: await db.getAllKeys("drafts", ofAudit(audit)),
    photographs: await db.getAllKeys("photographs", ofAudit(audit)),
    inbox: await db.getAllKeysFromIndex("inbox", "audit", audit),
    checklists: await needless(db, audit),
  }));
  await database.write(Object.keys(keys), (writing) => {
    for (const [store, all] of Object.entries(keys)) for (const key of all) writing.delete(store, key);
  });
}

/** @param {any} db @param {number} audit */
async function needless(db, audit) {
  const others = (await db.getAll("audits")).filter((/** @type {any} */ { id }) => id !== audit);
  const needed = new Set(others.map((/** @type {any} */ { facts }) => facts.checklist.digest));
  return (await db.getAllKeys("checklists")).filter((/** @type {string} */ digest) => !needed.has(digest));
}
