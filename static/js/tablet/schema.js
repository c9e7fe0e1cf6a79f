/**
 * What the database consists of. Changes are additive only: a store that may hold unsent work is never dropped, and
 * what an older page wrote is read by every newer one.
 */

export const VERSION = 2;
/** Version 1 knew only what waits; since version 2 what was answered stays until its audit is closed. */
export const FORMAT = VERSION;

/** The key within the value of each store; those not named here have theirs beside it. @type {Record<string, string | string[]>} */
export const KEYS = {
  audits: "id",
  registers: ["audit", "path"],
  operations: "id",
  drafts: ["audit", "criterion"],
  photographs: ["audit", "digest"],
  inbox: "id",
};
export const STORES = [...Object.keys(KEYS), "kv", "checklists"];

/**
 * @param {any} db
 * @param {number} before
 * @param {number} _now
 * @param {any} tx
 */
export async function upgrade(db, before, _now, tx) {
  if (before < 1) {
    db.createObjectStore("kv");
    db.createObjectStore("audits", { keyPath: "id" });
    db.createObjectStore("checklists");
    db.createObjectStore("registers", { keyPath: KEYS.registers });
    const operations = db.createObjectStore("operations", { keyPath: "id" });
    operations.createIndex("order", ["audit", "sequence"]);
    operations.createIndex("path", ["audit", "path"]);
    db.createObjectStore("drafts", { keyPath: KEYS.drafts });
    const photographs = db.createObjectStore("photographs", { keyPath: KEYS.photographs });
    photographs.createIndex("waiting", "waiting"); // the audit's number, while the photograph waits for the server
    db.createObjectStore("inbox", { keyPath: "id" }).createIndex("audit", "audit");
  }
  if (before < 2) {
    const operations = tx.objectStore("operations");
    operations.createIndex("waiting", ["waiting", "sequence"]); // `waiting`: the audit's number, while it is not answered
    operations.createIndex("done", "done"); // the audit's number, once the server has it
    for (let cursor = await operations.openCursor(); cursor; cursor = await cursor.continue()) {
      const { standing, audit } = cursor.value;
      if (standing !== "held") cursor.update({ ...cursor.value, waiting: audit });
    }
  }
}
