/**
 * What others changed: it comes to the page when nobody's finger is on the card it belongs to.
 */

/** @typedef {import("./registers.js").Register} Register */

const QUIET = 10_000; // milliseconds after the last touch

export class Incoming {
  /** @type {Map<string, Register>} */
  #held = new Map();

  /**
   * @param {import("./audit.js").Audit} audit
   * @param {(path: string, register: Register) => void} onNews somebody else changed what is shown
   */
  constructor(audit, onNews) {
    this.audit = audit;
    this.onNews = onNews;
    document.addEventListener("focusout", () => queueMicrotask(() => this.flush()));
    this.touched = 0;
    for (const event of ["pointerdown", "keydown", "input"]) {
      document.addEventListener(event, () => (this.touched = Date.now()), { capture: true, passive: true });
    }
  }

  /**
   * @param {Record<string, Register>} registers
   * @param {Set<string>} own places whose change was this tablet's
   * @param {{isRestored?: boolean}} [more] whether the server has gone back to a copy, where lower revisions are news
   */
  take(registers, own, { isRestored = false } = {}) {
    for (const [path, { r }] of isRestored ? Object.entries(registers) : []) this.audit.registers.goBack(path, r);
    for (const [path, register] of Object.entries(registers)) {
      if (own.has(path) || !this.#isBusy(path)) this.#apply(path, register, own.has(path));
      else this.#held.set(path, register);
    }
    this.flush();
  }

  /** Lets in what no longer disturbs. */
  flush() {
    for (const [path, register] of this.#held) {
      if (this.#isBusy(path)) continue;
      this.#held.delete(path);
      this.#apply(path, register, false);
    }
  }

  /** @param {string} path @param {Register} register @param {boolean} isOwn */
  #apply(path, register, isOwn) {
    if (register.r < this.audit.registers.revision(path)) return;
    if (!this.audit.registers.keep(path, register)) return;
    if (!isOwn && path.startsWith("c/")) this.onNews(path, register);
    this.audit.refresh(path);
  }

  /** Whether a person is at the card of this place right now. @param {string} path */
  #isBusy(path) {
    const [head, id] = path.split("/");
    if (this.audit.registers.isWaiting(path)) return false; // the shown value is ours either way
    const card = document.activeElement?.closest(".criterion, .general");
    const here = head === "c" ? card?.getAttribute("data-id") === id : card?.classList.contains("general");
    const isTyping = document.activeElement?.matches("input, textarea");
    return Boolean(here && (isTyping || Date.now() - this.touched < QUIET));
  }
}
