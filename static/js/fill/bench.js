/**
 * What everything on the page works with.
 *
 * @typedef {object} Bench
 * @property {import("./audit.js").Audit} audit
 * @property {import("../tablet/store.js").Store} store
 * @property {import("./saver.js").Saver} saver
 * @property {import("../tablet/sync.js").Sync} sync
 * @property {import("../tablet/outbox.js").Outbox} outbox
 * @property {import("../tablet/drafts.js").Drafts} drafts
 * @property {import("../tablet/uploads.js").Uploads} uploads
 * @property {import("./photos/intake.js").Intake} intake
 * @property {import("./photos/pictures.js").Pictures} pictures
 * @property {import("../tablet/api.js").User} user
 * @property {Map<string, string>} news what others changed, in words, by criterion
 * @property {Map<string, string>} problems why the server refused a photograph, by its digest
 * @property {Set<string>} opened panels that a person unfolded: `criterion/panel`
 * @property {() => Promise<void>} ask asks the server for news
 * @property {import("../tablet/recovery.js").Recovered} recovered what the journal has brought back
 * @property {Map<string, any>} before the answers that a slip is taken back to, by criterion
 */

import { Answered } from "./answered.js";
import { Audit } from "./audit.js";
import { Drafts } from "../tablet/drafts.js";
import { Incoming } from "./incoming.js";
import { inWords } from "./in-words.js";
import { Outbox } from "../tablet/outbox.js";
import { Outline } from "./outline.js";
import { poll } from "./poll.js";
import { Intake } from "./photos/intake.js";
import { Pictures } from "./photos/pictures.js";
import { Uploads } from "../tablet/uploads.js";
import { Saver } from "./saver.js";
import { say } from "./texts.js";
import { Sending } from "../tablet/sending.js";
import { Sync } from "../tablet/sync.js";

/**
 * The bench of an audit, out of what the tablet keeps.
 *
 * @param {{kept: any, api: import("../tablet/api.js").Api, store: import("../tablet/store.js").Store, device: string,
 *   user: import("../tablet/api.js").User, failure: import("../tablet/calls.js").Failure | null,
 *   recovered: import("../tablet/recovery.js").Recovered}} parts
 * @returns {Bench}
 */
export function setUp({ kept, api, store, device, user, failure, recovered }) {
  const { database } = store;
  const audit = restored(kept);
  const outbox = new Outbox(database, audit.id);
  const news = new Map();
  const problems = new Map();
  const uploads = new Uploads(database, api, audit.id, async (digest) => {
    problems.set(digest, (await uploads.kept(digest))?.problem ?? "");
    audit.tell("traffic");
    audit.tell("photograph", digest);
  });
  const incoming = new Incoming(audit, (path, register) => {
    const [, id] = path.split("/");
    const value = inWords(audit.outline, path, register.v);
    news.set(id, register.u ? say("news.by", { user: register.u, value }) : say("news", { value }));
  });
  const answered = new Answered({ audit, store, outbox, uploads, incoming });
  const sending = new Sending(audit, {
    ...{ api, outbox, uploads, device },
    take: (answer, sent) => answered.batch(answer, sent),
    hold: (operation) => answered.hold(operation),
  });
  const saver = new Saver(audit, store, () => sync.soon());
  const sync = new Sync({ audit, sending, settled: () => saver.settled() });
  const pictures = new Pictures(audit.id, uploads);
  const intake = new Intake(audit, saver, database, pictures, uploads);
  const shared = { audit, store, saver, sync, outbox, uploads, pictures, intake, user, news, problems, recovered };
  if (failure) sync.missed(failure);
  return {
    ...shared,
    drafts: new Drafts(database, audit.id, kept.drafts, (id) => audit.tell("criterion", id)),
    opened: new Set(),
    before: new Map(),
    ask: poll({ audit, api, answered, incoming, sync, outbox, device }),
  };
}

/** The audit as this tablet keeps it: the server's registers, and over them what waits. @param {any} kept */
function restored({ facts, checklist, registers, operations, revision, conflicts, tablets }) {
  const audit = new Audit(facts, new Outline(checklist, facts.branch));
  audit.revision = revision;
  audit.conflicts = conflicts;
  audit.tablets = tablets ?? [];
  for (const { path, v, r } of registers) audit.registers.keep(path, { v, r });
  for (const operation of operations) {
    if (operation.standing === "held") audit.held.push(operation);
    else audit.registers.change(operation.path, operation.value, { id: operation.id });
  }
  const waiting = operations.map((/** @type {{path: string}} */ { path }) => path);
  const paths = registers.map((/** @type {{path: string}} */ { path }) => path);
  for (const path of new Set([...paths, ...waiting])) audit.refresh(path);
  return audit;
}
