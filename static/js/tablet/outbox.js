/**
 * The operations that wait for the server: taken in their order, marked before they leave, kept when answered until
 * their audit is closed, because a server that was restored from a copy asks for them again.
 */

import { ofAudit } from "./database.js";

/** @typedef {import("./store.js").Operation} Operation */

const BYTES = 900_000; // of a batch; the server takes 1 MB

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
    const step = async (/** @type {import("./writing.js").Writing} */ writing) => {
      /** @type {Operation[]} */
      const waiting = await writing.getAll("operations", "waiting", ofAudit(this.audit));
      const taken = fitting(waiting.slice(0, most));
      const sent = taken.map((operation) => ({ ...operation, standing: /** @type {const} */ ("sent") }));
      sent.forEach((operation, place) => {
        if (taken[place].standing !== "sent") writing.put("operations", operation);
      });
      return sent;
    };
    return this.database.write(["operations"], step, { isFlushed: false }); // back from the journal all count as sent
  }

  /**
   * Notes what was answered; what does not count is held until a person has read why.
   *
   * @param {Operation[]} done
   * @param {Operation[]} held
   */
  settle(done, held) {
    const step = (/** @type {import("./writing.js").Writing} */ writing) => {
      for (const { waiting, ...operation } of done) {
        writing.put("operations", { ...operation, standing: "done", done: operation.audit });
      }
      for (const { waiting, ...operation } of held) {
        const isKept = !operation.problem; // too late to count, but the server has it
        writing.put("operations", { ...operation, standing: "held", ...(isKept ? { done: operation.audit } : {}) });
      }
    };
    return this.database.write(["operations"], step, { isFlushed: false });
  }

  /** How many the server has acknowledged. @returns {Promise<number>} */
  acknowledged() {
    return this.database.run((db) => db.countFromIndex("operations", "done", this.audit));
  }

  /**
   * The server has fewer operations of this tablet than it has acknowledged: it was restored from a copy. Everything
   * goes out again; each is taken once.
   */
  recall() {
    return this.database.write(["operations"], async (writing) => {
      const all = await writing.getAll("operations", "done", this.audit);
      for (const { done, ...operation } of all) {
        writing.put("operations", { ...operation, standing: "sent", waiting: operation.audit });
      }
    });
  }

  /** How many wait. */
  count() {
    return this.database.run((db) => db.countFromIndex("operations", "waiting", ofAudit(this.audit)));
  }

  /** A person has read why it was held, and lets it go. @param {string} id */
  drop(id) {
    return this.database.write(["operations"], (writing) => writing.delete("operations", id));
  }
}

/** An operation as the server takes it. @param {Operation} operation */
export function message({ id, sequence, path, base, value, made_at, resolves }) {
  return { id, sequence, path, base, value, made_at, ...(resolves ? { resolves } : {}) };
}

/** As many as fit into one message; at least one. @param {Operation[]} operations */
function fitting(operations) {
  let bytes = 0;
  const end = operations.findIndex((operation) => {
    bytes += new TextEncoder().encode(JSON.stringify(message(operation))).length + 1;
    return bytes > BYTES;
  });
  return end < 0 ? operations : operations.slice(0, Math.max(1, end));
}
