/**
 * What of a person lies on this tablet; and taking all of it away.
 */

import { Database, databaseOf } from "./database.js";
import { unsent } from "./kept.js";
import { recover } from "./recovery.js";

const PEOPLE = "star-audit";
const TRIES = 20;
const PAUSE = 150; // milliseconds: another window closes what it has open

/** Tells the other windows of this browser that somebody left. */
export const CHANNEL = "star-audit-leaving";

/** Whether this tablet has anything of the person; nothing is created by looking. @param {number} user */
export async function hasBelongings(user) {
  const databases = await indexedDB.databases?.();
  if (!databases || databases.some(({ name }) => name === `${PEOPLE}-${user}`)) return true;
  return (await folders()).includes(`${PEOPLE}-${user}`);
}

/**
 * What would be lost; entries that were not finished count, because only this tablet has them.
 *
 * @param {number} user
 * @returns {Promise<{operations: number, photographs: number, drafts: number}>}
 */
export async function whatWaits(user) {
  const database = databaseOf(user);
  await recover(database);
  const { operations, photographs, raw } = await unsent(database);
  const drafts = await database.run((db) => db.count("drafts"));
  return { operations: operations.length, photographs: photographs.length + raw.length, drafts };
}

/**
 * Takes everything of the person away from both stores, and forgets who worked here last.
 *
 * @param {number} user
 * @returns {Promise<boolean>} whether it is all gone
 */
export async function takeAway(user) {
  new BroadcastChannel(CHANNEL).postMessage({ user });
  for (const name of [`${PEOPLE}-${user}`, PEOPLE]) await new Database(name).destroy();
  for (let times = 0; times < TRIES; times += 1) {
    if (!(await isLeft(user))) return true;
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    for (const name of [`${PEOPLE}-${user}`, PEOPLE]) await removeFolder(name);
  }
  return false;
}

/** @param {number} user */
async function isLeft(user) {
  const names = [...((await indexedDB.databases?.()) ?? []).map(({ name }) => name), ...(await folders())];
  return names.some((name) => name === PEOPLE || name === `${PEOPLE}-${user}`);
}

/** The folders of the journal. */
async function folders() {
  const root = await navigator.storage?.getDirectory?.().catch(() => null);
  const names = [];
  if (root) for await (const name of /** @type {any} */ (root).keys()) names.push(name);
  return names;
}

/** @param {string} name */
async function removeFolder(name) {
  const root = await navigator.storage?.getDirectory?.().catch(() => null);
  await root?.removeEntry(name, { recursive: true }).catch(() => {}); // still open in another window
}

/** Leaves this window, too, when the person whose work it shows leaves in another one; the manual holds nothing of anybody. @param {number} user */
export function leaveToo(user) {
  new BroadcastChannel(CHANNEL).addEventListener("message", ({ data }) => {
    if (data.user === user) location.replace("/manual/field");
  });
}
