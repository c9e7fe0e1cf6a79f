/**
 * The photographs that wait for the server, sent one after another behind the answers.
 */

import { Failure } from "./calls.js";
import { STRICT } from "./database.js";

/**
 * @typedef {{audit: number, digest: string, bytes: ArrayBuffer, thumb: ArrayBuffer | null, waiting?: number,
 *   problem?: string}} Kept
 */

export class Uploads {
  /** How many wait. */
  count = 0;

  /**
   * @param {import("./database.js").Database} database
   * @param {import("./api.js").Api} api
   * @param {number} audit
   * @param {(digest: string) => void} onChange a photograph has arrived, or was refused
   */
  constructor(database, api, audit, onChange) {
    this.database = database;
    this.api = api;
    this.audit = audit;
    this.onChange = onChange;
  }

  /** One more is on the disk. */
  add() {
    this.count += 1;
  }

  /** Whether one waits. */
  async waits() {
    this.count = await this.database.run((db) => db.countFromIndex("photographs", "waiting", this.audit));
    return this.count > 0;
  }

  /** Sends the first that waits. One that the server cannot read is marked, and holds up no other. */
  async sendOne() {
    const first = await this.database.run((db) => db.getFromIndex("photographs", "waiting", this.audit));
    if (first === undefined) return;
    const { waiting: _, ...settled } = first;
    try {
      await this.api.upload(this.audit, first.digest, first.bytes);
      await this.#put(settled);
    } catch (error) {
      if (!(error instanceof Failure) || ![413, 422].includes(error.status)) throw error;
      const problem = error.answer.problems?.[0]?.message ?? error.message;
      await this.#put({ ...settled, problem });
    }
    await this.waits();
    this.onChange(first.digest);
  }

  /** @param {string} digest @returns {Promise<Kept | undefined>} */
  kept(digest) {
    return this.database.run((db) => db.get("photographs", [this.audit, digest]));
  }

  /** @param {Kept} photograph */
  #put(photograph) {
    return this.database.run(async (db) => {
      const tx = db.transaction("photographs", "readwrite", STRICT);
      tx.store.put(photograph);
      await tx.done;
    });
  }
}
