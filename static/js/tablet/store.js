/**
 * What the tablet keeps of audits, and the save path: one tap is ONE durable transaction that changes the register
 * and appends the operation. An operation that may have been sent is never changed again.
 *
 * @typedef {"new" | "sent" | "held"} Standing
 * @typedef {{id: string, audit: number, sequence: number, path: string, base: number, value: any, made_at: string,
 *   resolves: string | null, standing: Standing, problem?: {code: string, message: string}}} Operation
 * @typedef {{path: string, value: any, base: number, resolves?: string | null}} Change
 * @typedef {{path: string, v: any, r: number}} KeptRegister
 */

import { ofAudit, STRICT } from "./database.js";
import { uuid4, uuid7 } from "./identity.js";

const NEW = /** @type {const} */ ("new");

export class Store {
  /** @param {import("./database.js").Database} database of the person who works here */
  constructor(database) {
    this.database = database;
  }

  /** This tablet's name in its operations. @returns {Promise<string>} */
  device() {
    return this.database.run(async (db) => {
      const tx = db.transaction("kv", "readwrite", STRICT);
      const known = await tx.store.get("device");
      const device = known ?? uuid4();
      if (known === undefined) await tx.store.put(device, "device");
      await tx.done;
      return device;
    });
  }

  /**
   * Everything kept of an audit; `facts` is undefined where there is nothing.
   *
   * @param {number} audit
   */
  read(audit) {
    return this.database.run(async (db) => {
      const [head, registers, operations, drafts] = await Promise.all([
        db.get("audits", audit),
        db.getAll("registers", ofAudit(audit)),
        db.getAllFromIndex("operations", "order", ofAudit(audit)),
        db.getAll("drafts", ofAudit(audit)),
      ]);
      const checklist = head && (await db.get("checklists", head.facts.checklist.digest));
      return { ...head, checklist, registers, operations, drafts };
    });
  }

  /**
   * Keeps what the server said of an audit: its facts, and its registers beside what is still waiting here.
   *
   * @param {number} audit
   * @param {object} head
   * @param {KeptRegister[]} registers
   */
  keep(audit, head, registers) {
    return this.database.run(async (db) => {
      const tx = db.transaction(["audits", "registers"], "readwrite");
      tx.objectStore("audits").put({ ...(await tx.objectStore("audits").get(audit)), ...head, id: audit });
      for (const register of registers) tx.objectStore("registers").put({ audit, ...register });
      await tx.done;
    });
  }

  /** @param {string} digest @param {object} checklist */
  keepChecklist(digest, checklist) {
    return this.database.run((db) => db.put("checklists", checklist, digest));
  }

  /**
   * One tap. A change of the same place that was not sent yet is overtaken by it.
   *
   * @param {number} audit
   * @param {Change} change
   * @param {{photograph: object, inbox: string} | null} [photograph] a reduced picture, in the same transaction
   * @returns {Promise<Operation>}
   */
  save(audit, { path, value, base, resolves = null }, photograph = null) {
    const stores = ["kv", "registers", "operations", "photographs", "inbox"];
    return this.database.run(async (db) => {
      const tx = db.transaction(stores, "readwrite", STRICT);
      const operations = tx.objectStore("operations");
      const earlier = /** @type {Operation[]} */ (await operations.index("path").getAll([audit, path]));
      const unsent = resolves ? undefined : earlier.find((one) => one.standing === "new" && !one.resolves);
      const sequence = unsent?.sequence ?? ((await tx.objectStore("kv").get("sequence")) ?? 0) + 1;
      const id = unsent?.id ?? uuid7();
      const made_at = new Date().toISOString();
      const seen = unsent?.base ?? base;
      const operation = { id, audit, sequence, path, base: seen, value, made_at, resolves, standing: NEW };
      if (!unsent) tx.objectStore("kv").put(sequence, "sequence");
      operations.put(operation);
      const before = (await tx.objectStore("registers").get([audit, path])) ?? { audit, path, v: null, r: 0 };
      tx.objectStore("registers").put({ ...before, mine: value });
      if (photograph) {
        tx.objectStore("photographs").put(photograph.photograph);
        tx.objectStore("inbox").delete(photograph.inbox);
      }
      await tx.done;
      return operation;
    });
  }
}
