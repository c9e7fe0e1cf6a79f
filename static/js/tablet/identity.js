/**
 * Names that no other tablet gives: UUIDs, those of operations in the order of their making.
 */

import { sha256 } from "./sha256.js";

/** @param {Uint8Array} bytes */
function written(bytes) {
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/**
 * @param {number} version
 * @param {Uint8Array} bytes
 */
function stamped(version, bytes) {
  bytes[6] = (bytes[6] & 0x0f) | (version << 4);
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return written(bytes);
}

/**
 * A UUIDv7: milliseconds first, then chance.
 *
 * @param {number} [now]
 * @returns {string}
 */
export function uuid7(now = Date.now()) {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  for (let place = 5, rest = now; place >= 0; place -= 1, rest = Math.floor(rest / 256)) bytes[place] = rest % 256;
  return stamped(7, bytes);
}

/** A UUIDv4; unlike `crypto.randomUUID` also where the page did not come by https. @returns {string} */
export const uuid4 = () => stamped(4, crypto.getRandomValues(new Uint8Array(16)));

/**
 * The SHA-256 of bytes in hex.
 *
 * @param {ArrayBuffer} bytes
 * @returns {Promise<string>}
 */
export async function digestOf(bytes) {
  const { subtle } = crypto; // not there on pages that came by plain http from another machine
  const digest = subtle ? new Uint8Array(await subtle.digest("SHA-256", bytes)) : sha256(new Uint8Array(bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
