/**
 * The tablet's second store: every transaction of the database is written down here too, because a browser may throw
 * a damaged database away whole. It rests on another part of the browser, and only ever appends.
 *
 * @typedef {import("./book.js").Change} Change
 */

/** @type {Worker | null} */
let worker = null;
/** @type {Map<number, {resolve: (answer: any) => void, reject: (error: unknown) => void}>} */
const asked = new Map();
let last = 0;

/** Whether this browser can keep a journal. */
const isPossible = () => Boolean(globalThis.Worker && navigator.storage?.getDirectory);

/**
 * @param {string} deed
 * @param {string} name
 * @param {any} [given]
 * @returns {Promise<any>}
 */
function ask(deed, name, given) {
  if (worker === null) {
    worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
    worker.onmessage = ({ data: { id, answer, failure } }) => {
      const waiting = asked.get(id);
      asked.delete(id);
      if (failure) waiting?.reject(new DOMException(failure.message, failure.kind));
      else waiting?.resolve(answer);
    };
    worker.onerror = () => {
      worker = null; // the next call starts another
      for (const { reject } of asked.values()) reject(new DOMException("the journal has stopped", "UnknownError"));
      asked.clear();
    };
  }
  last += 1;
  const id = last;
  return new Promise((resolve, reject) => {
    asked.set(id, { resolve, reject });
    /** @type {Worker} */ (worker).postMessage({ id, deed, name, given });
  });
}

/** Room kept free for taps on a full disk. */
export const reserve = {
  /** Makes sure of it. @returns {Promise<boolean>} whether there was room */
  keep: () => (isPossible() ? ask("reserve", "") : Promise.resolve(true)),
  release: () => (isPossible() ? ask("release", "") : Promise.resolve()),
};

export class Journal {
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
      await ask("open", this.name);
    } catch (error) {
      this.reason = String(error);
      this.#works = /** @type {DOMException} */ (error).name === "QuotaExceededError";
    }
    return this.#works;
  }

  /**
   * @param {Change[]} changes of one transaction
   * @param {boolean} [isFlushed]
   * @returns {Promise<void>} fails where it could not be written
   */
  async append(changes, isFlushed = true) {
    if (!this.#works || changes.length === 0) return;
    await ask("append", this.name, { changes, isFlushed });
  }

  /** What it says, the last word on every place. @returns {Promise<{changes: any[], logs: {name: string, size: number}[]}>} */
  async read() {
    return this.#works ? ask("read", this.name) : { changes: [], logs: [] };
  }

  /** @param {any} large */
  fetch(large) {
    return ask("fetch", this.name, large);
  }

  /** @param {any[]} living */
  compact(living) {
    return ask("compact", this.name, living);
  }

  /** Takes it away with everything in it. */
  async destroy() {
    if (isPossible()) await ask("destroy", this.name);
  }
}
