/**
 * What the server's answer to a batch does to the stores.
 */

/** @typedef {import("./store.js").Operation} Operation */

/**
 * @typedef {{done: Operation[], held: Operation[], outcomes: Map<string, any>}} Settled `held`: not taken, or too late
 */

/**
 * Settles a batch: what the server keeps is done, what it did not take is held with the reason; and what it lacks of
 * the past, because it was restored from a copy, waits again.
 *
 * @param {{store: import("./store.js").Store, outbox: import("./outbox.js").Outbox,
 *   uploads: import("./uploads.js").Uploads}} parts
 * @param {number} audit
 * @param {any} answer
 * @param {Operation[]} sent
 * @returns {Promise<Settled>}
 */
export async function settle({ store, outbox, uploads }, audit, answer, sent) {
  const outcomes = outcomesOf(answer.results, sent);
  const answered = sent.filter(({ id }) => outcomes.has(id));
  const isHeld = (/** @type {Operation} */ { id }) => ["rejected", "late"].includes(outcomes.get(id).outcome);
  const held = answered.filter(isHeld).map((one) => ({ ...one, problem: outcomes.get(one.id).problem }));
  const done = answered.filter((one) => !isHeld(one));
  const registers = Object.entries(answer.registers).map(([path, { v, r }]) => ({ path, v, r }));
  const { revision, conflicts } = answer;
  // the registers first: a tablet that dies in between sends again, and shows meanwhile what it has sent
  await store.keep(audit, { revision, conflicts }, registers);
  await outbox.settle(done, held);
  await catchUp({ outbox, uploads }, answer, await outbox.acknowledged());
  return { done, held, outcomes };
}

/**
 * Has what the server lacks sent again.
 *
 * @param {{outbox: import("./outbox.js").Outbox, uploads: import("./uploads.js").Uploads}} parts
 * @param {any} answer of a batch, or the whole audit
 * @param {number} acknowledged operations when the server was asked
 * @returns {Promise<void>}
 */
export async function catchUp({ outbox, uploads }, { have, missing }, acknowledged) {
  await uploads.want(missing ?? []);
  if (have && have.count < acknowledged) await outbox.recall();
}

/** By the operation's id, or by its place where the server could not read even that. @param {any[]} results @param {Operation[]} sent */
function outcomesOf(results, sent) {
  return new Map(results.map((result) => [result.id ?? sent[result.at]?.id, result]));
}
