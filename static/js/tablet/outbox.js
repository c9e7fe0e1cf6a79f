/**
 * The operations that wait for the server: taken in their order, marked before they leave, removed when answered.
 */

import { ofAudit, STRICT } from "./database.js";

/** @typedef {import("./store.js").Operation} Operation */

export class Outbox {
  /**
   * @param {import("./database.js").Database} database
   * @param {number} audit
   */
  constructor(database, audit) {
    this.database = database;
    this.audit = audit;
  }

  /**
   * The next operations, now marked as sent: whatever the answer, they go out unchanged from here on.
   *
   * @param {number} most
   * @returns {Promise<Operation[]>}
   */
  take(most) {
    return this.database.run(async (db) => {
      const tx = db.transaction("operations", "readwrite", STRICT);
      /** @type {Operation[]} */
      const waiting = await tx.store.index("order").getAll(ofAudit(this.audit));
      const taken = waiting.filter((operation) => operation.standing !== "held").slice(0, most);
      const sent = taken.map((operation) => ({ ...operation, standing: /** @type {const} */ ("sent") }));
      for (const operation of sent) tx.store.put(operation);
      await tx.done;
      return sent;
    });
  }

  /**
   * Takes the answered operations out; those that were not taken are held, with the reason.
   *
   * @param {string[]} done
   * @param {Operation[]} held
   */
  settle(done, held) {
    return this.database.run(async (db) => {
      const tx = db.transaction("operations", "readwrite", STRICT);
      for (const id of done) tx.store.delete(id);
      for (const operation of held) tx.store.put({ ...operation, standing: "held" });
      await tx.done;
    });
  }

  /** A person has read why it was held, and lets it go. @param {string} id */
  drop(id) {
    return this.database.run((db) => db.delete("operations", id));
  }
}

/** An operation as the server takes it. @param {Operation} operation */
export function message({ id, sequence, path, base, value, made_at, resolves }) {
  return { id, sequence, path, base, value, made_at, ...(resolves ? { resolves } : {}) };
}
