/**
 * From figures to a grade: thresholds, module floors, vetoes, and what hinders the next grade.
 */

import { MILLION, greater, show } from "./figures.js";

/** @typedef {import("./figures.js").Hundredths} Hundredths */
/** @typedef {import("./sheet.js").Sheet} Sheet */
/** @typedef {import("./sheet.js").Grade} Grade */

/**
 * What stands between an audit and its next higher grade; `lacks` is "0.00" where the points suffice.
 *
 * @typedef {{grade: string, lacks: string, floors: {module: string, score: string, needs: string}[],
 *   vetoes: string[]}} Binding
 */

/**
 * The highest grade that the figures reach and no veto takes away.
 *
 * @param {Sheet} sheet
 * @param {Hundredths} final
 * @param {(Hundredths | null)[]} scores of the modules
 * @param {Set<string>} vetoes
 * @returns {Grade | null}
 */
export function gradeOf(sheet, final, scores, vetoes) {
  let reached = sheet.grades.findIndex((grade) => final >= grade.min && belowFloor(sheet, grade, scores).length === 0);
  if (reached < 0) return null;
  for (const veto of sheet.vetoes) {
    if (!vetoes.has(veto.id)) continue;
    if (veto.effect === "disqualify") return null;
    reached = Math.max(reached, rank(sheet, veto.grade));
  }
  return sheet.grades[reached];
}

/**
 * The position of a grade, 0 for the highest; one past the last for none.
 *
 * @param {Sheet} sheet
 * @param {string | null} id
 */
function rank(sheet, id) {
  const position = sheet.grades.findIndex((grade) => grade.id === id);
  return position < 0 ? sheet.grades.length : position;
}

/**
 * The counting modules that are below the grade's floor, with the least whole hundredths they need.
 *
 * @param {Sheet} sheet
 * @param {Grade} grade
 * @param {(Hundredths | null)[]} scores
 */
function belowFloor(sheet, { floor }, scores) {
  if (floor === null) return [];
  return sheet.modules.flatMap(({ id, points }, position) => {
    const [score, needs] = [scores[position], (floor * points + MILLION - 1n) / MILLION];
    return score !== null && score < needs ? [{ module: id, score, needs }] : [];
  });
}

/**
 * The conditions of the next higher grade that the lowest figures do not meet; null at the highest grade.
 *
 * @param {Sheet} sheet
 * @param {import("./sums.js").Sums} low
 * @param {Set<string>} vetoes
 * @returns {Binding | null}
 */
export function bindingOf(sheet, low, vetoes) {
  const target = rank(sheet, low.grade?.id ?? null) - 1;
  if (target < 0) return null;
  const grade = sheet.grades[target];
  const floors = belowFloor(sheet, grade, low.scores).map(({ module, score, needs }) => ({
    module,
    score: show(score),
    needs: show(needs),
  }));
  const hindering = sheet.vetoes.filter(
    (veto) => vetoes.has(veto.id) && (veto.effect === "disqualify" || rank(sheet, veto.grade) > target),
  );
  const lacks = show(greater(0n, grade.min - low.final));
  return { grade: grade.id, lacks, floors, vetoes: hindering.map((veto) => veto.id) };
}
