/**
 * Sends what waits, in order, and takes what others changed; tries on with growing pauses until it is answered.
 *
 * @typedef {"idle" | "busy" | "unreachable" | "signed-out" | "stranger" | "refused"} Line
 */

import { Failure } from "./calls.js";
import { unlessFull } from "./database.js";
import { pauseAfter } from "./pauses.js";
import { locked } from "./sending.js";

const SOON = 250; // milliseconds: quick taps on one counter become one operation
const PATIENT = 8; // failures until a refusal is said to be one
const EVERY = 30_000; // milliseconds: nothing that waits is left to a signal that the browser may have missed

export class Sync {
  /** @type {Line} */
  line = "idle";
  reason = "";
  #failures = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {Promise<void> | null} */
  #running = null;

  /**
   * @param {{audit: import("../fill/audit.js").Audit, sending: import("./sending.js").Sending,
   *   settled: () => Promise<unknown>}} parts `settled` waits for what is on its way to the disk
   */
  constructor(parts) {
    this.parts = parts;
    setInterval(() => this.#failures > 0 && this.#running === null && this.soon(0), EVERY);
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
    const { audit, sending, settled } = this.parts;
    try {
      await settled(); // what goes out stands in both stores
      const isAnswered = await locked(audit.id, () => sending.send(() => this.#say("busy")));
      if (!isAnswered) return;
      this.#failures = 0;
      this.#say("idle");
    } catch (error) {
      if (error instanceof Failure) this.#fail(error);
      else this.#wait(error);
    }
  }

  /** A full disk keeps back what has to be noted before it leaves. @param {unknown} error */
  #wait(error) {
    unlessFull(error);
    this.#failures += 1;
    this.#say("idle");
    this.#timer = setTimeout(() => this.now(), pauseAfter(this.#failures));
  }

  /** @param {Failure} failure */
  #fail(failure) {
    this.#failures += 1;
    this.reason = failure.message;
    if (failure.status === 401) return this.#say("signed-out");
    if (failure.status === 409) return this.#say("stranger");
    const isRefusal = failure.status === 403 || ([404, 422].includes(failure.status) && this.#failures > PATIENT);
    this.#say(isRefusal ? "refused" : "unreachable");
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
