/**
 * The calls of docs/sync.md, with the token that changes need.
 */

import { answerOf, Failure, PATIENCE, reach } from "./calls.js";

const PIECE_PATIENCE = 60_000; // milliseconds

/** @typedef {{id: number, name: string, language: string, roles: string[]}} User */

export class Api {
  #csrf = "";
  /** Whose work this page holds: nobody else's session may send it. @type {number | null} */
  owner = null;
  /** How far the server's clock is ahead of this tablet's, in milliseconds, once a session was asked for. */
  skew = 0;

  /**
   * Who is signed in; also fetches the token for changes. Fails with 409 where it is somebody else than before.
   *
   * @param {number} [patience] milliseconds
   * @returns {Promise<User>}
   */
  async session(patience = PATIENCE) {
    const asked = Date.now();
    const { user, csrf, server_time: theirs } = await answerOf(await reach("/api/v1/session", {}, patience));
    if (this.owner !== null && this.owner !== user.id) throw new Failure(409, user.name);
    this.#csrf = csrf;
    this.skew = Date.parse(theirs) - (asked + Date.now()) / 2;
    return user;
  }

  /** The audits that this person fills now. @returns {Promise<any[]>} */
  async audits() {
    const { audits } = await answerOf(await reach("/api/v1/audits", {}));
    return audits;
  }

  /**
   * The whole audit; null where it is still as `tag` says.
   *
   * @param {number} id
   * @param {{device?: string, tag?: string, patience?: number}} [more] the tablet, to hear what the server has of it
   * @returns {Promise<{tag: string, bundle: any} | null>}
   */
  async bundle(id, { device = "", tag = "", patience = PATIENCE } = {}) {
    const address = `/api/v1/audits/${id}${device ? `?device=${device}` : ""}`;
    const response = await reach(address, { headers: tag ? { "If-None-Match": tag } : {} }, patience);
    if (response.status === 304) return null;
    return { bundle: await answerOf(response), tag: response.headers.get("ETag") ?? "" };
  }

  /**
   * A checklist as the text that its digest is of.
   *
   * @param {string} digest
   * @returns {Promise<ArrayBuffer>}
   */
  async checklist(digest) {
    const response = await reach(`/api/v1/checklists/${digest}`, {});
    if (!response.ok) throw new Failure(response.status);
    return response.arrayBuffer().catch(() => {
      throw new Failure(0);
    });
  }

  /** A small picture of a photograph. @param {number} id @param {string} digest @returns {Promise<ArrayBuffer>} */
  async thumb(id, digest) {
    const response = await reach(`/api/v1/audits/${id}/photographs/${digest}?size=thumb`, {});
    if (!response.ok) throw new Failure(response.status);
    return response.arrayBuffer().catch(() => {
      throw new Failure(0);
    });
  }

  /** Says that this person has the audit on this tablet. @param {number} id @param {string} device @param {string} name */
  took(id, device, name) {
    const body = JSON.stringify({ name });
    return this.#change("PUT", `/api/v1/audits/${id}/tablets/${device}`, body, "application/json", PATIENCE);
  }

  /**
   * @param {number} id
   * @param {{device: string, since: number, operations: object[], waiting: number}} batch
   */
  send(id, batch) {
    const body = JSON.stringify({ proto: 1, sent_at: new Date().toISOString(), ...batch });
    return this.#change("POST", `/api/v1/audits/${id}/operations`, body, "application/json", PATIENCE);
  }

  /**
   * A piece of a photograph; where the server is elsewhere, it says where.
   *
   * @param {number} id
   * @param {string} digest
   * @param {{offset: number, size: number}} place
   * @param {ArrayBuffer} bytes
   * @returns {Promise<{offset: number, complete: boolean}>}
   */
  async uploadPiece(id, digest, { offset, size }, bytes) {
    const address = `/api/v1/audits/${id}/photographs/${digest}/upload?offset=${offset}&size=${size}`;
    try {
      return await this.#change("PUT", address, bytes, "application/octet-stream", PIECE_PATIENCE);
    } catch (failure) {
      if (!(failure instanceof Failure) || failure.status !== 409 || !("offset" in failure.answer)) throw failure;
      return { offset: failure.answer.offset, complete: false };
    }
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
