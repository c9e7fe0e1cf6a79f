/**
 * What a person who fills an audit follows, beside the contract's result.
 */

import { bindingOf } from "./grades.js";
import { resultOf, shown } from "./result.js";
import { isOpen } from "./tally.js";

/**
 * @typedef {import("./result.js").ModuleRow & {low: string | null, high: string | null, criteria: number,
 *   open: number}} FollowedModule
 */
/**
 * @typedef {Omit<import("./result.js").Result, "modules"> & {modules: FollowedModule[],
 *   binding: import("./grades.js").Binding | null}} Followed
 */

/**
 * The result and what a person who fills the audit follows: both ends of every module, how many of its
 * criteria this branch has and how many are open, and what hinders the next grade.
 *
 * @param {import("./tally.js").Tally} tally
 * @param {Set<import("./sheet.js").Line>} absent lines that do not apply to the branch
 * @returns {Followed}
 */
export function followedOf(tally, absent) {
  const { sheet, marks, low, high, vetoes } = tally;
  const result = resultOf(tally);
  const open = sheet.modules.map(() => 0);
  const criteria = sheet.modules.map(() => 0);
  sheet.lines.forEach((line, position) => {
    if (isOpen(marks[position])) open[line.module] += 1;
    if (!absent.has(line)) criteria[line.module] += 1;
  });
  const modules = result.modules.map((row, m) => {
    const ends = { low: shown(low.scores[m]), high: shown(high.scores[m]) };
    return { ...row, ...ends, criteria: criteria[m], open: open[m] };
  });
  return { ...result, modules, binding: bindingOf(sheet, low, vetoes) };
}
