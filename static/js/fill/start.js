/**
 * Finds the audit that the address names: at the server, else on this tablet; or says why there is none.
 */

import { Failure } from "../tablet/calls.js";
import { databaseOf } from "../tablet/database.js";
import { lastUser, openWork } from "../tablet/people.js";
import { keep, nameOfDevice } from "../tablet/prepare.js";
import { recover } from "../tablet/recovery.js";
import { Store } from "../tablet/store.js";

/**
 * @typedef {{kept: any, api: import("../tablet/api.js").Api, store: Store, device: string,
 *   user: import("../tablet/api.js").User, failure: Failure | null,
 *   recovered: import("../tablet/recovery.js").Recovered}} Found
 *   `failure` says why the server did not answer, or that the audit is somebody else's now
 */

const PATIENCE = 4_000; // milliseconds that an audit which is on the tablet waits for a network that says nothing

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
  const asking = api.bundle(id); // on its way while the tablet's stores are opened
  asking.catch(() => {}); // looked at below
  const last = await lastUser();
  const opening = last && opened(last.id); // most likely it is the same person
  opening?.catch(() => {}); // looked at below
  const { user, failure: unheard } = await openWork(api, last);
  api.owner = user.id;
  const { store, recovered, device } = await (opening && user.id === last.id ? opening : opened(user.id));
  const before = await store.read(id);
  const isHere = Boolean(before.facts && before.checklist);
  const failure = unheard ?? (await keptFrom(asking, { api, store, device }, isHere));
  if (!isHere && failure?.status) throw new NothingToFill([403, 404].includes(failure.status) ? String(failure.status) : "unreachable");
  const kept = failure ? before : await store.read(id);
  if (!kept.facts || !kept.checklist) throw new NothingToFill("unreachable");
  if (failure && [403, 404].includes(failure.status)) kept.facts = { ...kept.facts, may_fill: false, is_elsewhere: true };
  return { kept, api, store, device, user, failure, recovered };
}

/** The stores of a person, brought together. @param {number} user */
async function opened(user) {
  const database = databaseOf(user);
  const recovered = await recover(database);
  const store = new Store(database);
  return { store, recovered, device: await store.device() };
}

/**
 * Keeps what the server says of the audit; one that is on the tablet does not wait long for a silent network.
 *
 * @param {Promise<any>} asking
 * @param {import("../tablet/prepare.js").Tools} tools
 * @param {boolean} isHere
 * @returns {Promise<Failure | null>} why there was no answer
 */
async function keptFrom(asking, tools, isHere) {
  try {
    const answer = await (isHere ? Promise.race([asking, silence()]) : asking);
    await keep(answer, tools);
    const { id, may_fill: mayFill } = answer.bundle.audit;
    if (mayFill) tools.api.took(id, tools.device, nameOfDevice()).catch(() => {}); // said again with every batch
    return null;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return error;
  }
}

/** @returns {Promise<never>} */
const silence = () => new Promise((_, fail) => setTimeout(() => fail(new Failure(0)), PATIENCE));
