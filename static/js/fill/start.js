/**
 * Finds the audit that the address names: at the server, else on this tablet; or says why there is none.
 */

import { Failure } from "../tablet/calls.js";
import { Database } from "../tablet/database.js";
import { openWork } from "../tablet/people.js";
import { Store } from "../tablet/store.js";

/**
 * @typedef {{kept: any, api: import("../tablet/api.js").Api, store: Store, device: string,
 *   user: import("../tablet/api.js").User, failure: Failure | null}} Found `failure` says why the server did not answer
 */

/** Why there is nothing to fill: the name of the page's text about it. */
export class NothingToFill extends Error {}

/**
 * The audit and the criterion that the address names: `#12` or `#12/34`.
 *
 * @param {string} hash
 */
export function named(hash) {
  const [audit, criterion = ""] = decodeURIComponent(hash.slice(1)).split("/");
  return { audit: /^[0-9]{1,15}$/.test(audit) ? Number(audit) : null, criterion };
}

/**
 * @param {number | null} id
 * @param {import("../tablet/api.js").Api} api
 * @returns {Promise<Found>}
 */
export async function find(id, api) {
  if (id === null) throw new NothingToFill("none");
  const asking = fetched(id, api);
  asking.catch(() => {}); // looked at below
  const user = await openWork(api);
  api.owner = user.id;
  const store = new Store(new Database(`star-audit-${user.id}`));
  const device = await store.device();
  let failure = null;
  try {
    await keep(store, await asking, api);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (error.status === 403 || error.status === 404) throw new NothingToFill(String(error.status));
    failure = error;
  }
  const kept = await store.read(id);
  if (!kept.facts || !kept.checklist) throw new NothingToFill("unreachable");
  return { kept, api, store, device, user, failure };
}

/** @param {number} id @param {import("../tablet/api.js").Api} api */
async function fetched(id, api) {
  const answer = await api.bundle(id);
  return /** @type {{tag: string, bundle: any}} */ (answer);
}

/**
 * @param {Store} store
 * @param {{tag: string, bundle: any}} answer
 * @param {import("../tablet/api.js").Api} api
 */
async function keep(store, { bundle, tag }, api) {
  const { audit, revision, conflicts, registers } = bundle;
  const known = await store.read(audit.id);
  if (known.facts?.checklist.digest !== audit.checklist.digest || !known.checklist) {
    await store.keepChecklist(audit.checklist.digest, await api.checklist(audit.checklist.digest));
  }
  const before = new Map(known.registers.map((/** @type {any} */ { path, r }) => [path, r]));
  const fresh = Object.entries(registers).filter(([path, { r }]) => before.get(path) !== r);
  const rows = fresh.map(([path, { v, r }]) => ({ path, v, r }));
  await store.keep(audit.id, { facts: audit, revision, conflicts, tag }, rows);
}
