/**
 * Sizes and what waits, in words.
 */

import { listed, say } from "../fill/texts.js";

/** @param {number} figure */
const round = (figure) => Number(figure.toFixed(1));

/** @param {number} bytes */
export function sizeOf(bytes) {
  if (bytes < 1024 ** 2) return `${Math.max(1, Math.round(bytes / 1024))} KB`;
  if (bytes < 1024 ** 3) return `${round(bytes / 1024 ** 2)} MB`;
  return `${round(bytes / 1024 ** 3)} GB`;
}

/** @typedef {{waiting: number, photographs: number, held: number, oldest: number | null}} Waiting */

/** What waits in all of them. @param {Waiting[]} all @returns {Waiting} */
export function together(all) {
  const sum = { waiting: 0, photographs: 0, held: 0, oldest: /** @type {number | null} */ (null) };
  for (const { waiting, photographs, held, oldest } of all) {
    sum.waiting += waiting;
    sum.photographs += photographs;
    sum.held += held;
    if (oldest !== null) sum.oldest = Math.min(oldest, sum.oldest ?? oldest);
  }
  return sum;
}

/** @param {{waiting: number, photographs: number}} counts empty where nothing waits */
export function inWords({ waiting, photographs }) {
  const operations = waiting > 0 ? say("waiting.operations", { count: waiting }) : "";
  const pictures = photographs > 0 ? say("waiting.photographs", { count: photographs }) : "";
  return listed([operations, pictures].filter(Boolean));
}
