/**
 * What is large (camera files, pictures) lies beside the logs in files of its own, so that it can go while the log
 * stays, and is written by a worker of its own, so that no touch waits behind it.
 *
 * @typedef {import("./book.js").Large} Large
 */

import { encode, records } from "./records.js";

export const ENDING = ".large";

/**
 * Writes the parts of a value; on the disk when this is done.
 *
 * @param {string} name of the folder
 * @param {{file: string, parts: Record<string, ArrayBuffer>}} given
 */
export async function keepLarge(name, { file, parts }) {
  const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle(name, { create: true });
  const handle = await /** @type {any} */ (await folder.getFileHandle(file, { create: true })).createSyncAccessHandle();
  try {
    const record = encode({ fields: Object.keys(parts) }, Object.values(parts));
    if (handle.write(record, { at: 0 }) !== record.length) throw new DOMException("cut short", "QuotaExceededError");
    handle.flush();
  } finally {
    handle.close();
  }
}

/**
 * The parts again; null where they are damaged or gone.
 *
 * @param {string} name of the folder
 * @param {Large} large
 * @returns {Promise<Record<string, ArrayBuffer> | null>}
 */
export async function fetchLarge(name, { file, sizes }) {
  const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle(name, { create: true });
  const handle = await folder.getFileHandle(file).catch(() => null);
  if (handle === null) return null;
  const [record] = records(await (await handle.getFile()).arrayBuffer());
  if (!record) return null;
  let at = 0;
  const parts = Object.entries(sizes).map(([field, size]) => [field, record.body.slice(at, (at += size))]);
  return Object.fromEntries(parts);
}
