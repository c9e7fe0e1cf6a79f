/**
 * What other people have left unsent on this tablet: names and counts, nothing of its content.
 */

import { part, reveal } from "../fill/parts.js";
import { say } from "../fill/texts.js";
import { Database } from "../tablet/database.js";
import { unsent } from "../tablet/kept.js";
import { inWords } from "./measures.js";

const NAME = /^star-audit-(\d+)$/;

/** Their name stands in their own database. @param {Database} database @param {{id: number, name: string}} user */
export async function rememberName(database, { name }) {
  if ((await database.run((db) => db.get("kv", "name"))) === name) return;
  await database.write(["kv"], (writing) => writing.put("kv", name, "name"));
}

/** @param {HTMLElement} place @param {number} own */
export async function paintColleagues(place, own) {
  const databases = (await indexedDB.databases?.()) ?? [];
  const others = databases.map(({ name = "" }) => name).filter((name) => NAME.test(name) && name !== `star-audit-${own}`);
  const lines = (await Promise.all(others.map(lineOf))).filter(Boolean);
  part(place, "list").replaceChildren(
    ...lines.map((text) => Object.assign(document.createElement("li"), { textContent: text })),
  );
  reveal(place, lines.length > 0);
}

/** @param {string} name @returns {Promise<string>} empty where nothing waits */
async function lineOf(name) {
  const database = new Database(name);
  const { operations, photographs, raw } = await unsent(database);
  const what = inWords({ waiting: operations.length, photographs: photographs.length + raw.length });
  if (!what) return "";
  const person = await database.run((db) => db.get("kv", "name"));
  return say("colleague", { name: person ?? say("colleague.unknown"), what });
}
