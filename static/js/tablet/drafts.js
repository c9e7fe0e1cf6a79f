/**
 * What is not complete enough to be an answer (a deduction without its reason): kept on this tablet, never scored.
 *
 * @typedef {{value?: string, na?: string, points?: string, reason?: string}} Draft
 */

export class Drafts {
  /** @type {Map<string, Draft>} */
  #drafts = new Map();
  /** Criteria whose draft is on the disk. @type {Set<string>} */
  #kept = new Set();
  /** Changes on their way to the disk. */
  writing = 0;
  /** Why the tablet could not write; empty while it can. */
  failure = "";

  /**
   * @param {import("./database.js").Database} database
   * @param {number} audit
   * @param {{criterion: string, draft: Draft}[]} kept
   * @param {(criterion: string) => void} onKept
   */
  constructor(database, audit, kept, onKept) {
    this.database = database;
    this.audit = audit;
    this.onKept = onKept;
    for (const { criterion, draft } of kept) {
      this.#drafts.set(criterion, draft);
      this.#kept.add(criterion);
    }
  }

  /** @param {string} criterion @returns {Draft} */
  of(criterion) {
    return this.#drafts.get(criterion) ?? {};
  }

  /** How many criteria have something unfinished. */
  get count() {
    return this.#drafts.size;
  }

  /** @param {string} criterion */
  has(criterion) {
    return this.#drafts.has(criterion);
  }

  /** Whether what is unfinished is safe on this tablet. @param {string} criterion */
  isKept(criterion) {
    return this.has(criterion) && this.#kept.has(criterion);
  }

  /**
   * Changes parts of a draft; empty parts are left out.
   *
   * @param {string} criterion
   * @param {Draft} parts
   */
  async change(criterion, parts) {
    const entries = Object.entries({ ...this.of(criterion), ...parts }).filter(([, text]) => text);
    const draft = Object.fromEntries(entries);
    if (entries.length === 0 && !this.has(criterion)) return;
    const { audit } = this;
    if (entries.length > 0) this.#drafts.set(criterion, draft);
    else this.#drafts.delete(criterion);
    this.writing += 1;
    try {
      await this.database.write(["drafts"], (writing) => {
        if (entries.length > 0) writing.put("drafts", { audit, criterion, draft });
        else writing.delete("drafts", [audit, criterion]);
      });
      this.#kept.add(criterion);
      this.failure = "";
    } catch (error) {
      this.failure = String(error); // what is typed stays on the page, and the next stroke tries again
    } finally {
      this.writing -= 1;
    }
    this.onKept(criterion);
  }
}
