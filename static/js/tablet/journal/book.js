/**
 * The journal on the disk, in the origin's private file system: one log for each opening, and a file of its own for
 * everything large, so that a picture that is done with can go while the log stays. Runs in a worker.
 *
 * @typedef {{store: string, key: any, value?: any, large?: Large}} Change no value: taken out
 */

import { ENDING } from "./large.js";
import { encode, records } from "./records.js";

const LOG = ".log";

/** @typedef {{file: string, sizes: Record<string, number>}} Large a file with the large parts of a value, and their sizes */

export class Book {
  /** Large files by what they belong to. @type {Map<string, Large>} */
  #large = new Map();
  /** This opening's log; later openings have later names. @type {Promise<void> | null} */
  #begun = null;
  name = "";
  /** @type {any} a FileSystemSyncAccessHandle */
  #log = null;
  #at = 0;

  /** @param {FileSystemDirectoryHandle} folder */
  constructor(folder) {
    this.folder = folder;
  }

  /** @param {string} name of the folder */
  static async open(name) {
    return new Book(await (await navigator.storage.getDirectory()).getDirectoryHandle(name, { create: true }));
  }

  /** Begins a log of its own; a full disk may refuse that, and what was written before can be read even so. */
  begin() {
    this.#begun ??= this.#begin().catch((error) => {
      this.#begun = null;
      throw error;
    });
    return this.#begun;
  }

  async #begin() {
    this.name = await nextName(this.folder);
    const file = await this.folder.getFileHandle(this.name + LOG, { create: true });
    this.#log = await /** @type {any} */ (file).createSyncAccessHandle();
    this.#at = 0;
    this.#write({ head: { format: 1, opened_at: new Date().toISOString() } });
  }

  /**
   * Writes what one transaction changed; the large files that it speaks of are there already.
   *
   * @param {Change[]} changes
   * @param {boolean} isFlushed whether it has to be on the disk when this is done
   */
  async append(changes, isFlushed) {
    await this.begin();
    this.#write({ changes });
    if (isFlushed) this.#log.flush();
    for (const change of changes) {
      const owner = JSON.stringify([change.store, change.key]);
      const before = this.#large.get(owner);
      if (change.large) this.#large.set(owner, change.large);
      else this.#large.delete(owner);
      if (before && before.file !== change.large?.file) await this.#remove(before.file);
    }
  }

  /**
   * What all logs say, the last word on every place; large parts are named, not read. `logs` are those of earlier
   * openings and other windows.
   *
   * @returns {Promise<{changes: any[], logs: {name: string, size: number}[]}>}
   */
  async read() {
    /** @type {Map<string, any>} */
    const last = new Map();
    const logs = [];
    for (const name of await this.#names(LOG)) {
      const bytes = await (await (await this.folder.getFileHandle(name)).getFile()).arrayBuffer();
      if (name !== this.name + LOG) logs.push({ name, size: bytes.byteLength });
      for (const { head } of records(bytes)) {
        for (const change of head.changes ?? []) keepLast(last, change);
      }
    }
    for (const [owner, { large }] of last) if (large) this.#large.set(owner, large);
    return { changes: [...last.values()], logs };
  }

  /**
   * Writes what still counts into this opening's log and removes the older ones; what another window has open stays.
   *
   * @param {any[]} living changes as `read` gave them
   */
  async compact(living) {
    await this.begin();
    this.#write({ changes: living });
    this.#log.flush();
    for (const name of await this.#names(LOG)) if (name < this.name + LOG) await this.#remove(name);
    const needed = new Set([...this.#large.values()].map(({ file }) => file));
    for (const name of await this.#names(ENDING)) {
      if (!needed.has(name) && name < this.name) await this.#remove(name);
    }
  }

  close() {
    this.#log?.close();
  }

  /** @param {object} head */
  #write(head) {
    const record = encode(head);
    if (this.#log.write(record, { at: this.#at }) !== record.length) throw new DOMException("cut short", "QuotaExceededError");
    this.#at += record.length;
  }

  /** @param {string} ending */
  async #names(ending) {
    const names = [];
    for await (const name of /** @type {any} */ (this.folder).keys()) if (name.endsWith(ending)) names.push(name);
    return names.sort();
  }

  /** @param {string} name */
  async #remove(name) {
    await this.folder.removeEntry(name).catch(() => {}); // open in another window, or gone
  }
}

/** A name behind all others, whatever the clock says now. @param {FileSystemDirectoryHandle} folder */
async function nextName(folder) {
  let moment = Date.now();
  for await (const name of /** @type {any} */ (folder).keys()) moment = Math.max(moment, (parseInt(name, 10) || 0) + 1);
  return `${String(moment).padStart(15, "0")}-${crypto.getRandomValues(new Uint32Array(1))[0]}`;
}

/**
 * The later word stands; of an operation, whose versions two windows may write, the higher version.
 *
 * @param {Map<string, any>} last
 * @param {any} change
 */
function keepLast(last, change) {
  const owner = JSON.stringify([change.store, change.key]);
  const before = last.get(owner);
  if (before?.value?.version > (change.value?.version ?? Infinity)) return;
  last.set(owner, change);
}
