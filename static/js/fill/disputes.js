/**
 * Two values for one place, side by side in words, for a person to decide; and what the server did not take.
 */

import { copy, part, put, tell } from "./parts.js";
import { inWords } from "./in-words.js";
import { moment, say } from "./texts.js";

/** @typedef {import("./audit.js").Audit} Audit */

/**
 * @param {HTMLElement} place
 * @param {Audit} audit
 * @param {string} beginning of the paths that belong here
 */
export function paintConflicts(place, audit, beginning) {
  const conflicts = audit.conflictsOf(beginning);
  const signature = JSON.stringify([conflicts, audit.mayFill]);
  if ((place.dataset.signature ?? "[[],true]") === signature) return;
  place.dataset.signature = signature;
  place.replaceChildren(...conflicts.map((conflict) => conflictPiece(audit, conflict)));
}

/** @param {Audit} audit @param {import("./audit.js").Conflict} conflict */
function conflictPiece(audit, conflict) {
  const piece = copy("conflict");
  piece.dataset.conflict = conflict.id;
  const { outline } = audit;
  const isNote = conflict.path.endsWith("/note");
  put(part(piece, "kind"), say(conflict.late ? lateness(audit) : kindOf(conflict.path)));
  const { user } = conflict.now;
  put(part(piece, "now-who"), user ? say("conflict.now", { user }) : say("conflict.nothing"));
  put(part(piece, "now"), inWords(outline, conflict.path, conflict.now.v));
  put(part(piece, "held-who"), say("conflict.held", { user: conflict.user, at: moment(conflict.made_at) }));
  put(part(piece, "held"), inWords(outline, conflict.path, conflict.value));
  part(piece, "both").hidden = !isNote || !conflict.value || !conflict.now.v;
  for (const button of piece.querySelectorAll("button")) button.disabled = !audit.mayFill;
  return piece;
}

/** @param {string} path */
function kindOf(path) {
  if (path.endsWith("/note")) return "conflict.note";
  return path.startsWith("sig/") ? "conflict.signature" : "conflict.value";
}

/** Late in an audit that never came back can only be the work of who had it before. @param {Audit} audit */
const lateness = ({ facts }) => (facts.reason ? "conflict.late-or-reassigned" : "conflict.reassigned");

/**
 * The value that a person's choice gives the register.
 *
 * @param {import("./audit.js").Conflict} conflict
 * @param {string} choice `now`, `held` or `both`
 */
export function chosen({ value, now }, choice) {
  if (choice === "both") return `${now.v}\n${value}`;
  return choice === "now" ? now.v : value;
}

/**
 * @param {HTMLElement} place
 * @param {Audit} audit
 * @param {string} beginning
 */
export function paintHeld(place, audit, beginning) {
  const held = audit.held.filter(({ path }) => path.startsWith(beginning));
  const signature = held.length > 0 ? JSON.stringify([held.map(({ id }) => id), isReassigned(audit)]) : "";
  if ((place.dataset.signature ?? "") === signature) return;
  place.dataset.signature = signature;
  place.replaceChildren(...held.map((operation) => heldPiece(audit, operation)));
}

/** Whether others fill it now. @param {Audit} audit */
export const isReassigned = ({ facts }) => facts.state === "draft" && !facts.may_fill;

/** @param {Audit} audit @param {import("../tablet/store.js").Operation} operation */
function heldPiece(audit, { id, path, value, problem }) {
  const piece = copy("held");
  piece.dataset.held = id;
  tell(part(piece, "what"), say("held.what", { value: inWords(audit.outline, path, value) }));
  tell(part(piece, "why"), problem?.message ?? say(isReassigned(audit) ? "held.reassigned" : "held.late"));
  return piece;
}
