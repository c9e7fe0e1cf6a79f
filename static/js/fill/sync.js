/**
 * Sends what waits, in order, and takes what others changed; tries on with growing pauses until it is answered.
 *
 * @typedef {"idle" | "busy" | "unreachable" | "signed-out" | "stranger" | "refused"} Line
 */

import { Failure } from "./api.js";

const MOST = 200; // operations in a batch
const SOON = 250; // milliseconds: quick taps on one counter become one operation
const FIRST_PAUSE = 2_000;
const LAST_PAUSE = 60_000;

export class Sync {
  /** @type {Line} */
  line = "idle";
  reason = "";
  #most = MOST;
  #failures = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {Promise<void> | null} */
  #running = null;

  /**
   * @param {{audit: import("./audit.js").Audit, api: import("./api.js").Api, outbox: import("./outbox.js").Outbox,
   *   device: string, take: (answer: any, sent: import("./store.js").Operation[]) => Promise<void>,
   *   uploads: import("./photos/uploads.js").Uploads}} parts
   */
  constructor(parts) {
    this.parts = parts;
    for (const event of ["online", "focus"]) window.addEventListener(event, () => this.soon(0));
    document.addEventListener("visibilitychange", () => this.soon(0));
  }

  /** Sends after a moment. @param {number} [pause] milliseconds */
  soon(pause = SOON) {
    if (this.line === "signed-out" || this.line === "stranger") return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.now(), pause);
  }

  /** Somebody signed in again. */
  resume() {
    this.#say("idle");
    return this.now();
  }

  /** What another call has heard of the server. @param {Failure | null} failure */
  heard(failure) {
    if (failure === null) {
      if (this.line !== "unreachable") return;
      this.#say("idle");
      this.soon(0);
    } else if (this.line === "idle" && (failure.status === 0 || failure.status === 401)) {
      this.#say(failure.status === 0 ? "unreachable" : "signed-out");
    }
  }

  /** Sends everything that waits; done when it is answered or has failed. */
  now() {
    clearTimeout(this.#timer);
    this.#running ??= this.#run().finally(() => (this.#running = null));
    return this.#running;
  }

  async #run() {
    const lock = `star-audit-${this.parts.audit.id}`; // one window of this browser sends at a time
    const work = () => this.#send();
    try {
      const isAnswered = await (navigator.locks ? navigator.locks.request(lock, work) : work());
      if (!isAnswered) return;
      this.#failures = 0;
      this.#say("idle");
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      this.#fail(error);
    }
  }

  /** Whether the server had anything to answer. */
  async #send() {
    const { audit, api, outbox, device, take, uploads } = this.parts;
    for (let isAnswered = false; ; isAnswered = true) {
      const operations = await outbox.take(this.#most);
      if (operations.length === 0 && !(await uploads.waits())) return isAnswered;
      this.#say("busy");
      if (operations.length === 0) {
        await uploads.sendOne();
        continue;
      }
      const messages = operations.map(message);
      await take(await api.send(audit.id, { device, since: audit.revision, operations: messages }), operations);
      this.#most = MOST;
    }
  }

  /** @param {Failure} failure */
  #fail(failure) {
    this.#failures += 1;
    this.reason = failure.message;
    if (failure.status === 401) return this.#say("signed-out");
    if (failure.status === 409) return this.#say("stranger");
    if (failure.status === 413 || failure.status === 422) this.#most = Math.max(1, Math.floor(this.#most / 2));
    const isRefusal = [403, 404, 422].includes(failure.status) && this.#failures > 8;
    this.#say(isRefusal || failure.status === 403 ? "refused" : "unreachable");
    const pause = Math.min(LAST_PAUSE, FIRST_PAUSE * 2 ** (this.#failures - 1));
    this.#timer = setTimeout(() => this.now(), pause * (0.7 + 0.6 * Math.random()));
    return undefined;
  }

  /** @param {Line} line */
  #say(line) {
    if (this.line === line) return;
    this.line = line;
    this.parts.audit.tell("traffic");
  }
}

/** An operation as the server takes it. @param {import("./store.js").Operation} operation */
function message({ id, sequence, path, base, value, made_at, resolves }) {
  return { id, sequence, path, base, value, made_at, ...(resolves ? { resolves } : {}) };
}
