/**
 * Writes a file of the asked size to the disk and takes it away again: what a browser says of free room is not true.
 */

const PIECE = 1024 * 1024;

/** @param {number} size bytes */
async function write(size) {
  const root = await navigator.storage.getDirectory();
  const name = `trial-${crypto.getRandomValues(new Uint32Array(1))[0]}`;
  const handle = await /** @type {any} */ (await root.getFileHandle(name, { create: true })).createSyncAccessHandle();
  try {
    const piece = new Uint8Array(PIECE);
    for (let at = 0; at < PIECE; at += 65_536) crypto.getRandomValues(piece.subarray(at, at + 65_536)); // zeros may take no room
    for (let at = 0; at < size; at += PIECE) if (handle.write(piece, { at }) !== PIECE) return at;
    handle.flush();
    return size;
  } finally {
    handle.close();
    await root.removeEntry(name).catch(() => {});
  }
}

self.onmessage = async ({ data: { size } }) => {
  try {
    self.postMessage({ written: await write(size) });
  } catch (error) {
    const { name, message } = /** @type {DOMException} */ (error);
    self.postMessage({ written: 0, kind: name, reason: message });
  }
};
