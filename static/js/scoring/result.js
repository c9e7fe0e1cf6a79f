/**
 * A score as the contract's JSON: figures as text with two places, members in the contract's order.
 */

import { show } from "./figures.js";
import { isLeftOut } from "./sums.js";
import { isOpen } from "./tally.js";

/** @typedef {import("./figures.js").Hundredths} Hundredths */
/** @typedef {import("./sheet.js").Sheet} Sheet */
/** @typedef {import("./mark.js").Mark} Mark */
/** @typedef {import("./sums.js").Sums} Sums */

/** @typedef {import("./tally.js").Tally} Tally */
/** @typedef {{total: string, final: string, grade: string | null}} Bound */
/** @typedef {{id: string, points: string, sum: string, spill: string}} SectionRow */
/**
 * @typedef {{id: string, points: string, counting: string, sum: string, score: string | null,
 *   sections: SectionRow[]}} ModuleRow
 */
/** @typedef {{id: string, points: string, score: string}} ThemeRow */
/**
 * @typedef {{checklist: string, points: string, complete: boolean, total: string | null, bonus: string,
 *   final: string | null, grade: string | null, stars: number | null, low: Bound, high: Bound, vetoes: string[],
 *   unanswered: string[], modules: ModuleRow[], criteria: Readonly<import("./mark.js").Row>[],
 *   themes: ThemeRow[]}} Result
 */

/**
 * @param {Tally} tally
 * @returns {Result}
 */
export function resultOf({ sheet, marks, vetoes, bonus, low, high }) {
  const unanswered = sheet.lines.filter((_, position) => isOpen(marks[position])).map((line) => line.id);
  const complete = unanswered.length === 0;
  return {
    checklist: sheet.name,
    points: show(sheet.points),
    complete,
    total: complete ? show(low.total) : null,
    bonus: show(bonus),
    final: complete ? show(low.final) : null,
    grade: complete ? (low.grade?.id ?? null) : null,
    stars: complete ? (low.grade?.stars ?? null) : null,
    low: boundOf(low),
    high: boundOf(high),
    vetoes: sheet.vetoes.filter((veto) => vetoes.has(veto.id)).map((veto) => veto.id),
    unanswered,
    modules: sheet.modules.map((_, module) => moduleOf(sheet, low, module)),
    criteria: marks.map((mark) => mark.row),
    themes: themesOf(sheet, marks),
  };
}

/** @param {Hundredths | null} figure */
export const shown = (figure) => (figure === null ? null : show(figure));

/** @param {Sums} sums */
const boundOf = ({ total, final, grade }) => ({ total: show(total), final: show(final), grade: grade?.id ?? null });

/**
 * @param {Sheet} sheet
 * @param {Sums} low
 * @param {number} position
 * @returns {ModuleRow}
 */
function moduleOf(sheet, low, position) {
  const { id, first, end, points } = sheet.modules[position];
  const sections = sheet.sections.slice(first, end).map((section, offset) => ({
    id: section.id,
    points: show(section.points),
    sum: show(low.sections[first + offset]),
    spill: show(low.spills[first + offset]),
  }));
  const [counting, sum] = [show(low.counting[position]), show(low.modules[position])];
  return { id, points: show(points), counting, sum, score: shown(low.scores[position]), sections };
}

/**
 * Every theme over the criteria that count, in the order of its first criterion; what is open has its least points.
 *
 * @param {Sheet} sheet
 * @param {Mark[]} marks
 */
function themesOf(sheet, marks) {
  /** @type {Map<string, {points: Hundredths, score: Hundredths}>} */
  const themes = new Map();
  sheet.lines.forEach((line, position) => {
    const mark = marks[position];
    for (const id of line.themes) {
      const { points, score } = themes.get(id) ?? { points: 0n, score: 0n };
      const got = mark.score ?? line.min;
      themes.set(id, isLeftOut(mark) ? { points, score } : { points: points + line.points, score: score + got });
    }
  });
  return [...themes].map(([id, { points, score }]) => ({ id, points: show(points), score: show(score) }));
}
