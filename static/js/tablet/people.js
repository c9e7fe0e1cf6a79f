/**
 * Whose work this is: the person of the session; with no network, the one who worked here last.
 */

import { Failure } from "./calls.js";
import { Database, STRICT } from "./database.js";

const people = new Database("star-audit");

/**
 * @param {import("./api.js").Api} api
 * @returns {Promise<import("./api.js").User>}
 */
export async function openWork(api) {
  try {
    const user = await api.session();
    await people.run(async (db) => {
      const tx = db.transaction("kv", "readwrite", STRICT);
      tx.store.put(user, "user");
      await tx.done;
    });
    return user;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const known = await people.run((db) => db.get("kv", "user"));
    if (known === undefined) throw error;
    return known;
  }
}
