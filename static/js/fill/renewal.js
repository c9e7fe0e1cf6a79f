/**
 * A new build is offered when nothing waits, or when it can send what waits; it is taken when a person says so.
 */

import { FORMAT } from "../tablet/schema.js";
import { offerUpdate } from "../tablet/worker-of-site.js";
import { part, reveal } from "./parts.js";

/**
 * @param {HTMLElement} place
 * @param {import("./bench.js").Bench} bench
 */
export function buildRenewal(place, { outbox, uploads, intake, saver, drafts }) {
  const notice = part(place, "renewal");
  const isIdle = async () => (await outbox.count()) + uploads.count + intake.count + saver.writing + drafts.writing === 0;
  /** @type {() => Promise<boolean>} */
  let take = async () => false;
  offerUpdate({
    isIdle,
    format: FORMAT,
    onOffer: (offered) => {
      take = offered;
      reveal(notice, true);
    },
  });
  part(notice, "renew").addEventListener("click", async () => {
    await saver.settled();
    if (!(await take())) reveal(notice, false);
  });
}
