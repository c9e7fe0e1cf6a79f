/**
 * The photographs that wait for the server, sent one after another behind the answers, in pieces: a line that breaks
 * goes on where it broke.
 */

import { Failure } from "./calls.js";

/**
 * @typedef {{audit: number, digest: string, bytes: ArrayBuffer, thumb: ArrayBuffer | null, waiting?: number,
 *   problem?: string}} Kept
 */

const SMALL = 256 * 1024; // bytes of a piece
const LARGE = 1024 * 1024;
const QUICK = 2_000; // milliseconds

export class Uploads {
  /** How many wait. */
  count = 0;
  #piece = SMALL;

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
      await this.#send(first).catch((failure) => {
        if (failure.answer?.problems?.[0]?.code !== "photo-differs") throw failure;
        return this.#send(first); // it was torn on its way or over there: once more from its beginning
      });
      await this.#put(settled);
    } catch (error) {
      if (!(error instanceof Failure) || ![413, 422].includes(error.status)) throw error;
      const problem = error.answer.problems?.[0]?.message ?? error.message;
      await this.#put({ ...settled, problem });
    }
    await this.waits();
    this.onChange(first.digest);
  }

  /**
   * The server lacks these: those whose bytes are here are sent again.
   *
   * @param {string[]} digests
   */
  async want(digests) {
    for (const digest of digests) {
      const kept = await this.kept(digest);
      if (kept?.bytes && !kept.waiting && !kept.problem) await this.#put({ ...kept, waiting: this.audit });
    }
    if (digests.length > 0) await this.waits();
  }

  /** @param {string} digest @returns {Promise<Kept | undefined>} */
  kept(digest) {
    return this.database.run((db) => db.get("photographs", [this.audit, digest]));
  }

  /**
   * Piece by piece; the server says where it is. On a quick line pieces grow, on one that breaks they are small again.
   *
   * @param {Kept} photograph
   */
  async #send({ digest, bytes }) {
    const size = bytes.byteLength;
    for (let [offset, complete] = [0, false]; !complete; ) {
      const piece = bytes.slice(offset, offset + this.#piece);
      const before = Date.now();
      const answer = await this.api.uploadPiece(this.audit, digest, { offset, size }, piece).catch((failure) => {
        this.#piece = SMALL;
        throw failure;
      });
      if (!answer.complete && answer.offset === offset) throw new Failure(0); // neither further nor refused: later
      if (Date.now() - before < QUICK) this.#piece = Math.min(LARGE, 2 * this.#piece);
      ({ offset, complete } = answer);
    }
  }

  /** @param {Kept} photograph */
  #put(photograph) {
    return this.database.write(["photographs"], (writing) => writing.put("photographs", photograph), { isFlushed: false });
  }
}
