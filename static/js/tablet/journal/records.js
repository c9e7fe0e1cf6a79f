/**
 * Records of the journal: whole or not there. A reader that meets damage looks for the next record and goes on.
 *
 * magic (4 bytes) · length of the head · length of the body · CRC-32 of both (4 bytes each, small end first) ·
 * head (JSON) · body (bytes that the head speaks of)
 */

import { crc32 } from "../crc32.js";

const MAGIC = [0x53, 0x41, 0x4a, 0x31]; // SAJ1
const FRAME = 16;

/**
 * @param {object} head
 * @param {ArrayBuffer[]} [body]
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function encode(head, body = []) {
  const text = new TextEncoder().encode(JSON.stringify(head));
  const size = body.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const record = new Uint8Array(FRAME + text.length + size);
  const view = new DataView(record.buffer);
  record.set(MAGIC);
  view.setUint32(4, text.length, true);
  view.setUint32(8, size, true);
  record.set(text, FRAME);
  let at = FRAME + text.length;
  for (const part of body) {
    record.set(new Uint8Array(part), at);
    at += part.byteLength;
  }
  view.setUint32(12, crc32(record.subarray(FRAME)), true);
  return record;
}

/**
 * Every whole record in its order.
 *
 * @param {ArrayBuffer} bytes
 * @returns {Generator<{head: any, body: ArrayBuffer}>}
 */
export function* records(bytes) {
  const all = new Uint8Array(bytes);
  for (let at = 0; at + FRAME <= all.length; ) {
    const found = recordAt(all, at);
    if (found) yield found.record;
    at = found ? found.end : nextMagic(all, at + 1);
  }
}

/** @param {Uint8Array} all @param {number} at */
function recordAt(all, at) {
  if (MAGIC.some((byte, place) => all[at + place] !== byte)) return null;
  const view = new DataView(all.buffer, all.byteOffset + at, FRAME);
  const head = at + FRAME;
  const body = head + view.getUint32(4, true);
  const end = body + view.getUint32(8, true);
  if (end > all.length || crc32(all.subarray(head, end)) !== view.getUint32(12, true)) return null;
  const record = { head: JSON.parse(new TextDecoder().decode(all.subarray(head, body))), body: all.slice(body, end).buffer };
  return { record, end };
}

/** @param {Uint8Array} all @param {number} from */
function nextMagic(all, from) {
  for (let at = all.indexOf(MAGIC[0], from); at >= 0; at = all.indexOf(MAGIC[0], at + 1)) {
    if (MAGIC.every((byte, place) => all[at + place] === byte)) return at;
  }
  return all.length;
}
