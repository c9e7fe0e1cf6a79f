/**
 * Where a photograph is shown from: this tablet's copy while it has one, else the server's.
 */

export class Pictures {
  /** @type {Map<string, Promise<string>>} */
  #thumbs = new Map();

  /**
   * @param {number} audit
   * @param {import("../../tablet/uploads.js").Uploads} uploads
   */
  constructor(audit, uploads) {
    this.audit = audit;
    this.uploads = uploads;
  }

  /** The address of a small picture; kept, because a card is painted often. @param {string} digest */
  thumb(digest) {
    if (!this.#thumbs.has(digest)) this.#thumbs.set(digest, this.#find(digest, "thumb"));
    return /** @type {Promise<string>} */ (this.#thumbs.get(digest));
  }

  /** Shows a picture that is on its way to the disk. @param {string} digest @param {ArrayBuffer} bytes */
  hold(digest, bytes) {
    this.#thumbs.set(digest, Promise.resolve(addressOf(bytes)));
  }

  /** The address of the large picture. @param {string} digest */
  full(digest) {
    return this.#find(digest, "full");
  }

  /** @param {string} digest @param {"thumb" | "full"} size */
  async #find(digest, size) {
    const kept = await this.uploads.kept(digest);
    const bytes = size === "thumb" ? (kept?.thumb ?? kept?.bytes) : kept?.bytes;
    if (bytes) return addressOf(bytes);
    if (kept?.thumb && !navigator.onLine) return addressOf(kept.thumb);
    return `/api/v1/audits/${this.audit}/photographs/${digest}?size=${size}`;
  }
}

/** @param {ArrayBuffer} bytes */
const addressOf = (bytes) => URL.createObjectURL(new Blob([bytes], { type: "image/jpeg" }));
