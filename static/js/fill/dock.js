/**
 * The dock: the interval of the score, what it means in stars, what is open, and the way on.
 */

import { isOpen, isUnsettled } from "./filters.js";
import { part, put, reveal } from "./parts.js";
import { inLanguage, say } from "./texts.js";

/**
 * @param {HTMLElement} dock
 * @param {import("./bench.js").Bench} bench
 * @returns {() => void} paints it
 */
export function buildDock(dock, bench) {
  const { audit } = bench;
  const titles = new Map(
    (audit.outline.checklist.grades ?? []).map((/** @type {any} */ grade) => [grade.id, inLanguage(grade.title)]),
  );
  const title = (/** @type {string | null} */ grade) => titles.get(grade) ?? say("grade.none");

  const paint = () => {
    const { complete, low, high, points, unanswered } = audit.result();
    const isPoint = low.final === high.final;
    put(part(dock, "interval"), isPoint ? low.final : `${low.final} – ${high.final}`);
    put(part(dock, "of"), `/ ${points}`);
    put(part(dock, "grade"), gradeInWords(complete, title(low.grade), title(high.grade)));
    put(part(dock, "open-count"), String(unanswered.length));
    reveal(part(dock, "next"), !complete);
    part(dock, "submit").classList.toggle("primary", complete);
  };
  const paintTodo = () => {
    const count = unsettled(bench).length + audit.conflicts.filter(({ path }) => !path.startsWith("c/")).length;
    reveal(part(dock, "todo"), count > 0);
    put(part(dock, "todo-count"), String(count));
    reveal(part(dock, "submit"), audit.mayFill);
  };
  audit.on("score", paint);
  audit.on("criterion", paintTodo);
  audit.on("facts", paintTodo);
  return () => {
    paint();
    paintTodo();
  };
}

/** Low and high count what is open at its least and at its full points; no more is claimed. */
/** @param {boolean} isComplete @param {string} low @param {string} high */
function gradeInWords(isComplete, low, high) {
  if (isComplete) return low;
  return low === high ? say("grade.either", { grade: low }) : say("grade.range", { low, high });
}

/** Criteria with something that waits for a decision. @param {import("./bench.js").Bench} bench */
export const unsettled = (bench) => bench.audit.outline.criteria.filter((one) => isUnsettled(bench, one));

/** Criteria nobody has answered. @param {import("./bench.js").Bench} bench */
export const open = (bench) => bench.audit.outline.criteria.filter((one) => isOpen(bench, one));
