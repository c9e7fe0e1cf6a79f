/**
 * From the camera to the register: the raw file is on the disk before anybody decodes it, so that a tablet that
 * dies over a big picture has lost nothing; then it is reduced, named by its bytes, kept, and named by a register.
 */

import { digestOf, uuid4 } from "../../tablet/identity.js";
import { reduced } from "./reduced.js";

const RETRY = 3_000; // milliseconds until a failed write is tried again
export const MOST_BYTES = 32 * 1024 * 1024;

/** @typedef {{id: string, audit: number, criterion: string, bytes: ArrayBuffer, type: string}} Raw */

export class Intake {
  /** Raw files that are being worked on, by criterion. @type {Map<string, number>} */
  working = new Map();
  /** Raw files on their way to the disk. */
  writing = 0;
  /** Why the tablet could not take a file; empty while it can. */
  failure = "";
  /** @type {Promise<any>} */
  #taking = Promise.resolve();
  /** One picture at a time: two decoded at once are too many for a tablet. @type {Promise<unknown>} */
  #chain = Promise.resolve();

  /**
   * @param {import("../audit.js").Audit} audit
   * @param {import("../saver.js").Saver} saver
   * @param {import("../../tablet/database.js").Database} database
   * @param {import("./pictures.js").Pictures} pictures
   * @param {import("../../tablet/uploads.js").Uploads} uploads
   */
  constructor(audit, saver, database, pictures, uploads) {
    this.audit = audit;
    this.saver = saver;
    this.database = database;
    this.pictures = pictures;
    this.uploads = uploads;
  }

  /** Goes on with what a closed page has left behind. */
  async goOn() {
    const all = await this.database.run((db) => db.getAllFromIndex("inbox", "audit", this.audit.id));
    for (const raw of all) this.#queue(raw);
  }

  /**
   * Takes a file of the camera or the gallery.
   *
   * @param {string} criterion
   * @param {File} file
   */
  async take(criterion, file) {
    this.#write(1);
    try {
      const turn = this.#taking.then(() => this.#keep(criterion, file));
      this.#taking = turn.catch(() => {});
      const raw = await turn;
      this.failure = "";
      return this.#queue(raw);
    } catch (error) {
      this.failure = String(error);
      throw error;
    } finally {
      this.#write(-1);
    }
  }

  /** @param {number} change */
  #write(change) {
    this.writing += change;
    this.audit.tell("traffic");
  }

  /** One file after another: a dozen at once are too much memory for a tablet. @param {string} criterion @param {File} file @returns {Promise<Raw>} */
  async #keep(criterion, file) {
    const bytes = await file.arrayBuffer();
    const raw = { id: uuid4(), audit: this.audit.id, criterion, bytes, type: file.type };
    await this.database.write(["inbox"], (writing) => writing.put("inbox", raw), { bytes: bytes.byteLength });
    return raw;
  }

  /** @param {Raw} raw */
  #queue(raw) {
    this.#count(raw.criterion, 1);
    const done = this.#chain.then(() => this.#save(raw)).finally(() => this.#count(raw.criterion, -1));
    this.#chain = done.catch(() => {});
    return done;
  }

  /** @param {Raw} raw */
  async #save({ id, criterion, bytes, type }) {
    const { audit, saver } = this;
    const made = await reduced(bytes, type);
    const sent = made?.full ?? bytes;
    const digest = await digestOf(sent);
    const order = 1 + Math.max(0, ...audit.photographs(criterion).map((one) => one.order ?? 0));
    const photograph = { audit: audit.id, digest, bytes: sent, thumb: made?.thumb ?? null, waiting: audit.id };
    this.pictures.hold(digest, photograph.thumb ?? sent);
    const value = { photo: digest, caption: "", order, marks: [] };
    await this.#keepReduced(photograph);
    await saver.change(`c/${criterion}/p/${id}`, value, { raw: id });
    this.uploads.add();
  }

  /** Tried on until there is room: the camera's file is safe meanwhile. @param {import("../../tablet/uploads.js").Kept} photograph */
  async #keepReduced(photograph) {
    for (;;) {
      try {
        await this.saver.store.keepPhotograph(photograph);
        this.failure = "";
        return;
      } catch (error) {
        this.failure = String(error);
        this.audit.tell("traffic");
        await new Promise((resume) => setTimeout(resume, RETRY));
      }
    }
  }

  /** How many are being worked on. */
  get count() {
    return [...this.working.values()].reduce((sum, count) => sum + count, 0);
  }

  /** @param {string} criterion @param {number} change */
  #count(criterion, change) {
    this.working.set(criterion, (this.working.get(criterion) ?? 0) + change);
    this.audit.tell("criterion", criterion);
    this.audit.tell("traffic");
  }
}
