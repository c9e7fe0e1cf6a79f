/**
 * The audit that is being filled: its registers, its score, and who wants to know when something changes.
 *
 * @typedef {{id: string, path: string, base: number, value: any, user: string, made_at: string | number,
 *   now: {v: any, r: number, user: string}, late?: boolean}} Conflict `now.r` is 0 where there is no register
 * @typedef {"criterion" | "general" | "score" | "facts" | "traffic" | "photograph" | "failure"} Event
 */

import { createScorer } from "../score.js";
import { Registers } from "./registers.js";

/** @typedef {import("./outline.js").Criterion} Criterion */

export class Audit {
  registers = new Registers();
  /** @type {Conflict[]} */
  conflicts = [];
  /** @type {import("../tablet/store.js").Operation[]} operations that the server did not take */
  held = [];
  revision = 0;
  /** Who has this audit on which tablet, as the server says. @type {{user: string, user_id: number, device: string,
   *   name: string, seen_at: string, waiting: number}[]} */
  tablets = [];
  /** @type {Map<string, Set<(detail: any) => void>>} */
  #listeners = new Map();
  /** @type {any} */
  #result = null;

  /**
   * @param {any} facts
   * @param {import("./outline.js").Outline} outline
   */
  constructor(facts, outline) {
    this.facts = facts;
    this.outline = outline;
    this.scorer = createScorer(outline.sheet, facts.branch);
  }

  get id() {
    return this.facts.id;
  }

  get mayFill() {
    return this.facts.may_fill && this.facts.state === "draft";
  }

  /** @param {Event} event @param {(detail: any) => void} listener */
  on(event, listener) {
    if (!this.#listeners.has(event)) this.#listeners.set(event, new Set());
    this.#listeners.get(event)?.add(listener);
  }

  /** @param {Event} event @param {any} [detail] */
  tell(event, detail) {
    for (const listener of this.#listeners.get(event) ?? []) listener(detail);
  }

  /** @param {string} id of a criterion */
  answer(id) {
    return this.registers.value(`c/${id}/answer`);
  }

  /** @param {string} id of a criterion @returns {string} */
  note(id) {
    return this.registers.value(`c/${id}/note`) ?? "";
  }

  /**
   * The photographs of a criterion in their order.
   *
   * @param {string} id of a criterion
   * @returns {{path: string, photo: string, caption?: string, order?: number, marks?: any[]}[]}
   */
  photographs(id) {
    const paths = this.registers.paths(`c/${id}/p/`);
    const found = paths.map((path) => ({ path, ...this.registers.value(path) }));
    return found.sort((one, other) => (one.order ?? 0) - (other.order ?? 0) || (one.path < other.path ? -1 : 1));
  }

  /** The score as it stands. @returns {import("../scoring/followed.js").Followed} */
  result() {
    this.#result ??= this.scorer.result();
    return this.#result;
  }

  /** What of a place is open to a person: conflicts nobody has settled. @param {string} beginning */
  conflictsOf(beginning) {
    return this.conflicts.filter((conflict) => conflict.path.startsWith(beginning));
  }

  /** Counts a changed register in, and says so. @param {string} path */
  refresh(path) {
    const [head, id, kind] = path.split("/");
    if (head === "c" && kind === "answer") this.scorer.set(id, this.registers.value(path));
    if (head === "v") this.scorer.setVetoes(this.registers.paths("v/").map((one) => one.slice(2)));
    if (head === "b") this.scorer.setBonus(this.#bonus());
    this.#result = null;
    this.tell(head === "c" ? "criterion" : "general", id);
    if (kind === "answer" || head === "v" || head === "b") this.tell("score");
  }

  #bonus() {
    const paths = this.registers.paths("b/");
    return Object.fromEntries(paths.map((path) => [path.slice(2), this.registers.value(path)]));
  }
}
