/**
 * Sends everything that waits on the tablet, without opening an audit; says how far it is and what became of it.
 */

import { part, put, reveal, tell } from "../fill/parts.js";
import { listed, moment, say } from "../fill/texts.js";
import { sendAll } from "../tablet/sending.js";
import { inWords, together } from "./measures.js";
import { lineOf } from "./work.js";

const GLANCE = 700; // milliseconds

/**
 * @param {import("./work.js").Work} work
 * @param {() => void} onChange
 * @param {(id: string) => any} piece
 * @returns {() => void} paints it
 */
export function buildSending(work, onChange, piece) {
  const place = piece("send");
  let isBusy = false;
  part(place, "send").addEventListener("click", async () => {
    if (isBusy) return;
    isBusy = true;
    onChange();
    put(part(place, "result"), await send(work, place));
    isBusy = false;
    await work.refresh();
    onChange();
  });
  return () => {
    const sum = together(work.waiting);
    const what = inWords(sum);
    const isIdle = what === "";
    place.dataset.state = isIdle ? "sent" : "waiting";
    const since = sum.oldest ? say("waiting.since", { moment: moment(sum.oldest) }) : "";
    if (!isBusy) put(part(place, "words"), isIdle ? say("waiting.none") : listed([say("waiting.all", { what }), since].filter(Boolean)));
    tell(part(place, "note"), isIdle ? "" : noteOf(work));
    reveal(part(place, "send"), !isIdle || isBusy);
    part(place, "send").disabled = isBusy;
    reveal(part(place, "progress"), isBusy);
  };
}

/** @param {import("./work.js").Work} work */
function noteOf({ line, former }) {
  if (line === "unreachable") return say("send.offline-note");
  return former.some(({ kept }) => kept && kept.waiting + kept.photographs > 0) ? say("send.former-note") : "";
}

/**
 * @param {import("./work.js").Work} work
 * @param {HTMLElement} place
 * @returns {Promise<string>} the result in words
 */
async function send(work, place) {
  const { store, api, device } = work.parts;
  const bar = part(place, "progress");
  const first = together(work.waiting);
  bar.max = first.waiting + first.photographs;
  bar.value = 0;
  const glance = setInterval(async () => {
    const now = together(await store.audits());
    bar.value = bar.max - now.waiting - now.photographs;
    put(part(place, "words"), say("send.busy", { what: inWords(now) }));
  }, GLANCE);
  try {
    return resultOf(await sendAll(store.database, api, device));
  } finally {
    clearInterval(glance);
  }
}

/** @param {{sent: number, left: number, failure: import("../tablet/calls.js").Failure | null}} result */
function resultOf({ sent, left, failure }) {
  if (failure === null) return left > 0 ? say("send.left", { sent, left }) : say("send.done", { count: sent });
  const line = lineOf(failure);
  if (failure.status === 0 || failure.status === 401) return say(`send.${line}`, { sent, left });
  if (line === "stranger") return say("send.stranger", { other: failure.message, left });
  return say("send.refused", { reason: failure.message, sent, left });
}
