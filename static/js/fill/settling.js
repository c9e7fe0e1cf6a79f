/**
 * A person decides what two tablets could not: the chosen value is an operation that settles the other.
 */

import { isClaim } from "./claims.js";
import { chosen } from "./disputes.js";

/** @typedef {import("./bench.js").Bench} Bench */

/** @param {Bench} bench @param {HTMLElement} control */
export function settle({ audit, saver }, control) {
  const id = /** @type {HTMLElement} */ (control.closest("[data-conflict]")).dataset.conflict ?? "";
  const conflict = audit.conflicts.find((one) => one.id === id);
  if (conflict === undefined) return;
  audit.conflicts = audit.conflicts.filter((one) => one !== conflict);
  const value = chosen(conflict, control.dataset.choice ?? "now");
  saver.change(conflict.path, value, { resolves: id, base: conflict.now.r });
  audit.tell("facts");
}

/** A person has read why something was not taken. @param {Bench} bench @param {HTMLElement} control */
export function letGo({ audit, outbox }, control) {
  const id = /** @type {HTMLElement} */ (control.closest("[data-held]")).dataset.held ?? "";
  audit.held = audit.held.filter((operation) => operation.id !== id);
  outbox.drop(id);
  audit.tell("facts");
}

/**
 * Lets go of what nobody has to decide about: claims that were not taken, and late changes that came back as conflicts.
 *
 * @param {Bench} bench
 */
export function dropNeedless({ audit, outbox }) {
  const shown = new Set(audit.conflicts.map(({ id }) => id));
  const needless = audit.held.filter(({ id, path }) => isClaim(path) || shown.has(id));
  if (needless.length === 0) return;
  audit.held = audit.held.filter((operation) => !needless.includes(operation));
  for (const { id } of needless) outbox.drop(id);
}
