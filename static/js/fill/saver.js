/**
 * What happens when a person changes something: shown at once, in both stores of the tablet, then sent.
 */

import { uuid7 } from "../tablet/identity.js";

const RETRY = 3_000; // milliseconds until a failed write is tried again

export class Saver {
  /** Everything is written in the order it was touched. @type {Promise<unknown>} */
  #chain = Promise.resolve();
  /** Changes on their way to the disk. */
  writing = 0;
  /** Why the tablet could not write; empty while it can. */
  failure = "";

  /**
   * @param {import("./audit.js").Audit} audit
   * @param {import("../tablet/store.js").Store} store
   * @param {() => void} onSaved
   */
  constructor(audit, store, onSaved) {
    this.audit = audit;
    this.store = store;
    this.onSaved = onSaved;
  }

  /**
   * Changes a register; done when the change is on the disk.
   *
   * @param {string} path
   * @param {any} value
   * @param {{resolves?: string, base?: number, raw?: string}} [more] `raw` names the camera file that is done with then
   */
  change(path, value, { resolves, base, raw = "" } = {}) {
    const { audit } = this;
    /** @type {import("./registers.js").Ticket} */
    const ticket = { id: null };
    const change = { id: uuid7(), path, value, base: base ?? audit.registers.revision(path), resolves };
    audit.registers.change(path, value, ticket);
    this.writing += 1;
    audit.refresh(path);
    audit.tell("traffic");
    const write = this.#chain.then(() => this.#write(change, ticket, raw));
    this.#chain = write;
    return write;
  }

  /** Done when everything touched so far is on the disk. */
  settled() {
    return this.#chain;
  }

  /**
   * @param {import("../tablet/store.js").Change} change
   * @param {import("./registers.js").Ticket} ticket
   * @param {string} raw
   */
  async #write(change, ticket, raw) {
    for (;;) {
      try {
        ticket.id = (await this.store.save(this.audit.id, change, raw)).id;
        break;
      } catch (error) {
        this.failure = String(error); // a full disk, a store the browser closed: said in red, and tried on
        this.audit.tell("traffic");
        await new Promise((resume) => setTimeout(resume, RETRY));
      }
    }
    this.failure = "";
    this.writing -= 1;
    this.audit.tell("traffic");
    this.onSaved();
  }
}
