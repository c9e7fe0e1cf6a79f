/**
 * Brings the two stores together when a page opens: what the journal has and the database lost is put back, and what
 * the journal lost is written down anew.
 *
 * The journal's operations come back as sent: whether they were is not known, and the server takes each once.
 *
 * @typedef {{operations: number, drafts: number, photographs: number, audits: number}} Recovered
 */

import { STRICT, unlessFull } from "./database.js";
import { STORES } from "./schema.js";
import { Writing } from "./writing.js";

const LOGS = 8; // older openings, before they are brought into one
const BYTES = 4 * 1024 * 1024;

/** @typedef {Map<string, {store: string, key: any, version: number, standing: string}>} Present */

/**
 * @param {import("./database.js").Database} database
 * @returns {Promise<Recovered>} how much was put back
 */
export async function recover(database) {
  const { journal } = database;
  const isOpen = await journal.open();
  const { changes, logs } = isOpen ? await journal.read() : { changes: [], logs: [] };
  const noted = changes.filter((change) => "value" in change && STORES.includes(change.store));
  const present = await database.run(presentIn);
  const lost = noted.filter((change) => isLost(change, present.get(placeOf(change))));
  await putBack(database, lost);
  if (isOpen) await renew(database, present, noted, logs).catch(unlessFull); // else the next start does it
  return counted(lost);
}

/**
 * Writes down what the journal lacks, and brings many old logs into one.
 *
 * @param {import("./database.js").Database} database
 * @param {Present} present
 * @param {any[]} noted
 * @param {{size: number}[]} before logs of earlier openings
 */
async function renew(database, present, noted, before) {
  await writeAnew(database, present, noted);
  const size = before.reduce((sum, log) => sum + log.size, 0);
  if (before.length > LOGS || size > BYTES) await database.journal.compact(noted);
}

/** @param {{store: string, key: any}} change */
const placeOf = ({ store, key }) => JSON.stringify([store, key]);

/** What the database has, without its contents. @param {any} db @returns {Promise<Present>} */
async function presentIn(db) {
  const tx = db.transaction(STORES);
  const found = new Map();
  for (const store of STORES) {
    for (const key of await tx.objectStore(store).getAllKeys()) {
      found.set(placeOf({ store, key }), { store, key, version: 0, standing: "" });
    }
  }
  for (const { id, version = 0, standing } of await tx.objectStore("operations").getAll()) {
    found.set(placeOf({ store: "operations", key: id }), { store: "operations", key: id, version, standing });
  }
  return found;
}

/** Gone, or an operation that the database knows only as it was before. @param {any} change @param {any} kept */
function isLost({ store, value }, kept) {
  if (kept === undefined) return true;
  return store === "operations" && kept.standing === "new" && (value.version ?? 0) > kept.version;
}

/** @param {import("./database.js").Database} database @param {any[]} lost */
async function putBack(database, lost) {
  if (lost.length === 0) return;
  const large = new Map();
  for (const change of lost) if (change.large) large.set(change, await database.journal.fetch(change.large));
  await database.run(async (db) => {
    const tx = db.transaction(STORES, "readwrite", STRICT);
    for (const change of lost) {
      if (change.large && !large.get(change)) continue; // its bytes are gone as well
      const isBeside = ["kv", "checklists"].includes(change.store);
      const value = isBeside ? change.value : { ...asSent(change), ...large.get(change) };
      tx.objectStore(change.store).put(value, isBeside ? change.key : undefined);
    }
    await tx.done;
  });
  await numbered(database);
}

/**
 * @param {import("./database.js").Database} database
 * @param {Present} present
 * @param {any[]} noted
 */
async function writeAnew(database, present, noted) {
  const versions = new Map(noted.map((change) => [placeOf(change), change.value.version ?? 0]));
  const unnoted = [...present.entries()].filter(([place, { version }]) => !(versions.get(place) >= version));
  for (const [, { store, key }] of unnoted) {
    const value = await database.run((db) => db.get(store, key));
    const writing = new Writing(null);
    writing.note(store, value, key);
    await database.journal.append(writing.changes);
  }
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
