/**
 * Brings an audit onto the tablet: its facts and registers, its checklist, small pictures of its photographs.
 */

import { Failure } from "./calls.js";
import { digestOf } from "./identity.js";

/**
 * @typedef {{api: import("./api.js").Api, store: import("./store.js").Store, device: string}} Tools
 */

/**
 * Keeps the server's answer, and the audit's checklist; fails where that is not what its digest says.
 *
 * @param {{tag: string, bundle: any}} answer
 * @param {Tools} tools
 */
export async function keep({ tag, bundle }, { api, store }) {
  const { audit, revision, conflicts, registers, tablets } = bundle;
  const known = await store.read(audit.id);
  if (!known.checklist || known.facts.checklist.digest !== audit.checklist.digest) {
    await keepChecklist(store, api, audit.checklist.digest);
  }
  const before = new Map(known.registers.map((/** @type {any} */ { path, v, r }) => [path, JSON.stringify([v, r])]));
  const fresh = Object.entries(registers).filter(([path, { v, r }]) => before.get(path) !== JSON.stringify([v, r]));
  const rows = fresh.map(([path, { v, r }]) => ({ path, v, r }));
  await store.keep(audit.id, { facts: audit, revision, conflicts, tablets, tag, kept_at: Date.now() }, rows);
}

/** @param {import("./store.js").Store} store @param {import("./api.js").Api} api @param {string} digest */
async function keepChecklist(store, api, digest) {
  const bytes = await api.checklist(digest);
  if ((await digestOf(bytes)) !== digest) throw new Failure(0); // cut or changed on its way
  await store.keepChecklist(digest, JSON.parse(new TextDecoder().decode(bytes)));
}

/**
 * Makes the audit ready for a place without network, and tells the server which tablet has it.
 *
 * @param {number} id
 * @param {Tools} tools
 */
export async function prepare(id, tools) {
  const { api, store, device } = tools;
  const answer = await api.bundle(id, { device });
  const { bundle } = /** @type {{tag: string, bundle: any}} */ (answer);
  await keep(/** @type {any} */ (answer), tools);
  for (const digest of photographsOf(bundle.registers)) {
    if (!(await store.hasPicture(id, digest))) await keepThumb(id, digest, tools);
  }
  if (bundle.audit.may_fill) await api.took(id, device, nameOfDevice());
  return bundle.audit;
}

/** @param {number} id @param {string} digest @param {Tools} tools */
async function keepThumb(id, digest, { api, store }) {
  try {
    await store.keepPicture(id, digest, await api.thumb(id, digest));
  } catch (error) {
    if (!(error instanceof Failure) || error.status !== 404) throw error; // the server waits for it as well
  }
}

/** @param {Record<string, {v: any}>} registers */
function photographsOf(registers) {
  return Object.entries(registers).filter(([path, { v }]) => path.includes("/p/") && v).map(([, { v }]) => v.photo);
}

/** What people call this tablet. */
export function nameOfDevice() {
  const { userAgent, platform, maxTouchPoints } = navigator;
  const known = ["iPad", "iPhone", "Android", "HarmonyOS", "Windows", "Linux"].find((name) => userAgent.includes(name));
  if (platform === "MacIntel") return maxTouchPoints > 1 ? "iPad" : "Mac"; // iPads call themselves Macs
  return known ?? platform ?? "";
}
