/**
 * A transaction of the database that notes what it changes, for the journal.
 */

import { KEYS } from "./schema.js";

export class Writing {
  /** @type {import("./journal/journal.js").Noted[]} */
  changes = [];

  /** @param {any} tx null where only the journal lacks something */
  constructor(tx) {
    this.tx = tx;
  }

  /** @param {string} store @param {any} key @returns {Promise<any>} */
  get(store, key) {
    return this.tx.objectStore(store).get(key);
  }

  /** @param {string} store @param {string} index @param {any} range @returns {Promise<any[]>} */
  getAll(store, index, range) {
    return this.tx.objectStore(store).index(index).getAll(range);
  }

  /**
   * @param {string} store
   * @param {any} value
   * @param {any} [key] where the store keeps it beside the value
   */
  put(store, value, key) {
    this.tx.objectStore(store).put(value, key).catch(() => {}); // the transaction fails with it
    this.note(store, value, key);
  }

  /** What the journal learns of a value. @param {string} store @param {any} value @param {any} [key] */
  note(store, value, key) {
    this.changes.push({ store, key: key ?? keyOf(store, value), ...parted(value) });
  }

  /** @param {string} store @param {any} key */
  delete(store, key) {
    this.tx.objectStore(store).delete(key).catch(() => {}); // the transaction fails with it
    this.changes.push({ store, key });
  }
}

/** @param {string} store @param {any} value */
function keyOf(store, value) {
  const path = KEYS[store];
  return Array.isArray(path) ? path.map((part) => value[part]) : value[path];
}

/** A value without its bytes, and the bytes. @param {any} value */
function parted(value) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return { value };
  const isLarge = (/** @type {[string, any]} */ [, part]) => part instanceof ArrayBuffer;
  const entries = Object.entries(value);
  const parts = Object.fromEntries(entries.filter(isLarge));
  if (Object.keys(parts).length === 0) return { value };
  return { value: Object.fromEntries(entries.filter((entry) => !isLarge(entry))), parts };
}
