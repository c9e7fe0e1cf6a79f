/**
 * CRC-32 as ZIP and PNG have it (polynomial 0xEDB88320): tells a whole record from a torn one.
 */

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? 0xedb88320 ^ (rest >>> 1) : rest >>> 1;
  return rest;
});

/**
 * @param {Uint8Array} bytes
 * @param {number} [before] the sum of what came before
 * @returns {number} unsigned
 */
export function crc32(bytes, before = 0) {
  let sum = ~before;
  for (let place = 0; place < bytes.length; place += 1) sum = TABLE[(sum ^ bytes[place]) & 0xff] ^ (sum >>> 8);
  return ~sum >>> 0;
}
