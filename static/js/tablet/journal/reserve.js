/**
 * Room kept free for taps: a file that is given back to the disk when it is full. Browsers tell a quota, not how much
 * the disk really has; what was written once is there.
 */

const FILE = "reserve";
const SIZE = 16 * 1024 * 1024; // some ten thousand taps
const PIECE = 1024 * 1024;

/** Makes sure that the reserve is there. @returns {Promise<boolean>} whether there was room for it */
export async function keepReserve() {
  const root = await navigator.storage.getDirectory();
  const file = await root.getFileHandle(FILE, { create: true });
  if ((await file.getFile()).size === SIZE) return true;
  const handle = await /** @type {any} */ (file).createSyncAccessHandle();
  try {
    const piece = crypto.getRandomValues(new Uint8Array(64 * 1024)); // zeros would take no room on some disks
    const filled = new Uint8Array(PIECE);
    for (let at = 0; at < PIECE; at += piece.length) filled.set(piece, at);
    for (let at = 0; at < SIZE; at += PIECE) if (handle.write(filled, { at }) !== PIECE) throw new Error("cut short");
    handle.flush();
    return true;
  } catch {
    handle.truncate(0);
    return false;
  } finally {
    handle.close();
  }
}

/** Gives the room back. */
export async function releaseReserve() {
  const root = await navigator.storage.getDirectory();
  await root.removeEntry(FILE).catch(() => {});
}
