/**
 * Takes away what is closed: an audit that is locked, or no longer this person's, once nothing of it waits or is unfinished. Until then
 * acknowledged work stays, because a server that is restored from a copy asks for it again.
 */

import { Failure } from "./calls.js";

const DAYS = 30; // after an audit was locked
const DAY = 86_400_000; // milliseconds

/**
 * @param {import("./store.js").Store} store
 * @param {import("./api.js").Api} api
 * @param {Set<number>} filled what this person fills now, as the server says
 * @returns {Promise<number>} how many audits are gone
 */
export async function tidy(store, api, filled) {
  let gone = 0;
  for (const { id, waiting, held, photographs, drafts, kept_at: keptAt } of await store.audits()) {
    if (filled.has(id) || waiting + held + photographs + drafts > 0 || !(await isClosed(id, keptAt, api))) continue;
    await store.forget(id);
    gone += 1;
  }
  return gone;
}

/** @param {number} id @param {number} keptAt @param {import("./api.js").Api} api */
async function isClosed(id, keptAt, api) {
  try {
    const answer = await api.bundle(id);
    return answer?.bundle.audit.state === "locked" && Date.now() - keptAt > DAYS * DAY;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return [403, 404].includes(error.status); // given to somebody else, and everything was sent
  }
}
