/**
 * The score of an audit as this tablet has it, with what was not sent yet.
 */

import { compile, createScorer } from "../score.js";

/**
 * @param {any} kept what the store has of the audit
 * @returns {{open: number, low: {final: string}, high: {final: string}} | null} null where it is not on the tablet
 */
export function scoreHere({ facts, checklist, registers, operations }) {
  if (!facts || !checklist) return null;
  const values = new Map(registers.map((/** @type {any} */ { path, v }) => [path, v]));
  for (const { path, value, standing } of operations) if (standing !== "held") values.set(path, value);
  const there = [...values].filter(([, value]) => value !== null);
  const scorer = createScorer(compile(checklist), facts.branch);
  for (const [path, value] of there) {
    const [head, id, kind] = path.split("/");
    if (head === "c" && kind === "answer") scorer.set(id, value);
  }
  const below = (/** @type {string} */ head) => there.filter(([path]) => path.startsWith(head)).map(([path, value]) => [path.slice(2), value]);
  scorer.setVetoes(below("v/").map(([id]) => id));
  scorer.setBonus(Object.fromEntries(below("b/")));
  const { low, high, modules } = scorer.result();
  return { open: modules.reduce((sum, module) => sum + module.open, 0), low, high };
}
