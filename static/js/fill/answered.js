/**
 * What the server's answers do to the audit: to a batch of operations, and to the question for news.
 */

import { catchUp, settle } from "../tablet/settlement.js";

/** @typedef {import("../tablet/store.js").Operation} Operation */

export class Answered {
  /**
   * @param {{audit: import("./audit.js").Audit, store: import("../tablet/store.js").Store,
   *   outbox: import("../tablet/outbox.js").Outbox, uploads: import("../tablet/uploads.js").Uploads,
   *   incoming: import("./incoming.js").Incoming}} parts
   */
  constructor(parts) {
    this.parts = parts;
  }

  /**
   * @param {any} answer
   * @param {Operation[]} sent
   */
  async batch(answer, sent) {
    const { audit, incoming } = this.parts;
    const { done, held, outcomes } = await settle(this.parts, audit.id, answer, sent);
    const isOwn = (/** @type {Operation} */ { id }) => ["applied", "same"].includes(outcomes.get(id).outcome);
    for (const operation of done) this.#confirm(operation, outcomes.get(operation.id));
    incoming.take(answer.registers, new Set(done.filter(isOwn).map(({ path }) => path)));
    for (const { path, id } of [...done, ...held]) if (audit.registers.settle(path, id)) audit.refresh(path);
    audit.held.push(...held);
    const { state, may_fill } = answer;
    await this.#finish(answer, { state, ...(may_fill === undefined ? {} : { may_fill: may_fill && state === "draft" }) });
  }

  /** The server could not even read it: put aside, and said. @param {Operation} operation */
  async hold(operation) {
    const { audit, outbox } = this.parts;
    await outbox.settle([], [operation]);
    audit.held.push(operation);
    if (audit.registers.settle(operation.path, operation.id)) audit.refresh(operation.path);
    audit.tell("facts");
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
   * @param {number} acknowledged operations when the server was asked
   */
  async bundle(bundle, tag, acknowledged) {
    const { audit, incoming, store } = this.parts;
    const isFresh = (/** @type {[string, any]} */ [path, { r }]) => r !== audit.registers.revision(path);
    const fresh = Object.entries(bundle.registers).filter(isFresh);
    const isRestored = Boolean(bundle.have && bundle.have.count < acknowledged);
    incoming.take(Object.fromEntries(fresh), new Set(), { isRestored });
    const rows = fresh.map(([path, { v, r }]) => ({ path, v, r }));
    await store.keep(audit.id, { tag, kept_at: Date.now() }, rows);
    await catchUp(this.parts, bundle, acknowledged);
    await this.#finish(bundle, { is_elsewhere: false, ...bundle.audit });
  }

  /**
   * @param {any} answer
   * @param {object} facts
   */
  async #finish(answer, facts) {
    const { audit, store } = this.parts;
    const before = JSON.stringify([audit.facts, audit.conflicts, audit.tablets]);
    audit.facts = { ...audit.facts, ...facts };
    audit.revision = answer.revision;
    audit.conflicts = answer.conflicts;
    audit.tablets = answer.tablets ?? audit.tablets;
    if (before !== JSON.stringify([audit.facts, audit.conflicts, audit.tablets])) audit.tell("facts");
    audit.tell("traffic");
    const { revision, conflicts, tablets } = audit;
    await store.keep(audit.id, { facts: audit.facts, revision, conflicts, tablets }, []);
  }
}
