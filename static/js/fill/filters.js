/**
 * Which criteria are shown: those of a module, those that are open, those that a word is found in.
 *
 * @typedef {"all" | "open" | "lost" | "photo" | "todo"} Filter
 * @typedef {{module: string | null, filter: Filter, theme: string, query: string}} View `module` null: every module
 */

/** @type {View} */
export const WHOLE = { module: null, filter: "all", theme: "", query: "" };

/** @param {View} view */
export const isFiltered = ({ filter, theme, query }) => filter !== "all" || theme !== "" || query !== "";

/**
 * @param {import("./bench.js").Bench} bench
 * @param {import("./outline.js").Criterion} criterion
 */
export const isOpen = ({ audit }, criterion) => !criterion.absent && audit.answer(criterion.id) === null;

/**
 * Whether something of a criterion waits for a decision: two values, a refusal, an unfinished entry.
 *
 * @param {import("./bench.js").Bench} bench
 * @param {import("./outline.js").Criterion} criterion
 */
export function isUnsettled({ audit, drafts }, { id }) {
  const beginning = `c/${id}/`;
  return (
    drafts.has(id) ||
    audit.conflicts.some(({ path }) => path.startsWith(beginning)) ||
    audit.held.some(({ path }) => path.startsWith(beginning))
  );
}

/** @type {Record<Filter, (bench: import("./bench.js").Bench, criterion: import("./outline.js").Criterion) => boolean>} */
const TESTS = {
  all: () => true,
  open: isOpen,
  lost: ({ audit }, { id, absent, points, line }) => {
    const shown = audit.result().criteria[placeOf(audit, line)];
    return !absent && shown.status === "scored" && Number(shown.score) < Number(points) && audit.answer(id) !== null;
  },
  photo: ({ audit }, { id }) => audit.photographs(id).length > 0,
  todo: isUnsettled,
};

/** @param {import("./audit.js").Audit} audit @param {import("../score.js").Line} line */
const placeOf = (audit, line) => audit.outline.sheet.lines.indexOf(line);

/**
 * The criteria of a view, in the order of the sheet.
 *
 * @param {import("./bench.js").Bench} bench
 * @param {View} view
 * @returns {import("./outline.js").Criterion[]}
 */
export function found(bench, { module, filter, theme, query }) {
  const { outline } = bench.audit;
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return outline.criteria.filter(
    (criterion) =>
      (module === null || outline.modules[criterion.module].id === module) &&
      (theme === "" || criterion.themes.includes(theme)) &&
      matches(criterion, words) &&
      TESTS[filter](bench, criterion),
  );
}

/** A number alone means the criterion with that number. @param {import("./outline.js").Criterion} criterion @param {string[]} words */
function matches(criterion, words) {
  if (words.length === 1 && /^[0-9.]+$/.test(words[0])) return criterion.id === words[0] || criterion.id.startsWith(words[0]);
  return words.every((word) => criterion.words.includes(word));
}
