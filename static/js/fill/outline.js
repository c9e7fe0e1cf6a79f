/**
 * The checklist as the page shows it: modules, sections and criteria with their texts in the reader's language.
 */

import { applies, compile } from "../score.js";
import { inLanguage, listed, say, word } from "./texts.js";

/**
 * @typedef {{id: string, text: string, guidance: string, themes: string[], evidence: string[], na: boolean,
 *   points: string, rule: any, module: number, place: number, absent: string, words: string,
 *   line: import("../score.js").Line}} Criterion `absent` says why it is not for this branch
 * @typedef {{id: string, title: string, points: string, criteria: Criterion[]}} Section
 * @typedef {{id: string, title: string, sections: Section[], criteria: Criterion[]}} Module
 */

export class Outline {
  /**
   * @param {any} checklist
   * @param {any} branch
   */
  constructor(checklist, branch) {
    this.checklist = checklist;
    this.sheet = compile(checklist);
    /** @type {Criterion[]} */
    this.criteria = [];
    /** @type {Module[]} */
    this.modules = checklist.modules.map((/** @type {any} */ module) => this.#module(module, branch));
    this.byId = new Map(this.criteria.map((criterion) => [criterion.id, criterion]));
    this.themes = [...new Set(this.criteria.flatMap((criterion) => criterion.themes))];
  }

  /** @param {any} module @param {any} branch */
  #module(module, branch) {
    const sections = module.sections.map((/** @type {any} */ section) => ({
      id: section.id,
      title: inLanguage(section.title),
      points: section.points,
      criteria: section.criteria.map((/** @type {any} */ criterion) => this.#criterion(criterion, branch)),
    }));
    const criteria = sections.flatMap((/** @type {Section} */ section) => section.criteria);
    return { id: module.id, title: inLanguage(module.title), sections, criteria };
  }

  /** @param {any} criterion @param {any} branch @returns {Criterion} */
  #criterion(criterion, branch) {
    const line = /** @type {import("../score.js").Line} */ (this.sheet.byId.get(criterion.id));
    const { id, points, rule, themes = [], evidence = [], na = true } = criterion;
    const text = inLanguage(criterion.text);
    const faults = (rule.faults ?? []).map((/** @type {any} */ fault) => inLanguage(fault.label));
    const made = {
      ...{ id, points, rule, themes, evidence, na, line, text },
      guidance: inLanguage(criterion.guidance),
      module: line.module,
      place: this.criteria.length,
      absent: applies(line, branch) ? "" : lacking(line.appliesTo, branch),
      words: [id, text, ...faults].join("\n").toLowerCase(),
    };
    this.criteria.push(made);
    return made;
  }
}

/**
 * What the branch does not have, or is not.
 *
 * @param {any} condition
 * @param {any} branch
 */
function lacking({ facilities = [], kinds = null }, branch) {
  const missing = facilities.filter((/** @type {string} */ one) => !(branch.facilities ?? []).includes(one));
  const names = missing.map((/** @type {string} */ one) => word("facility", one));
  const lacks = names.length > 0 ? [say("lack.facility", { facilities: listed(names) })] : [];
  const isOtherKind = kinds !== null && !kinds.includes(branch.kind);
  const others = isOtherKind ? kinds.map((/** @type {string} */ kind) => word("only", kind)) : [];
  return listed([...lacks, ...others]);
}
