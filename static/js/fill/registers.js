/**
 * The registers of an audit: what the server has, and over it what was changed here and not answered yet.
 *
 * @typedef {{v: any, r: number, u?: string}} Register `u` is who wrote it, where the server says so
 * @typedef {{id: string | null}} Ticket names the operation of a change, once it has one
 */

export class Registers {
  /** @type {Map<string, Register>} */
  #kept = new Map();
  /** @type {Map<string, {value: any, ticket: Ticket}>} */
  #mine = new Map();

  /** @param {string} path @returns {any} */
  value(path) {
    const mine = this.#mine.get(path);
    return mine ? mine.value : (this.#kept.get(path)?.v ?? null);
  }

  /** The revision a person sees at a place. @param {string} path */
  revision(path) {
    return this.#kept.get(path)?.r ?? 0;
  }

  /** Who wrote a place, where the server has said so. @param {string} path */
  authorOf(path) {
    return this.#kept.get(path)?.u;
  }

  /** @param {string} path */
  isWaiting(path) {
    return this.#mine.has(path);
  }

  /** How many places wait for the server. */
  get waiting() {
    return this.#mine.size;
  }

  /** @param {string} path @param {any} value @param {Ticket} ticket */
  change(path, value, ticket) {
    this.#mine.set(path, { value, ticket });
  }

  /**
   * The server has answered an operation; a newer change of the place goes on waiting.
   *
   * @param {string} path
   * @param {string} id
   * @returns {boolean} whether a person sees something else now
   */
  settle(path, id) {
    const mine = this.#mine.get(path);
    if (mine?.ticket.id !== id) return false;
    this.#mine.delete(path);
    return JSON.stringify(mine.value) !== JSON.stringify(this.value(path));
  }

  /**
   * @param {string} path
   * @param {Register} register
   * @returns {boolean} whether a person sees something else now
   */
  keep(path, register) {
    const before = JSON.stringify(this.value(path));
    this.#kept.set(path, register);
    return before !== JSON.stringify(this.value(path));
  }

  /** The server has gone back to an earlier copy of a register. @param {string} path @param {number} revision */
  goBack(path, revision) {
    const kept = this.#kept.get(path);
    if (kept && kept.r > revision) this.#kept.set(path, { ...kept, r: revision });
  }

  /** What the server has. @returns {Iterable<[string, Register]>} */
  kept() {
    return this.#kept.entries();
  }

  /** Every place below a beginning that has a value. @param {string} beginning @returns {string[]} */
  paths(beginning) {
    const all = new Set([...this.#kept.keys(), ...this.#mine.keys()]);
    return [...all].filter((path) => path.startsWith(beginning) && this.value(path) !== null);
  }
}
