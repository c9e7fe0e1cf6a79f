/**
 * Whose work this is: the person of the session; with no network, the one who worked here last.
 */

import { Failure } from "./calls.js";
import { Database } from "./database.js";
import { recover } from "./recovery.js";

const people = new Database("star-audit");
const BESIDE = 2_000; // milliseconds: the journal of who works here may wait until the page is open
const PATIENCE = 4_000; // milliseconds that a person who is known here waits for a network that says nothing

/**
 * Who works here, and why the server did not say so, if it did not; fails where nobody is known.
 *
 * @param {import("./api.js").Api} api
 * @param {import("./api.js").User | undefined} [known] who worked here last, where that was asked already
 * @returns {Promise<{user: import("./api.js").User, failure: Failure | null}>}
 */
export async function openWork(api, known) {
  known ??= await lastUser();
  if (known) setTimeout(() => recover(people), BESIDE);
  try {
    const user = await api.session(known ? PATIENCE : undefined);
    if (JSON.stringify(user) !== JSON.stringify(known)) {
      await people.write(["kv"], (writing) => writing.put("kv", user, "user"));
    }
    return { user, failure: null };
  } catch (failure) {
    if (!(failure instanceof Failure) || !known) throw failure;
    return { user: known, failure };
  }
}

/** Who worked here last. @returns {Promise<import("./api.js").User | undefined>} */
export async function lastUser() {
  const read = () => people.run((db) => db.get("kv", "user"));
  const known = await read();
  if (known) return known;
  await recover(people);
  return read();
}

/** Nobody works here any more: the next page asks who it is. */
export const forgetUser = () => people.destroy();
