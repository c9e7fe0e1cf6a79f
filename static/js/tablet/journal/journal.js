/**
 * The tablet's second store: every transaction of the database is written down here too, because a browser may throw
 * a damaged database away whole. It rests on another part of the browser, and only ever appends.
 *
 * @typedef {import("./book.js").Change} Change
 * @typedef {Change & {parts?: Record<string, ArrayBuffer>}} Noted a change with its large parts still beside it
 */

import { uuid4 } from "../identity.js";

import { ENDING } from "./large.js";
import { Line } from "./line.js";

const books = new Line();
const large = new Line(); // pictures and camera files: no touch waits behind them

/** Whether this browser can keep a journal. */
const isPossible = () => Boolean(globalThis.Worker && navigator.storage?.getDirectory);

/** Room kept free for taps on a full disk. */
export const reserve = {
  /** Makes sure of it. @returns {Promise<boolean>} whether there was room */
  keep: () => (isPossible() ? large.ask("reserve", "") : Promise.resolve(true)),
  release: () => (isPossible() ? large.ask("release", "") : Promise.resolve()),

  /** Whether it was given back since it was last kept. */
  isGone: false,

  /** Before the database writes; fails on a full disk. @param {number} bytes beside what a tap takes */
  async makeRoom(bytes) {
    const line = bytes > 0 ? large : books; // a touch does not wait while room for a picture is looked for
    if (isPossible() && (await line.ask("room", "", bytes))) this.isGone = true;
  },
};

export class Journal {
  /** Large files by what they belong to. @type {Map<string, import("./book.js").Large>} */
  #large = new Map();
  /** Why there is none; empty while it works. */
  reason = "";
  #works = isPossible();

  /** @param {string} name */
  constructor(name) {
    this.name = name;
    if (!this.#works) this.reason = "missing";
  }

  get works() {
    return this.#works;
  }

  /**
   * Opens it; a browser that has the part but does not let us in works without.
   *
   * @returns {Promise<boolean>}
   */
  async open() {
    if (!this.#works) return false;
    try {
      await books.ask("open", this.name);
    } catch (error) {
      this.reason = String(error);
      this.#works = /** @type {DOMException} */ (error).name === "QuotaExceededError";
    }
    return this.#works;
  }

  /**
   * Writes down what one transaction changed; large parts first, so that the log never speaks of what is not there.
   *
   * @param {Noted[]} noted
   * @param {boolean} [isFlushed]
   * @returns {Promise<void>} fails where it could not be written
   */
  async append(noted, isFlushed = true) {
    if (!this.#works || noted.length === 0) return;
    const kept = noted.some(({ parts }) => parts) ? await Promise.all(noted.map((one) => this.#keepParts(one))) : noted;
    await books.ask("append", this.name, { changes: kept, isFlushed });
  }

  /** What it says, the last word on every place. @returns {Promise<{changes: Change[], logs: {name: string, size: number}[]}>} */
  async read() {
    if (!this.#works) return { changes: [], logs: [] };
    const found = await books.ask("read", this.name);
    for (const change of found.changes) if (change.large) this.#large.set(placeOf(change), change.large);
    return found;
  }

  /** The large parts of a value; null where they are damaged or gone. @param {import("./book.js").Large} kept */
  fetch(kept) {
    return large.ask("fetchLarge", this.name, kept);
  }

  /** @param {Change[]} living */
  compact(living) {
    return books.ask("compact", this.name, living);
  }

  /** Writes large parts once: pictures and camera files never change. @param {Noted} noted @returns {Promise<Change>} */
  async #keepParts({ parts, ...change }) {
    if (!parts) return change;
    const sizes = Object.fromEntries(Object.entries(parts).map(([field, { byteLength }]) => [field, byteLength]));
    const before = this.#large.get(placeOf(change));
    if (before && JSON.stringify(before.sizes) === JSON.stringify(sizes)) return { ...change, large: before };
    const file = `${String(Date.now()).padStart(15, "0")}-${uuid4()}${ENDING}`;
    await large.ask("keepLarge", this.name, { file, parts });
    this.#large.set(placeOf(change), { file, sizes });
    return { ...change, large: { file, sizes } };
  }

  /** Takes it away with everything in it. */
  async destroy() {
    if (isPossible()) await books.ask("destroy", this.name);
  }
}

/** @param {{store: string, key: any}} change */
const placeOf = ({ store, key }) => JSON.stringify([store, key]);
