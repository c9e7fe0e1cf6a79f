/**
 * What the page knows: who works here, how the line is, which audits there are, and what of them is on the tablet.
 *
 * @typedef {"online" | "unreachable" | "signed-out" | "stranger"} Line
 * @typedef {{id: number, facts: any, kept: import("../tablet/kept.js").KeptAudit | null, missing: string[], score: any}} Row
 *   `facts` as the server's list or the tablet has them
 */

import { Failure } from "../tablet/calls.js";
import { shellState } from "../tablet/worker-of-site.js";
import { missingOfAudit, missingOfShell } from "./readiness.js";
import { scoreHere } from "./score-here.js";

/** @param {Failure | null} failure @returns {Line} */
export function lineOf(failure) {
  if (failure === null) return "online";
  if (failure.status === 401) return "signed-out";
  return failure.status === 409 ? "stranger" : "unreachable";
}

export class Work {
  /** @type {Line} */
  line = "online";
  /** Who is signed in where it is not the person whose work this is. */
  other = "";
  /** What the server says this person fills; null where it has not said since the page opened. @type {any[] | null} */
  assigned = null;
  /** @type {Row[]} */
  rows = [];
  /** On the tablet, but not this person's to fill any more. @type {Row[]} */
  former = [];

  /**
   * @param {{api: import("../tablet/api.js").Api, store: import("../tablet/store.js").Store, device: string,
   *   user: import("../tablet/api.js").User}} parts
   */
  constructor(parts) {
    this.parts = parts;
  }

  /** Asks the server, then looks at the tablet. */
  async refresh() {
    const { api } = this.parts;
    try {
      await api.session();
      this.assigned = await api.audits();
      this.hear(null);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      this.hear(error);
    }
    await this.look();
  }

  /** @param {Failure | null} failure of a call, or none */
  hear(failure) {
    this.line = lineOf(failure);
    this.other = failure?.message ?? "";
  }

  /** Looks at what is on the tablet. */
  async look() {
    const kept = await this.parts.store.audits();
    const shell = missingOfShell(await shellState());
    const listed = this.assigned ?? kept.filter(isFilledHere).map(({ id, facts }) => ({ ...facts, id }));
    const byId = new Map(kept.map((one) => [one.id, one]));
    this.rows = await Promise.all(listed.map((facts) => this.#row(facts, byId.get(facts.id) ?? null, shell)));
    const ours = new Set(listed.map(({ id }) => id));
    const former = kept.filter(({ id, waiting, photographs, held }) => !ours.has(id) && waiting + photographs + held > 0);
    this.former = former.map((one) => ({ id: one.id, facts: one.facts, kept: one, missing: [], score: null }));
  }

  /** Everything on the tablet that waits. */
  get waiting() {
    return [...this.rows, ...this.former].flatMap(({ kept }) => (kept ? [kept] : []));
  }

  /** @param {any} facts @param {Row["kept"]} kept @param {string[]} shell @returns {Promise<Row>} */
  async #row(facts, kept, shell) {
    const content = await this.parts.store.read(facts.id);
    const missing = [...shell, ...(await missingOfAudit(content, facts.checklist?.digest))];
    return { id: facts.id, facts, kept, missing, score: scoreHere(content) ?? facts.score ?? null };
  }
}

/** @param {import("../tablet/kept.js").KeptAudit} kept */
const isFilledHere = ({ facts }) => facts?.may_fill && facts.state === "draft";
