/**
 * What is not complete enough to be an answer (a deduction without its reason): kept on this tablet, never scored.
 *
 * @typedef {{value?: string, na?: string, points?: string, reason?: string}} Draft
 */

export class Drafts {
  /** @type {Map<string, Draft>} */
  #drafts = new Map();

  /**
   * @param {import("./database.js").Database} database
   * @param {number} audit
   * @param {{criterion: string, draft: Draft}[]} kept
   */
  constructor(database, audit, kept) {
    this.database = database;
    this.audit = audit;
    for (const { criterion, draft } of kept) this.#drafts.set(criterion, draft);
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

  /**
   * Changes parts of a draft; empty parts are left out.
   *
   * @param {string} criterion
   * @param {Draft} parts
   */
  async change(criterion, parts) {
    const entries = Object.entries({ ...this.of(criterion), ...parts }).filter(([, text]) => text);
    const draft = Object.fromEntries(entries);
    const { audit } = this;
    if (entries.length > 0) this.#drafts.set(criterion, draft);
    else this.#drafts.delete(criterion);
    await this.database.run((db) =>
      entries.length > 0 ? db.put("drafts", { audit, criterion, draft }) : db.delete("drafts", [audit, criterion]),
    );
  }
}
