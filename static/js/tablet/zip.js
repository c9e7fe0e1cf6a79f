/**
 * ZIP files whose entries are stored as they are: pictures do not get smaller, and every program opens them.
 */

import { crc32 } from "./crc32.js";

const UTF8 = 0x0800; // names are in UTF-8
const VERSION = 20;
const MOST_BYTES = 0xffffffff; // beyond it a ZIP has another shape
const MOST_ENTRIES = 0xffff;

/**
 * @param {{name: string, bytes: Uint8Array<ArrayBuffer>}[]} entries
 * @param {Date} [at]
 * @returns {Blob}
 * @throws {RangeError} where there are more than 65,535 entries or 4 GiB
 */
export function zip(entries, at = new Date()) {
  /** @type {BlobPart[]} */
  const parts = [];
  const directory = [];
  let offset = 0;
  for (const { name, bytes } of entries) {
    const fields = fieldsOf(bytes, new TextEncoder().encode(name), at);
    directory.push(entry(fields, offset), fields.name);
    parts.push(header(fields), fields.name, bytes);
    offset += 30 + fields.name.length + bytes.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  if (offset + size > MOST_BYTES || entries.length > MOST_ENTRIES) throw new RangeError("too large for one ZIP file");
  return new Blob([...parts, ...directory, end(entries.length, size, offset)], { type: "application/zip" });
}

/**
 * @param {Uint8Array} bytes
 * @param {Uint8Array<ArrayBuffer>} name
 * @param {Date} at
 */
function fieldsOf(bytes, name, at) {
  const time = (at.getHours() << 11) | (at.getMinutes() << 5) | (at.getSeconds() >> 1);
  const day = ((at.getFullYear() - 1980) << 9) | ((at.getMonth() + 1) << 5) | at.getDate();
  return { sum: crc32(bytes), size: bytes.length, name, time, day };
}

/** @typedef {ReturnType<typeof fieldsOf>} Fields */

/** The numbers one after another, small end first: [bytes, value]. @param {[number, number][]} numbers */
function packed(numbers) {
  const view = new DataView(new ArrayBuffer(numbers.reduce((sum, [bytes]) => sum + bytes, 0)));
  let at = 0;
  for (const [bytes, value] of numbers) {
    if (bytes === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += bytes;
  }
  return new Uint8Array(view.buffer);
}

/** What the head of an entry and its line in the directory share. @param {Fields} fields @returns {[number, number][]} */
const shared = ({ time, day, sum, size, name }) => [
  [2, VERSION], [2, UTF8], [2, 0], [2, time], [2, day], [4, sum], [4, size], [4, size], [2, name.length], [2, 0],
];

/** @param {Fields} fields */
const header = (fields) => packed([[4, 0x04034b50], ...shared(fields)]);

/** @param {Fields} fields @param {number} offset of its head */
const entry = (fields, offset) =>
  packed([[4, 0x02014b50], [2, VERSION], ...shared(fields), [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]]);

/** @param {number} count @param {number} size of the directory @param {number} offset of the directory */
const end = (count, size, offset) =>
  packed([[4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, size], [4, offset], [2, 0]]);
