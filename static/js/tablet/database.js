/**
 * The tablet's database: one for each person, opened again where the browser closed it. What is written is saved
 * only when two stores of different kinds have it: IndexedDB, to the disk, and the journal.
 */

import { openDB } from "../../vendor/idb.js";
import { Journal, reserve } from "./journal/journal.js";
import { upgrade, VERSION } from "./schema.js";
import { Writing } from "./writing.js";

/** Saved means: on the disk, not only on its way. */
export const STRICT = /** @type {const} */ ({ durability: "strict" });

/** All records of an audit in a store or index whose key begins with it. @param {number} audit */
export const ofAudit = (audit) => IDBKeyRange.bound([audit], [audit, []]);

/** Lets a failure pass where it is that of a full disk. @param {unknown} error */
export function unlessFull(error) {
  if (!(error instanceof DOMException) || error.name !== "QuotaExceededError") throw error;
}

/** The database of a person on this tablet. @param {number} user */
export const databaseOf = (user) => new Database(`star-audit-${user}`);

export class Database {
  /** @type {Promise<any> | null} */
  #opened = null;

  /** @param {string} name */
  constructor(name) {
    this.name = name;
    this.journal = new Journal(name);
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

  /**
   * One transaction; done when both stores have it. Where the disk is nearly full the reserve is given back first;
   * where it is full, nothing is written: that would cost everything (see journal/reserve.js).
   *
   * @template T
   * @param {string[]} stores
   * @param {(writing: Writing) => Promise<T> | T} step
   * @param {{isFlushed?: boolean, bytes?: number}} [more] whether the journal's record must be on the disk, too (if not,
   *   soon is enough); how much it is beside a few lines
   * @returns {Promise<T>}
   */
  async write(stores, step, { isFlushed = true, bytes = 0 } = {}) {
    await reserve.makeRoom(2 * bytes); // in both stores
    try {
      return await this.#write(stores, step, isFlushed);
    } catch (error) {
      if (!(error instanceof DOMException) || error.name !== "QuotaExceededError") throw error;
      await reserve.release();
      return this.#write(stores, step, isFlushed);
    }
  }

  /** Takes everything away. */
  async destroy() {
    const opened = await this.#opened?.catch(() => null);
    opened?.close();
    this.#opened = null;
    await new Promise((resolve, reject) => {
      const asked = indexedDB.deleteDatabase(this.name);
      asked.onsuccess = asked.onblocked = resolve; // blocked: another window closes it in a moment
      asked.onerror = () => reject(asked.error);
    });
    await this.journal.destroy();
  }

  /**
   * @template T
   * @param {string[]} stores
   * @param {(writing: Writing) => Promise<T> | T} step
   * @param {boolean} isFlushed
   */
  #write(stores, step, isFlushed) {
    return this.run(async (db) => {
      const tx = db.transaction(stores, "readwrite", STRICT);
      const writing = new Writing(tx);
      tx.done.catch(() => {}); // looked at below
      const result = await step(writing);
      const noted = this.journal.append(writing.changes, isFlushed);
      noted.catch(() => {}); // looked at below
      await tx.done;
      await noted;
      return result;
    });
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
