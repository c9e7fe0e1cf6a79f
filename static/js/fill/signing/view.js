/**
 * The signatures of the audit, in the place of a module: who signed, who refused, and the fields to sign in.
 */

import { paintConflicts, paintHeld } from "../disputes.js";
import { copy, part, put, reveal, tell } from "../parts.js";
import { say } from "../texts.js";
import { attachForm, paintForm } from "./form.js";
import { outdated, signatureOf, signersOf } from "./signed.js";

const SVG = "http://www.w3.org/2000/svg";

/** @typedef {import("../bench.js").Bench} Bench */

/** @param {Bench} bench @returns {HTMLElement} */
export function buildSignatures(bench) {
  const panel = copy("signatures");
  for (const role of signersOf(bench.audit)) part(panel, "signers").append(signer(role, bench));
  return panel;
}

/** @param {string} role @param {Bench} bench */
function signer(role, bench) {
  const place = copy("signer");
  place.dataset.role = role;
  const title = part(place, "title");
  title.id = `title-${role}`;
  place.setAttribute("aria-labelledby", title.id);
  put(part(place, "who"), say(`signer.${role}`));
  part(place, "form").dataset.role = role;
  for (const name of ["name", "reason"]) {
    part(place, name).id = `${name}-${role}`;
    part(place, `${name}-label`).htmlFor = `${name}-${role}`;
  }
  attachForm(place, role, bench);
  return place;
}

/** @param {HTMLElement} panel @param {Bench} bench */
export function paintSignatures(panel, bench) {
  const { audit } = bench;
  const { low, high, points, unanswered } = audit.result();
  put(part(panel, "score"), low.final === high.final ? low.final : `${low.final} – ${high.final}`);
  put(part(panel, "points"), `/ ${points}`);
  tell(part(panel, "open"), unanswered.length > 0 ? say("submit.open", { count: unanswered.length }) : "");
  const changed = outdated(audit);
  for (const place of /** @type {Iterable<HTMLElement>} */ (part(panel, "signers").children)) {
    const role = place.dataset.role ?? "";
    paintSigned(place, signatureOf(audit, role));
    reveal(part(place, "outdated"), changed.includes(role));
    paintConflicts(part(place, "conflicts"), audit, `sig/${role}`);
    paintHeld(part(place, "held"), audit, `sig/${role}`);
    paintForm(place, role, bench);
  }
}

/** @param {HTMLElement} place @param {import("./signed.js").Signature | null} value */
function paintSigned(place, value) {
  const badge = part(place, "standing");
  put(badge, say(`signing.${value === null ? "open" : value.refused ? "refused" : "signed"}`));
  badge.className = `badge ${value === null ? "" : value.refused ? "warn" : "good"}`.trim();
  reveal(part(place, "signed"), value !== null);
  put(part(place, "signed-name"), value?.name ?? "");
  tell(part(place, "signed-refused"), value?.refused ?? "");
  const drawing = part(place, "drawing");
  drawing.toggleAttribute("hidden", !value?.strokes); // an SVG knows no `hidden` of its own
  const shown = JSON.stringify(value?.strokes ?? []);
  if (drawing.dataset.shown === shown) return;
  drawing.dataset.shown = shown;
  drawing.setAttribute("aria-label", say("signing.drawn", { name: value?.name }));
  drawing.replaceChildren(...(value?.strokes ?? []).map(line));
}

/** @param {number[][]} stroke */
function line(stroke) {
  const drawn = document.createElementNS(SVG, "polyline");
  drawn.setAttribute("points", stroke.map((point) => point.join()).join(" "));
  return drawn;
}
