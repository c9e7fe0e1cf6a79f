/**
 * The tablet's database: one for each person, opened again where the browser closed it.
 */

import { openDB } from "../../vendor/idb.js";

const VERSION = 1;
/** Saved means: on the disk, not only on its way. */
export const STRICT = /** @type {const} */ ({ durability: "strict" });

/** Additive only: a store that may hold unsent work is never dropped. @param {any} db @param {number} before */
function upgrade(db, before) {
  if (before >= VERSION) return;
  db.createObjectStore("kv");
  db.createObjectStore("audits", { keyPath: "id" });
  db.createObjectStore("checklists");
  db.createObjectStore("registers", { keyPath: ["audit", "path"] });
  const operations = db.createObjectStore("operations", { keyPath: "id" });
  operations.createIndex("order", ["audit", "sequence"]);
  operations.createIndex("path", ["audit", "path"]);
  db.createObjectStore("drafts", { keyPath: ["audit", "criterion"] });
  const photographs = db.createObjectStore("photographs", { keyPath: ["audit", "digest"] });
  photographs.createIndex("waiting", "waiting"); // the audit's number, while the photograph waits for the server
  db.createObjectStore("inbox", { keyPath: "id" }).createIndex("audit", "audit");
}

/** All records of an audit in a store whose key begins with it. @param {number} audit */
export const ofAudit = (audit) => IDBKeyRange.bound([audit], [audit, []]);

export class Database {
  /** @type {Promise<any> | null} */
  #opened = null;

  /** @param {string} name */
  constructor(name) {
    this.name = name;
  }

  /**
   * Runs a step over the open database; once more where its connection turns out to be dead.
   *
   * @template T
   * @param {(db: any) => Promise<T>} step
   * @returns {Promise<T>}
   */
  async run(step) {
    try {
      return await step(await this.#open());
    } catch (error) {
      if (!(error instanceof DOMException) || !["InvalidStateError", "UnknownError"].includes(error.name)) throw error;
      this.#opened = null;
      return step(await this.#open());
    }
  }

  #open() {
    this.#opened ??= openDB(this.name, VERSION, {
      upgrade,
      blocking: (/** @type {number} */ _now, /** @type {number} */ _wanted, /** @type {any} */ event) =>
        event.target.close(),
      terminated: () => (this.#opened = null),
    }).catch((/** @type {unknown} */ error) => {
      this.#opened = null;
      throw error;
    });
    return this.#opened;
  }
}
