/**
 * Whether an audit opens with no network: only what was looked at counts, not what should be there.
 *
 * @typedef {"shell" | "build" | "audit" | "checklist" | "digest"} Missing
 */

import { digestOf } from "../tablet/identity.js";

/** The build that this page is of. */
export const BUILD = /\/s\/([0-9a-f]+)\//.exec(import.meta.url)?.[1] ?? "";
/** Checklists whose bytes were compared with their digest since the page opened. @type {Set<string>} */
const sound = new Set();

/**
 * @param {import("../tablet/worker-of-site.js").ShellState} shell
 * @returns {Missing[]}
 */
export function missingOfShell({ complete, build }) {
  if (!complete) return ["shell"];
  return build === BUILD ? [] : ["build"];
}

/**
 * @param {any} kept what the store has of the audit
 * @param {string} [wanted] the checklist's digest that the server names
 * @returns {Promise<Missing[]>}
 */
export async function missingOfAudit({ facts, checklist }, wanted) {
  if (!facts) return ["audit", "checklist"];
  const { digest } = facts.checklist;
  if (!checklist || (wanted && wanted !== digest)) return ["checklist"];
  if (!sound.has(digest)) {
    const bytes = new TextEncoder().encode(canonical(checklist));
    if ((await digestOf(bytes.buffer)) !== digest) return ["digest"];
    sound.add(digest);
  }
  return [];
}

/** The one JSON text of a content, as audit/scoring/checklist.py writes it: names in order. @param {any} value @returns {string} */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
}
