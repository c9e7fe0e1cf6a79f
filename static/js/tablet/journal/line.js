/**
 * A line to a worker of the journal: questions go out, answers come back, in order.
 */

export class Line {
  /** @type {Worker | null} */
  #worker = null;
  /** @type {Map<number, {resolve: (answer: any) => void, reject: (error: unknown) => void}>} */
  #asked = new Map();
  #last = 0;

  /**
   * @param {string} deed
   * @param {string} name of the database
   * @param {any} [given]
   * @returns {Promise<any>} fails with a DOMException
   */
  ask(deed, name, given) {
    const worker = (this.#worker ??= this.#started());
    const id = (this.#last += 1);
    return new Promise((resolve, reject) => {
      this.#asked.set(id, { resolve, reject });
      worker.postMessage({ id, deed, name, given });
    });
  }

  #started() {
    const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
    worker.onmessage = ({ data: { id, answer, failure } }) => {
      const waiting = this.#asked.get(id);
      this.#asked.delete(id);
      if (failure) waiting?.reject(new DOMException(failure.message, failure.kind));
      else waiting?.resolve(answer);
    };
    worker.onerror = () => {
      this.#worker = null; // the next question starts another
      for (const { reject } of this.#asked.values()) reject(new DOMException("the journal has stopped", "UnknownError"));
      this.#asked.clear();
    };
    return worker;
  }
}
