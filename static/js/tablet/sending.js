/**
 * The way of what waits to the server: operations first, in their order, then photographs one by one.
 */

import { Failure } from "./calls.js";
import { Outbox, message } from "./outbox.js";
import { settle } from "./settlement.js";
import { Store } from "./store.js";
import { Uploads } from "./uploads.js";

export const MOST = 200; // operations in a batch
const TRIES = 3; // of an operation alone, before it is put aside

/** @typedef {import("./store.js").Operation} Operation */

export class Sending {
  #most = MOST;
  /** How often an operation has failed alone. @type {Map<string, number>} */
  #failed = new Map();

  /**
   * @param {{id: number, revision: number}} audit its revision is read anew for each batch
   * @param {{api: import("./api.js").Api, outbox: Outbox, uploads: Uploads, device: string,
   *   take: (answer: any, sent: Operation[]) => Promise<void>, hold: (operation: Operation) => Promise<void>}} parts
   *   `take` settles an answer, `hold` puts an operation aside that the server cannot stomach
   */
  constructor(audit, parts) {
    this.audit = audit;
    this.parts = parts;
  }

  /**
   * Sends until nothing waits; fails where the server does not take it.
   *
   * @param {() => void} onBegin before each call
   * @returns {Promise<boolean>} whether the server had anything to answer
   */
  async send(onBegin) {
    const { outbox, uploads } = this.parts;
    for (let isAnswered = false; ; isAnswered = true) {
      const operations = await outbox.take(this.#most);
      if (operations.length === 0 && !(await uploads.waits())) return isAnswered;
      onBegin();
      if (operations.length === 0) await uploads.sendOne();
      else await this.#sendBatch(operations);
    }
  }

  /** @param {Operation[]} operations */
  async #sendBatch(operations) {
    const { api, device, take, outbox } = this.parts;
    const waiting = (await outbox.count()) - operations.length;
    const batch = { device, since: this.audit.revision, operations: operations.map(message), waiting };
    try {
      await take(await api.send(this.audit.id, batch), operations);
      this.#most = MOST;
    } catch (error) {
      if (error instanceof Failure && isAboutContent(error)) await this.#narrow(operations, error);
      throw error;
    }
  }

  /**
   * Looks for the one that spoils the batch: fewer at once, and what fails alone is put aside.
   *
   * @param {Operation[]} operations
   * @param {Failure} failure
   */
  async #narrow(operations, { message: reason }) {
    this.#most = Math.max(1, Math.floor(operations.length / 2));
    if (operations.length > 1) return;
    const [operation] = operations;
    const times = (this.#failed.get(operation.id) ?? 0) + 1;
    this.#failed.set(operation.id, times);
    if (times === TRIES) await this.parts.hold({ ...operation, problem: { code: "stuck", message: reason } });
  }
}

/** Whether another batch might fare better. @param {Failure} failure */
const isAboutContent = ({ status }) => [413, 422, 500].includes(status);

/**
 * Sends everything of every audit of a person, without opening it.
 *
 * @param {import("./database.js").Database} database
 * @param {import("./api.js").Api} api
 * @param {string} device
 * @returns {Promise<{sent: number, left: number, failure: Failure | null}>} operations and photographs
 */
export async function sendAll(database, api, device) {
  const store = new Store(database);
  const before = await store.audits();
  let failure = null;
  for (const { id, revision, waiting, photographs } of before) {
    if (waiting + photographs === 0) continue;
    try {
      await locked(id, () => sendAudit(store, api, device, { id, revision }));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      failure = error;
    }
  }
  const [all, left] = [before, await store.audits()].map(total);
  return { sent: all - left, left, failure };
}

/** One window of this browser sends at a time. @template T @param {number} id @param {() => Promise<T>} work @returns {Promise<T>} */
export function locked(id, work) {
  return navigator.locks ? /** @type {Promise<any>} */ (navigator.locks.request(`star-audit-${id}`, work)) : work();
}

/** @param {Store} store @param {import("./api.js").Api} api @param {string} device @param {{id: number, revision: number}} audit */
function sendAudit(store, api, device, audit) {
  const { database } = store;
  const outbox = new Outbox(database, audit.id);
  const uploads = new Uploads(database, api, audit.id, () => {});
  const hold = (/** @type {Operation} */ operation) => outbox.settle([], [operation]);
  const take = async (/** @type {any} */ answer, /** @type {Operation[]} */ sent) => {
    await settle({ store, outbox, uploads }, audit.id, answer, sent);
    audit.revision = answer.revision;
  };
  return new Sending(audit, { api, outbox, uploads, device, take, hold }).send(() => {});
}

/** @param {{waiting: number, photographs: number}[]} audits */
const total = (audits) => audits.reduce((sum, { waiting, photographs }) => sum + waiting + photographs, 0);
