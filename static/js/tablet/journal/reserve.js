/**
 * Room kept free for taps: a file that is given back to the disk when it is full. Browsers tell a quota, not how much
 * the disk really has; what was written once is there.
 *
 * Chromium takes everything of the site away, database, files and pages, where its IndexedDB meets a full disk; a
 * file that is cut short does no harm. So a file asks the disk first, and the database writes only where there is room.
 */

import { uuid4 } from "../identity.js";

const FILE = "reserve";
const PROBE = "probe-"; // one for each worker: two windows may ask at once
const PIECE = 1024 * 1024;
const SIZE = 16 * PIECE; // some ten thousand taps
const ROOM = 6 * PIECE; // what the database may write at once when it tidies up
const OFTEN = 2_000; // milliseconds after which all of it is asked for again; in between only what a tap takes

/** @type {Promise<any> | null} */
let probe = null;
let answered = -OFTEN;
/** @type {Uint8Array | null} */
let grain = null;

/** Makes sure that the reserve is there. @returns {Promise<boolean>} whether there was room for it */
export async function keepReserve() {
  await removeProbes();
  const root = await navigator.storage.getDirectory();
  const file = await root.getFileHandle(FILE, { create: true });
  if ((await file.getFile()).size === SIZE) return true;
  const handle = await /** @type {any} */ (file).createSyncAccessHandle();
  try {
    const isKept = fits(handle, SIZE) && (await isFree(ROOM));
    if (isKept) handle.flush();
    else handle.truncate(0);
    return isKept;
  } finally {
    handle.close();
  }
}

/** Gives the room back. */
export async function releaseReserve() {
  const root = await navigator.storage.getDirectory();
  await root.removeEntry(FILE).catch(() => {});
}

/**
 * Makes sure that the database may write; fails where there is no room, with the reserve given back as well.
 *
 * @param {number} large bytes beside what a tap takes
 * @returns {Promise<boolean>} whether the reserve was given back for it
 */
export async function makeRoom(large) {
  const isRecent = performance.now() - answered < OFTEN;
  if (await isFree((isRecent ? PIECE : ROOM) + large)) {
    if (!isRecent) answered = performance.now();
    return false;
  }
  answered = -OFTEN;
  await releaseReserve();
  if (await isFree(ROOM + large)) return true;
  throw new DOMException("the disk is full", "QuotaExceededError");
}

/** @param {number} bytes */
async function isFree(bytes) {
  let handle;
  try {
    handle = await (probe ??= opened(`${PROBE}${uuid4()}`));
  } catch (error) {
    probe = null;
    return ["SecurityError", "NotAllowedError"].includes(/** @type {DOMException} */ (error).name); // no files here: nobody can tell
  }
  try {
    return fits(handle, bytes);
  } finally {
    handle.truncate(0);
  }
}

/** @param {any} handle a FileSystemSyncAccessHandle @param {number} bytes */
function fits(handle, bytes) {
  grain ??= grained();
  try {
    for (let at = 0; at < bytes; at += PIECE) if (handle.write(grain, { at }) !== PIECE) return false;
    return true;
  } catch {
    return false;
  }
}

/** A piece of chance: zeros would take no room on some disks. */
function grained() {
  const chance = crypto.getRandomValues(new Uint8Array(64 * 1024)); // the most at once
  const piece = new Uint8Array(PIECE);
  for (let at = 0; at < PIECE; at += chance.length) piece.set(chance, at);
  return piece;
}

/** @param {string} name */
async function opened(name) {
  const root = await navigator.storage.getDirectory();
  return /** @type {any} */ (await root.getFileHandle(name, { create: true })).createSyncAccessHandle();
}

/** Those of workers that have died; what is open stays. */
async function removeProbes() {
  const root = await navigator.storage.getDirectory();
  const names = [];
  for await (const name of /** @type {any} */ (root).keys()) if (name.startsWith(PROBE)) names.push(name);
  for (const name of names) await root.removeEntry(name).catch(() => {});
}
