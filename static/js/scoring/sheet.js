/**
 * A checklist made ready for scoring, once: ids resolved, figures read, every line where it stands.
 */

import { readPoints, readValue, sum, sure } from "./figures.js";
import { readRule } from "./rules.js";

/** @typedef {import("./figures.js").Hundredths} Hundredths */

/** @typedef {"full" | "zero" | "redistribute"} Policy */

/**
 * One criterion. `section` and `module` are positions; `givenUp` is what it gets where it is not applicable,
 * null where it is then left out of the sums.
 *
 * @typedef {object} Line
 * @property {string} id
 * @property {Hundredths} points
 * @property {Hundredths} min
 * @property {boolean} na whether it may be marked not applicable
 * @property {Hundredths | null} givenUp
 * @property {{facilities?: string[], kinds?: string[]} | null} appliesTo
 * @property {string[]} themes
 * @property {number} section
 * @property {number} module
 * @property {import("./rules.js").Rule} rule
 */

/**
 * The lines of a section, or the sections of a module.
 *
 * @typedef {{id: string, first: number, end: number, points: Hundredths}} Span
 */
/** @typedef {{id: string, stars: number | null, min: Hundredths, floor: bigint | null}} Grade floor in millionths */
/** @typedef {{id: string, effect: "disqualify" | "cap", grade: string | null}} Veto */
/** @typedef {{id: string, points: Hundredths, once: boolean, max: Hundredths | null}} BonusItem */

/** Every line of a checklist, and what decides over their sum. */
export class Sheet {
  /** @param {any} checklist its canonical JSON */
  constructor(checklist) {
    this.name = `${checklist.key}@${checklist.version}`;
    /** @type {Line[]} */
    this.lines = [];
    /** @type {Span[]} */
    this.sections = [];
    /** @type {Span[]} */
    this.modules = [];
    const policy = checklist.not_applicable ?? "redistribute";
    for (const module of checklist.modules) this.#addModule(module, policy);
    this.byId = new Map(this.lines.map((line) => [line.id, line]));
    this.points = sum(this.modules.map((module) => module.points));
    this.spills = this.lines.some((line) => line.rule.excess !== "absorb");
    /** @type {Veto[]} */
    this.vetoes = (checklist.vetoes ?? []).map(readVeto);
    /** @type {Grade[]} */
    this.grades = (checklist.grades ?? []).map(readGrade);
    /** @type {{max: Hundredths | null, overTotal: boolean, items: BonusItem[]}} */
    this.bonus = readBonus(checklist.bonus ?? {});
  }

  /**
   * @param {any} module
   * @param {Policy} policy
   */
  #addModule(module, policy) {
    const first = this.sections.length;
    for (const { id, criteria } of module.sections) {
      const start = this.lines.length;
      for (const criterion of criteria) {
        this.lines.push(readLine(criterion, policy, this.sections.length, this.modules.length));
      }
      const points = sum(this.lines.slice(start).map((line) => line.points));
      this.sections.push({ id, first: start, end: this.lines.length, points });
    }
    const points = sum(this.sections.slice(first).map((section) => section.points));
    this.modules.push({ id: module.id, first, end: this.sections.length, points });
  }
}

/**
 * The sheet of a checklist.
 *
 * @param {object} checklist its canonical JSON, as the server gives it
 * @returns {Sheet}
 */
export const compile = (checklist) => new Sheet(checklist);

/**
 * @param {any} criterion
 * @param {Policy} policy
 * @param {number} section
 * @param {number} module
 * @returns {Line}
 */
function readLine(criterion, policy, section, module) {
  const points = sure(readPoints(criterion.points));
  const min = sure(readPoints(criterion.min ?? "0"));
  const givenUp = policy === "redistribute" ? null : { full: points, zero: 0n }[policy];
  const { id, na = true, applies_to: appliesTo = null, themes = [] } = criterion;
  const rule = readRule(criterion.rule, points - min);
  return { id, points, min, na, givenUp, appliesTo, themes: [...new Set(themes)], section, module, rule };
}

/** @param {any} veto */
const readVeto = ({ id, effect, grade = null }) => ({ id, effect, grade });

/** @param {any} grade */
function readGrade({ id, stars = null, min, module_floor: floor }) {
  return { id, stars, min: sure(readPoints(min)), floor: floor === undefined ? null : readValue(floor) };
}

/** @param {any} bonus */
function readBonus({ max, over_total: overTotal = false, items = [] }) {
  return { max: readPoints(max), overTotal, items: items.map(readItem) };
}

/** @param {any} item */
function readItem({ id, points, per = "once", max }) {
  return { id, points: sure(readPoints(points)), once: per === "once", max: readPoints(max) };
}
