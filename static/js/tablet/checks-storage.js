/**
 * Checks before leaving the office, as far as the tablet's stores are concerned.
 *
 * @typedef {import("./checks-device.js").Check} Check
 * @typedef {{written: number, kind?: string, reason?: string}} Trial
 */

import { check } from "./checks-device.js";

export const TRIAL = 64 * 1024 * 1024; // bytes: more than a day with two hundred photographs
const AMPLE = 1024 ** 3; // bytes; below it the tablet should be cleared before it matters
const PATIENCE = 120_000; // milliseconds

/**
 * Whether the browser keeps what is stored; it is asked to.
 *
 * @returns {Promise<Check>}
 */
export async function persisted() {
  if (!navigator.storage?.persist) return check("persisted", "unknown", "unknown");
  const isKept = (await navigator.storage.persisted()) || (await navigator.storage.persist());
  return isKept ? check("persisted", "good", "kept") : check("persisted", "warn", "not-kept");
}

/** @param {{works: boolean, reason: string}} journal @returns {Check} */
export function secondStore({ works, reason }) {
  return works ? check("journal", "good", "works") : check("journal", reason === "missing" ? "warn" : "bad", reason === "missing" ? "missing" : "broken", { reason });
}

/**
 * Room by what the browser says, and by what could be written: null where that was not tried.
 *
 * @param {Trial | null} trial
 * @returns {Promise<Check>}
 */
export async function room(trial) {
  const { quota = 0, usage = 0 } = (await navigator.storage?.estimate?.().catch(() => ({}))) ?? {};
  const facts = { free: Math.max(0, quota - usage), used: usage };
  if (trial?.kind === "missing") return check("room", "unknown", "cannot-try", facts);
  if (trial && trial.written < TRIAL) return check("room", "bad", "full", { ...facts, written: trial.written });
  if (quota > 0 && facts.free < AMPLE) return check("room", "warn", "short", facts);
  return trial ? check("room", "good", "ample", facts) : check("room", "unknown", "not-tried", facts);
}

/**
 * Writes a file of TRIAL bytes and takes it away again.
 *
 * @returns {Promise<Trial>}
 */
export async function tryToWrite() {
  if (!globalThis.Worker || !navigator.storage?.getDirectory) return { written: 0, kind: "missing" };
  const worker = new Worker(new URL("./trial-worker.js", import.meta.url), { type: "module" });
  try {
    return await new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = reject;
      setTimeout(reject, PATIENCE);
      worker.postMessage({ size: TRIAL });
    });
  } catch {
    return { written: 0, kind: "stopped" };
  } finally {
    worker.terminate();
  }
}
