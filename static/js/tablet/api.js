/**
 * The calls of docs/sync.md, with the token that changes need.
 */

import { answerOf, Failure, PATIENCE, reach } from "./calls.js";

const PHOTO_PATIENCE = 180_000; // milliseconds

/** @typedef {{id: number, name: string, language: string, roles: string[]}} User */

export class Api {
  #csrf = "";
  /** Whose work this page holds: nobody else's session may send it. @type {number | null} */
  owner = null;

  /**
   * Who is signed in; also fetches the token for changes. Fails with 409 where it is somebody else than before.
   *
   * @returns {Promise<User>}
   */
  async session() {
    const { user, csrf } = await answerOf(await reach("/api/v1/session", {}));
    if (this.owner !== null && this.owner !== user.id) throw new Failure(409, user.name);
    this.#csrf = csrf;
    return user;
  }

  /**
   * The whole audit; null where it is still as `tag` says.
   *
   * @param {number} id
   * @param {string} [tag]
   * @returns {Promise<{tag: string, bundle: any} | null>}
   */
  async bundle(id, tag = "") {
    const response = await reach(`/api/v1/audits/${id}`, { headers: tag ? { "If-None-Match": tag } : {} });
    if (response.status === 304) return null;
    return { bundle: await answerOf(response), tag: response.headers.get("ETag") ?? "" };
  }

  /** @param {string} digest of a checklist; it never changes, so the browser may keep it */
  async checklist(digest) {
    const response = await reach(`/api/v1/checklists/${digest}`, { cache: "default" });
    return answerOf(response, "key");
  }

  /**
   * @param {number} id
   * @param {{device: string, since: number, operations: object[]}} batch
   */
  send(id, batch) {
    const body = JSON.stringify({ proto: 1, ...batch });
    return this.#change("POST", `/api/v1/audits/${id}/operations`, body, "application/json", PATIENCE);
  }

  /**
   * @param {number} id
   * @param {string} digest
   * @param {ArrayBuffer} bytes
   */
  upload(id, digest, bytes) {
    const address = `/api/v1/audits/${id}/photographs/${digest}`;
    return this.#change("PUT", address, bytes, "application/octet-stream", PHOTO_PATIENCE);
  }

  /** Hands the audit to the reviewer. @param {number} id */
  submit(id) {
    return this.#change("POST", `/api/v1/audits/${id}/submission`, "{}", "application/json", PATIENCE);
  }

  /**
   * A change; where the token has died with its session, once more with a new one.
   *
   * @param {string} method
   * @param {string} address
   * @param {BodyInit} body
   * @param {string} kind
   * @param {number} patience
   */
  async #change(method, address, body, kind, patience) {
    const send = async () => {
      const headers = { "Content-Type": kind, "X-CSRFToken": this.#csrf };
      return answerOf(await reach(address, { method, body, headers }, patience));
    };
    if (!this.#csrf) await this.session();
    try {
      return await send();
    } catch (failure) {
      if (!(failure instanceof Failure) || failure.status !== 400) throw failure;
      await this.session();
      return send();
    }
  }
}
