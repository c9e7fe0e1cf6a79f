/**
 * Asks the worker for the small copies of a picture; null where this browser cannot read the picture.
 */

/** @type {Worker | null} */
let worker = null;
/** @type {Map<number, (made: any) => void>} */
const asked = new Map();
let last = 0;

function workerThatRuns() {
  if (worker === null) {
    worker = new Worker(new URL("./reducer.js", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }) => answer(data.id, data.failure ? null : data);
    worker.onerror = () => {
      worker = null;
      for (const id of [...asked.keys()]) answer(id, null);
    };
  }
  return worker;
}

/** @param {number} id @param {any} made */
function answer(id, made) {
  asked.get(id)?.(made);
  asked.delete(id);
}

/**
 * @param {ArrayBuffer} bytes
 * @param {string} type
 * @returns {Promise<{full: ArrayBuffer, thumb: ArrayBuffer} | null>}
 */
export function reduced(bytes, type) {
  last += 1;
  const id = last;
  return new Promise((resolve) => {
    asked.set(id, resolve);
    try {
      workerThatRuns().postMessage({ id, bytes, type });
    } catch {
      answer(id, null);
    }
  });
}
