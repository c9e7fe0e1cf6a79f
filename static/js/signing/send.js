/** Sends one signature to the server as an operation, like every other change of an audit. */
import { uuid4, uuid7 } from "../tablet/identity.js";

const device = uuid4();
let sequence = 0;

/**
 * @param {string} address
 * @param {string} path the register: `sig/assessor`
 * @param {number} base the revision that the person saw
 * @param {object} value
 * @returns {Promise<string>} what became of it: an outcome of docs/sync.md, `offline` or `signed-out`
 */
export async function send(address, path, base, value) {
  sequence += 1;
  const operation = { id: uuid7(), sequence, path, base, value, made_at: new Date().toISOString() };
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token() };
  try {
    const body = JSON.stringify({ proto: 1, device, since: 0, operations: [operation] });
    const response = await fetch(address, { method: "POST", headers, body });
    if (response.status === 401) return "signed-out";
    if (!response.ok) return "offline";
    return (await response.json()).results[0].outcome;
  } catch {
    return "offline";
  }
}

/** @returns {string} */
function token() {
  return document.querySelector('meta[name="csrf-token"]')?.getAttribute("content") ?? "";
}
