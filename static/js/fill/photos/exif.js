/**
 * What the camera wrote into a JPEG goes on into its reduced copy: the server keeps time and place apart from the
 * picture. Only "turned by" is set right: the copy is upright.
 */

const START = 0xffd8;
const APP1 = 0xffe1;
const SCAN = 0xffda;
const ORIENTATION = 0x0112;

/**
 * The camera's segment of a JPEG, made to say "upright"; null where there is none that can be read.
 *
 * @param {ArrayBuffer} bytes
 * @returns {Uint8Array | null}
 */
export function cameraSegment(bytes) {
  const view = new DataView(bytes);
  if (view.byteLength < 4 || view.getUint16(0) !== START) return null;
  for (let at = 2; at + 4 < view.byteLength; at += 2 + view.getUint16(at + 2)) {
    const marker = view.getUint16(at);
    if (marker === SCAN || marker < 0xff00) return null;
    const length = 2 + view.getUint16(at + 2);
    const isExif = marker === APP1 && at + length <= view.byteLength && view.getUint32(at + 4) === 0x45786966;
    if (isExif) return upright(bytes.slice(at, at + length));
  }
  return null;
}

/** @param {ArrayBuffer} segment */
function upright(segment) {
  const view = new DataView(segment);
  const head = 10; // marker, length, "Exif" and two zeros
  const isSmallFirst = view.getUint16(head) === 0x4949;
  const first = head + view.getUint32(head + 4, isSmallFirst);
  if (first + 2 > view.byteLength) return null;
  const count = view.getUint16(first, isSmallFirst);
  for (let entry = first + 2; entry < first + 2 + count * 12 && entry + 12 <= view.byteLength; entry += 12) {
    if (view.getUint16(entry, isSmallFirst) === ORIENTATION) view.setUint16(entry + 8, 1, isSmallFirst);
  }
  return new Uint8Array(segment);
}

/**
 * A JPEG with a camera's segment put in behind its first marker.
 *
 * @param {ArrayBuffer} jpeg
 * @param {Uint8Array | null} segment
 * @returns {ArrayBuffer}
 */
export function withSegment(jpeg, segment) {
  if (segment === null) return jpeg;
  const made = new Uint8Array(jpeg.byteLength + segment.byteLength);
  made.set(new Uint8Array(jpeg, 0, 2));
  made.set(segment, 2);
  made.set(new Uint8Array(jpeg, 2), 2 + segment.byteLength);
  return made.buffer;
}
