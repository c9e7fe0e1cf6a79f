/**
 * Gives a person a file: as a download, on iPads by their own sheet, because apps of the home screen cannot download.
 */

import { isApple } from "./checks-device.js";

const KEPT = 60_000; // milliseconds until the browser has surely read it

/** @param {File} file @returns {Promise<boolean>} whether it was taken, as far as a page can know */
export async function handOver(file) {
  if (isApple() && navigator.canShare?.({ files: [file] })) {
    try {
      await navigator.share({ files: [file] });
      return true;
    } catch (error) {
      if (/** @type {DOMException} */ (error).name === "AbortError") return false;
    }
  }
  const address = URL.createObjectURL(file);
  const link = Object.assign(document.createElement("a"), { href: address, download: file.name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), KEPT);
  return true;
}
