/**
 * Brings the two stores together when a page opens: what the journal has and the database lost is put back.
 *
 * The journal's operations come back as sent: whether they were is not known, and the server takes each once.
 *
 * @typedef {{operations: number, drafts: number, photographs: number, audits: number}} Recovered
 */

import { STORES } from "./schema.js";

const LOGS = 8; // older openings, before they are brought into one
const BYTES = 4 * 1024 * 1024;

/**
 * @param {import("./database.js").Database} database
 * @returns {Promise<Recovered>} how much was put back
 */
export async function recover(database) {
  const { journal } = database;
  const { changes, logs } = (await journal.open()) ? await journal.read() : { changes: [], logs: [] };
  const kept = changes.filter((change) => "value" in change && STORES.includes(change.store));
  const lost = await database.run((db) => missing(db, kept));
  await putBack(database, lost);
  const before = logs.slice(0, -1);
  const size = before.reduce((sum, log) => sum + log.size, 0);
  if (before.length > LOGS || size > BYTES) await journal.compact(kept);
  return counted(lost);
}

/** @param {any} db @param {any[]} kept */
async function missing(db, kept) {
  const tx = db.transaction(STORES);
  const present = new Map();
  for (const store of STORES) {
    const keys = await tx.objectStore(store).getAllKeys();
    present.set(store, new Set(keys.map((/** @type {any} */ key) => JSON.stringify(key))));
  }
  const lost = kept.filter(({ store, key }) => !present.get(store).has(JSON.stringify(key)));
  const fresh = kept.filter((change) => change.store === "operations" && !lost.includes(change));
  for (const change of fresh) {
    const { version = 0, standing } = await tx.objectStore("operations").get(change.key);
    if (standing === "new" && (change.value.version ?? 0) > version) lost.push(change);
  }
  return lost;
}

/** @param {import("./database.js").Database} database @param {any[]} lost */
async function putBack(database, lost) {
  if (lost.length === 0) return;
  const large = new Map();
  for (const change of lost) if (change.large) large.set(change, await database.journal.fetch(change.large));
  await database.run(async (db) => {
    const tx = db.transaction(STORES, "readwrite", { durability: "strict" });
    for (const change of lost) {
      if (change.large && !large.get(change)) continue; // its bytes are gone as well
      const value = { ...asSent(change), ...large.get(change) };
      const isBeside = ["kv", "checklists"].includes(change.store);
      tx.objectStore(change.store).put(isBeside ? change.value : value, isBeside ? change.key : undefined);
    }
    await tx.done;
  });
  await numbered(database);
}

/** @param {any} change */
function asSent({ store, value }) {
  const isNew = store === "operations" && value.standing === "new" && value.sequence > 0;
  return isNew ? { ...value, standing: "sent" } : value;
}

/** The next number is higher than every one given; an operation that only the journal took gets its own now. */
/** @param {import("./database.js").Database} database */
function numbered(database) {
  return database.write(["operations", "kv"], async (writing) => {
    const all = await writing.tx.objectStore("operations").getAll();
    const given = all.map((/** @type {any} */ { sequence }) => sequence);
    let sequence = Math.max((await writing.get("kv", "sequence")) ?? 0, ...given);
    for (const operation of all) {
      if (operation.sequence === 0) writing.put("operations", { ...operation, sequence: (sequence += 1) });
    }
    writing.put("kv", sequence, "sequence");
  });
}

/** @param {any[]} lost @returns {Recovered} */
function counted(lost) {
  const count = (/** @type {string} */ name) => lost.filter(({ store }) => store === name).length;
  return {
    operations: lost.filter(({ store, value }) => store === "operations" && value.waiting).length,
    drafts: count("drafts"),
    photographs: count("photographs"),
    audits: count("audits"),
  };
}
