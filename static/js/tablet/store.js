/**
 * What the tablet keeps of audits, and the save path: one tap is ONE durable transaction that changes the register
 * and appends the operation. An operation that may have been sent is never changed again.
 *
 * @typedef {"new" | "sent" | "done" | "held"} Standing `waiting` and `done` name the audit while that is so, for the indexes
 * @typedef {{id: string, audit: number, sequence: number, path: string, base: number, value: any, made_at: string,
 *   resolves: string | null, standing: Standing, version: number, waiting?: number, done?: number,
 *   problem?: {code: string, message: string}}} Operation
 * @typedef {{id: string, path: string, value: any, base: number, resolves?: string | null}} Change
 * @typedef {{path: string, v: any, r: number}} KeptRegister
 */

import { ofAudit, unlessFull } from "./database.js";
import { uuid4 } from "./identity.js";
import { forget, keptAudits } from "./kept.js";

export class Store {
  /** @param {import("./database.js").Database} database of the person who works here */
  constructor(database) {
    this.database = database;
  }

  /** This tablet's name in its operations. @returns {Promise<string>} */
  async device() {
    const known = await this.database.run((db) => db.get("kv", "device"));
    return (
      known ??
      this.database.write(["kv"], async (writing) => {
        const device = (await writing.get("kv", "device")) ?? uuid4();
        writing.put("kv", device, "device");
        return device;
      })
    );
  }

  /**
   * Everything kept of an audit, its operations as far as they are not answered; `facts` is undefined where there is
   * nothing.
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
      const open = operations.filter((/** @type {Operation} */ { standing }) => standing !== "done");
      return { ...head, checklist, registers, operations: open, drafts };
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
    const step = async (/** @type {import("./writing.js").Writing} */ writing) => {
      writing.put("audits", { ...(await writing.get("audits", audit)), ...head, id: audit });
      for (const register of registers) writing.put("registers", { audit, ...register });
    };
    // it says so again with its next answer: on a full disk it gives way to what a person does
    return this.database.write(["audits", "registers"], step, { isFlushed: false }).catch(unlessFull);
  }

  /** @param {string} digest @param {object} checklist */
  keepChecklist(digest, checklist) {
    return this.database.write(["checklists"], (writing) => writing.put("checklists", checklist, digest));
  }

  /** Every audit on this tablet, with what waits. @returns {Promise<import("./kept.js").KeptAudit[]>} */
  audits() {
    return this.database.run(keptAudits);
  }

  /** Takes an audit away with everything that belongs to it. @param {number} audit */
  forget(audit) {
    return forget(this.database, audit);
  }

  /** Keeps a reduced picture, before the register that names it. @param {import("./uploads.js").Kept} photograph */
  keepPhotograph(photograph) {
    const bytes = photograph.bytes.byteLength;
    return this.database.write(["photographs"], (writing) => writing.put("photographs", photograph), { bytes });
  }

  /** @param {number} audit @param {string} digest of a photograph */
  async hasPicture(audit, digest) {
    return Boolean(await this.database.run((db) => db.getKey("photographs", [audit, digest])));
  }

  /** @param {number} audit @param {string} digest @param {ArrayBuffer} thumb */
  keepPicture(audit, digest, thumb) {
    const photograph = { audit, digest, bytes: null, thumb };
    return this.database.write(["photographs"], (writing) => writing.put("photographs", photograph), { isFlushed: false });
  }

  /**
   * One tap. A change of the same place that was not sent yet is overtaken by it. Where the database does not take
   * it, the journal alone does, and the failure is told.
   *
   * @param {number} audit
   * @param {Change} change
   * @param {string} [raw] a camera file that is done with when this is saved
   * @returns {Promise<Operation>}
   */
  async save(audit, change, raw = "") {
    // a touch does not wait behind the large transaction of a picture
    const stores = ["kv", "registers", "operations", ...(raw ? ["inbox"] : [])];
    try {
      return await this.database.write(stores, (writing) => tapped(writing, audit, change, raw));
    } catch (error) {
      const { id, path, value, base, resolves = null } = change;
      const bare = { id, audit, sequence: 0, path, base, value, made_at: new Date().toISOString(), resolves };
      const operation = { ...bare, standing: "new", version: 1, waiting: audit };
      await this.database.journal.append([{ store: "operations", key: id, value: operation }]).catch(() => {});
      throw error;
    }
  }
}

/**
 * @param {import("./writing.js").Writing} writing
 * @param {number} audit
 * @param {Change} change
 * @param {string} raw
 * @returns {Promise<Operation>}
 */
async function tapped(writing, audit, { id, path, value, base, resolves = null }, raw) {
  const earlier = /** @type {Operation[]} */ (await writing.getAll("operations", "path", [audit, path]));
  const unsent = resolves ? undefined : earlier.find((one) => one.standing === "new" && !one.resolves);
  const sequence = unsent?.sequence ?? ((await writing.get("kv", "sequence")) ?? 0) + 1;
  /** @type {Operation} */
  const operation = {
    id: unsent?.id ?? id,
    audit,
    sequence,
    path,
    base: unsent?.base ?? base,
    value,
    made_at: new Date().toISOString(),
    resolves,
    standing: "new",
    version: (unsent?.version ?? 0) + 1,
    waiting: audit,
  };
  if (!unsent) writing.put("kv", sequence, "sequence");
  writing.put("operations", operation);
  const before = (await writing.get("registers", [audit, path])) ?? { audit, path, v: null, r: 0 };
  writing.put("registers", { ...before, mine: value });
  if (raw) writing.delete("inbox", raw);
  return operation;
}
