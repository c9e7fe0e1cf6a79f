/**
 * What the server's answers do to the audit: to a batch of operations, and to the question for news.
 */

/** @typedef {import("../tablet/store.js").Operation} Operation */

export class Answered {
  /**
   * @param {{audit: import("./audit.js").Audit, store: import("../tablet/store.js").Store,
   *   outbox: import("../tablet/outbox.js").Outbox, incoming: import("./incoming.js").Incoming}} parts
   */
  constructor(parts) {
    this.parts = parts;
  }

  /**
   * @param {any} answer
   * @param {Operation[]} sent
   */
  async batch(answer, sent) {
    const { audit, outbox, incoming } = this.parts;
    const outcomes = new Map(answer.results.map((/** @type {any} */ result) => [result.id, result]));
    const answered = sent.filter(({ id }) => outcomes.has(id));
    const held = answered.filter(({ id }) => ["rejected", "late"].includes(outcomes.get(id).outcome));
    for (const operation of held) operation.problem = outcomes.get(operation.id).problem;
    const done = answered.filter((operation) => !held.includes(operation));
    await outbox.settle(done.map(({ id }) => id), held);
    const own = new Set(done.filter(({ id }) => outcomes.get(id).outcome !== "conflict").map(({ path }) => path));
    for (const operation of done) this.#confirm(operation, outcomes.get(operation.id));
    incoming.take(answer.registers, own);
    for (const { path, id } of answered) if (audit.registers.settle(path, id)) audit.refresh(path);
    audit.held.push(...held);
    await this.#finish(answer, { state: answer.state }, answer.registers);
  }

  /** The server has what was sent, whether or not its answer lists it. @param {Operation} operation @param {any} result */
  #confirm({ path, value }, { outcome, revision }) {
    if (outcome === "applied") this.parts.audit.registers.keep(path, { v: value, r: revision });
  }

  /**
   * The whole audit as the server has it now.
   *
   * @param {any} bundle
   * @param {string} tag
   */
  async bundle(bundle, tag) {
    const { audit, incoming } = this.parts;
    const fresh = Object.entries(bundle.registers).filter(([path, { r }]) => r > audit.registers.revision(path));
    incoming.take(Object.fromEntries(fresh), new Set());
    await this.#finish(bundle, bundle.audit, Object.fromEntries(fresh), tag);
  }

  /**
   * @param {any} answer
   * @param {object} facts
   * @param {Record<string, any>} registers
   * @param {string} [tag]
   */
  async #finish(answer, facts, registers, tag = "") {
    const { audit, store } = this.parts;
    const before = JSON.stringify([audit.facts, audit.conflicts]);
    audit.facts = { ...audit.facts, ...facts };
    audit.revision = Math.max(audit.revision, answer.revision);
    audit.conflicts = answer.conflicts;
    if (before !== JSON.stringify([audit.facts, audit.conflicts])) audit.tell("facts");
    audit.tell("traffic");
    const kept = Object.entries(registers).map(([path, { v, r }]) => ({ path, v, r }));
    await store.keep(audit.id, { facts: audit.facts, revision: audit.revision, conflicts: audit.conflicts, tag }, kept);
  }
}
