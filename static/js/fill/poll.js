/**
 * Asks for news while the page is looked at; and sends what waits when somebody or the network comes back.
 */

import { Failure } from "../tablet/calls.js";

const EVERY = 15_000; // milliseconds

/**
 * @param {{audit: import("./audit.js").Audit, api: import("../tablet/api.js").Api, sync: import("../tablet/sync.js").Sync,
 *   answered: import("./answered.js").Answered, incoming: import("./incoming.js").Incoming,
 *   outbox: import("../tablet/outbox.js").Outbox, device: string}} parts
 * @returns {() => Promise<void>} asks now
 */
export function poll({ audit, api, answered, incoming, sync, outbox, device }) {
  let tag = "";
  const ask = async () => {
    incoming.flush();
    if (document.hidden || ["stranger", "signed-out"].includes(sync.line)) return;
    try {
      const acknowledged = await outbox.acknowledged();
      const news = await api.bundle(audit.id, { device, tag });
      sync.heard();
      if (news === null) return;
      tag = news.tag;
      await answered.bundle(news.bundle, tag, acknowledged);
      if ((await outbox.count()) > 0) sync.soon();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      sync.missed(error);
      if (![403, 404].includes(error.status) || audit.facts.is_elsewhere) return;
      audit.facts = { ...audit.facts, may_fill: false, is_elsewhere: true }; // given to somebody else meanwhile
      audit.tell("facts");
    }
  };
  setInterval(ask, EVERY);
  for (const event of ["online", "focus"]) window.addEventListener(event, () => sync.soon(0));
  document.addEventListener("visibilitychange", () => sync.soon(0));
  return ask;
}
