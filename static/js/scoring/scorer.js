/**
 * Follows one audit answer by answer: only what changes is marked again.
 */

import { bonusOf } from "./bonus.js";
import { applies } from "./branch.js";
import { followedOf } from "./followed.js";
import { markLine, notApplicable, shownOf, unanswered } from "./mark.js";
import { isMapping } from "./refusal.js";
import { tallyOf } from "./tally.js";

/** @typedef {import("./sheet.js").Sheet} Sheet */
/** @typedef {import("./sheet.js").Line} Line */
/** @typedef {import("./mark.js").Mark} Mark */

/** @typedef {{place: string[], code: string}} Problem place as ["answers", "12"], code as in audit/scoring */

/**
 * What is refused does not count: the criterion stays open, the veto or the bonus item is left out; and it
 * is named in `problems` until something else is given in its place.
 */
export class Scorer {
  #sheet;
  /** @type {Set<Line>} */
  #absent;
  /** @type {Map<Line, Mark>} */
  #marks;
  /** @type {Map<string, Problem>} */
  #refused = new Map();
  /** @type {string[]} */
  #vetoes = [];
  #bonus = 0n;

  /**
   * @param {Sheet} sheet
   * @param {import("./branch.js").Branch | null} branch
   * @param {string[]} vetoes
   * @param {Record<string, number>} bonus
   */
  constructor(sheet, branch, vetoes, bonus) {
    this.#sheet = sheet;
    this.#absent = new Set(sheet.lines.filter((line) => !applies(line, branch)));
    this.#marks = new Map(
      sheet.lines.map((line) => [line, this.#absent.has(line) ? notApplicable(line) : unanswered(line)]),
    );
    this.setVetoes(vetoes);
    this.setBonus(bonus);
  }

  /** @returns {Problem[]} everything that is refused at present */
  get problems() {
    return [...this.#refused.values()];
  }

  /**
   * Gives a criterion another answer; null takes its answer back.
   *
   * @param {string} id
   * @param {object | null} [answer]
   * @returns {import("./mark.js").Shown | import("./mark.js").Refused}
   */
  set(id, answer = null) {
    const line = this.#sheet.byId.get(id);
    const marked = this.#marked(line, answer);
    this.#refused.delete(`answers/${id}`);
    if ("problem" in marked && answer !== null) this.#refuse(["answers", id], marked.problem);
    if (line !== undefined && !this.#absent.has(line)) {
      this.#marks.set(line, "problem" in marked ? unanswered(line) : marked);
    }
    return shownOf(marked);
  }

  /**
   * @param {Line | undefined} line
   * @param {object | null} answer
   */
  #marked(line, answer) {
    if (line === undefined) return { problem: "unknown-criterion" };
    if (!this.#absent.has(line)) return markLine(line, answer);
    return answer === null ? notApplicable(line) : { problem: "does-not-apply" };
  }

  /**
   * The vetoes that the auditor set off himself, in place of those before.
   *
   * @param {string[]} ids
   */
  setVetoes(ids) {
    this.#forget("vetoes");
    const known = this.#sheet.vetoes.map((veto) => veto.id);
    const given = Array.isArray(ids) && ids.every((id) => typeof id === "string") ? ids : [];
    if (given !== ids) this.#refuse(["vetoes"], "list-of-texts");
    for (const id of given) if (!known.includes(id)) this.#refuse(["vetoes", id], "unknown-reference");
    this.#vetoes = given.filter((id) => known.includes(id));
  }

  /**
   * How often each bonus item was earned, in place of the counts before.
   *
   * @param {Record<string, number>} counts by item id
   */
  setBonus(counts) {
    this.#forget("bonus");
    if (!isMapping(counts)) this.#refuse(["bonus"], "mapping");
    const { earned, refused } = bonusOf(this.#sheet, isMapping(counts) ? counts : {});
    for (const [id, code] of refused) this.#refuse(["bonus", id], code);
    this.#bonus = earned;
  }

  /**
   * The score as it stands: the contract's result, and what the page shows beside it.
   *
   * @returns {import("./followed.js").Followed}
   */
  result() {
    return followedOf(this.tally(), this.#absent);
  }

  /** @returns {import("./tally.js").Tally} the same in whole hundredths */
  tally() {
    return tallyOf(this.#sheet, [...this.#marks.values()], this.#vetoes, this.#bonus);
  }

  /**
   * @param {string[]} place
   * @param {string} code
   */
  #refuse(place, code) {
    this.#refused.set(place.join("/"), { place, code });
  }

  /** @param {string} part of the document that is given anew */
  #forget(part) {
    for (const [key, { place }] of this.#refused) if (place[0] === part) this.#refused.delete(key);
  }
}
