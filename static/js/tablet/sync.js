/**
 * Sends what waits, in order, and takes what others changed; tries on with growing pauses until it is answered.
 *
 * @typedef {"idle" | "busy" | "unreachable" | "signed-out" | "stranger" | "refused"} Line
 */

import { Failure } from "./calls.js";
import { message } from "./outbox.js";
import { pauseAfter } from "./pauses.js";

const MOST = 200; // operations in a batch
const SOON = 250; // milliseconds: quick taps on one counter become one operation

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
   * @param {{audit: import("../fill/audit.js").Audit, api: import("./api.js").Api, outbox: import("./outbox.js").Outbox,
   *   device: string, take: (answer: any, sent: import("./store.js").Operation[]) => Promise<void>,
   *   uploads: import("./uploads.js").Uploads}} parts
   */
  constructor(parts) {
    this.parts = parts;
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

  /** Another call had no answer. @param {Failure} failure */
  missed({ status }) {
    if (this.line === "idle" && status === 0) this.#say("unreachable");
    if (this.line === "idle" && status === 401) this.#say("signed-out");
  }

  /** Another call was answered. */
  heard() {
    if (this.line === "unreachable") this.resume();
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
    this.#timer = setTimeout(() => this.now(), pauseAfter(this.#failures));
    return undefined;
  }

  /** @param {Line} line */
  #say(line) {
    if (this.line === line) return;
    this.line = line;
    this.parts.audit.tell("traffic");
  }
}
