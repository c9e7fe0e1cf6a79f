/**
 * A call of the server. Whatever is no answer of the server itself (no network, a hotel's sign-in page) is a
 * failure with status 0: what was sent is sent again later.
 */

export const PATIENCE = 20_000; // milliseconds

/** Why a call failed; `status` 0 where nobody answered. */
export class Failure extends Error {
  /**
   * @param {number} status
   * @param {string} [message]
   * @param {any} [answer]
   */
  constructor(status, message = "", answer = {}) {
    super(message);
    this.status = status;
    this.answer = answer;
  }
}

/**
 * @param {string} address
 * @param {RequestInit} request
 * @param {number} [patience]
 */
export async function reach(address, request, patience = PATIENCE) {
  const bounds = { redirect: /** @type {const} */ ("error"), signal: AbortSignal.timeout(patience) };
  try {
    return await fetch(address, { cache: "no-store", credentials: "same-origin", ...bounds, ...request });
  } catch {
    throw new Failure(0);
  }
}

/**
 * @param {Response} response
 * @param {string} [sign] a member that only our own answers have
 */
export async function answerOf(response, sign = "proto") {
  const answer = await response.json().catch(() => null);
  if (answer === null || (response.ok && !(sign in answer))) throw new Failure(0);
  if (!response.ok) throw new Failure(response.status, answer.message, answer);
  return answer;
}
