/**
 * Asks for news while the page is looked at; and sends what waits when somebody or the network comes back.
 */

import { Failure } from "../tablet/calls.js";

const EVERY = 15_000; // milliseconds

/**
 * @param {import("./audit.js").Audit} audit
 * @param {import("../tablet/api.js").Api} api
 * @param {import("./answered.js").Answered} answered
 * @param {import("./incoming.js").Incoming} incoming
 * @param {import("../tablet/sync.js").Sync} sync
 * @returns {() => Promise<void>} asks now
 */
export function poll(audit, api, answered, incoming, sync) {
  let tag = "";
  const ask = async () => {
    incoming.flush();
    if (document.hidden || ["stranger", "signed-out"].includes(sync.line)) return;
    try {
      const news = await api.bundle(audit.id, tag);
      sync.heard();
      if (news === null) return;
      tag = news.tag;
      await answered.bundle(news.bundle, tag);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      sync.missed(error);
    }
  };
  setInterval(ask, EVERY);
  for (const event of ["online", "focus"]) window.addEventListener(event, () => sync.soon(0));
  document.addEventListener("visibilitychange", () => sync.soon(0));
  return ask;
}
