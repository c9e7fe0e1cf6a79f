/**
 * Checks before leaving the office, as far as the tablet itself is concerned. What cannot be known is never `good`.
 *
 * @typedef {"good" | "warn" | "bad" | "unknown"} Tone
 * @typedef {{name: string, tone: Tone, outcome: string, facts?: Record<string, unknown>}} Check
 */

/** Programs that show pages inside themselves and clear away what those keep. @type {[RegExp, string][]} */
const INSIDE = [
  [/wxwork/i, "企业微信"],
  [/MicroMessenger/i, "微信"],
  [/\sQQ\//, "QQ"],
  [/DingTalk/i, "钉钉"],
  [/Weibo/i, "微博"],
  [/AlipayClient/i, "支付宝"],
];
const SKEW = 5 * 60_000; // milliseconds
const CHARGE = 0.5;

/** @param {string} name @param {Tone} tone @param {string} outcome @param {Record<string, unknown>} [facts] @returns {Check} */
export const check = (name, tone, outcome, facts = {}) => ({ name, tone, outcome, facts });

/** What work with no network needs, and this browser lacks. */
function lacking() {
  const needed = {
    IndexedDB: "indexedDB" in globalThis,
    "Service Worker": "serviceWorker" in navigator,
    "Web Locks": "locks" in navigator,
    createImageBitmap: "createImageBitmap" in globalThis,
    OffscreenCanvas: "OffscreenCanvas" in globalThis,
    BroadcastChannel: "BroadcastChannel" in globalThis,
    dialog: "HTMLDialogElement" in globalThis,
  };
  return Object.entries(needed).flatMap(([name, isThere]) => (isThere ? [] : [name]));
}

/** Whether the browser can do it at all. */
export function browser() {
  const inside = INSIDE.find(([sign]) => sign.test(navigator.userAgent));
  if (inside) return check("browser", "bad", "inside", { program: inside[1] });
  if (!globalThis.isSecureContext) return check("browser", "bad", "insecure", { address: location.origin });
  const features = lacking();
  if (features.length > 0) return check("browser", "bad", "old", { features: features.join(", ") });
  return check("browser", "good", "new");
}

/** iPadOS calls itself a Mac that can be touched. */
export const isApple = () =>
  /iPad|iPhone|iPod/.test(navigator.userAgent) || (/Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 1);

/** Whether the page runs as an app of the home screen. */
export function installed() {
  const isApp = matchMedia("(display-mode: standalone)").matches || /** @type {any} */ (navigator).standalone === true;
  if (isApp) return check("installed", "good", "app");
  return isApple() ? check("installed", "bad", "apple") : check("installed", "warn", "other");
}

/**
 * @param {boolean} isAnswered whether the server told its time just now
 * @param {number} skew milliseconds that the server is ahead
 */
export function clock(isAnswered, skew) {
  if (!isAnswered) return check("clock", "unknown", "unreachable");
  const minutes = Math.round(Math.abs(skew) / 60_000);
  if (Math.abs(skew) <= SKEW) return check("clock", "good", "right");
  return check("clock", "warn", skew > 0 ? "behind" : "ahead", { minutes });
}

/** Whether there is a camera; nobody is asked for it. */
export async function camera() {
  const state = await navigator.permissions?.query({ name: /** @type {any} */ ("camera") }).catch(() => null);
  if (state?.state === "denied") return check("camera", "warn", "denied");
  const devices = await navigator.mediaDevices?.enumerateDevices().catch(() => null);
  if (!devices) return check("camera", "unknown", "unknown");
  return devices.some(({ kind }) => kind === "videoinput") ? check("camera", "good", "there") : check("camera", "warn", "none");
}

/** The battery, where the browser says. */
export async function battery() {
  const state = await /** @type {any} */ (navigator).getBattery?.().catch(() => null);
  if (!state) return check("battery", "unknown", "unknown");
  const percent = Math.round(state.level * 100);
  if (state.charging) return check("battery", "good", "charging", { percent });
  return state.level < CHARGE ? check("battery", "warn", "low", { percent }) : check("battery", "good", "enough", { percent });
}
