/**
 * The worker that makes pictures small: one at a time, off the page, at most 2048 pixels; and a small one to show.
 */

import { cameraSegment, withSegment } from "./exif.js";

const FULL = 2048;
const THUMB = 320;

/** @param {ImageBitmap} bitmap @param {number} most @param {number} quality */
async function drawn(bitmap, most, quality) {
  const share = Math.min(1, most / Math.max(bitmap.width, bitmap.height));
  const width = Math.max(1, Math.round(bitmap.width * share));
  const height = Math.max(1, Math.round(bitmap.height * share));
  const canvas = new OffscreenCanvas(width, height);
  const pen = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d", { alpha: false }));
  pen.fillStyle = "#fff"; // what a picture leaves transparent
  pen.fillRect(0, 0, width, height);
  pen.drawImage(bitmap, 0, 0, width, height);
  const blob = await canvas.convertToBlob({ type: "image/jpeg", quality });
  canvas.width = canvas.height = 0; // some tablets free the pixels only then
  return blob.arrayBuffer();
}

/** @param {ArrayBuffer} bytes @param {string} type */
async function reduce(bytes, type) {
  const bitmap = await createImageBitmap(new Blob([bytes], { type }));
  try {
    const full = withSegment(await drawn(bitmap, FULL, 0.82), cameraSegment(bytes));
    return { full, thumb: await drawn(bitmap, THUMB, 0.75) };
  } finally {
    bitmap.close();
  }
}

self.onmessage = async ({ data: { id, bytes, type } }) => {
  try {
    const made = await reduce(bytes, type);
    self.postMessage({ id, ...made }, { transfer: [made.full, made.thumb] });
  } catch (error) {
    self.postMessage({ id, failure: String(error) }); // the page sends the file as it is
  }
};
