/**
 * The page's side of the worker of the site (templates/shell/sw.js): puts it on the tablet, asks what it keeps, and
 * takes a new build only when somebody says so and nothing waiting could be lost by it.
 *
 * @typedef {{controlled: boolean, build: string, complete: boolean, bytes: number, files: number,
 *   cached_at: string | null, waiting: boolean}} ShellState
 */

const PATIENCE = 5_000; // milliseconds
const AGAIN = 60_000; // what could not be offered before may be now
const HOUR = 3_600_000; // an app on the home screen may stay open for days: it looks for a new build by itself
const workers = "serviceWorker" in navigator ? navigator.serviceWorker : null; // not there without https

/** What the worker says to a message; null where it says nothing. @param {ServiceWorker} worker @param {object} message */
function ask(worker, message) {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => resolve(data);
    worker.postMessage(message, [port2]);
    setTimeout(resolve, PATIENCE, null);
  });
}

/** This site's, if it has one. */
const registration = async () => (await workers?.getRegistration()) ?? null;

/** Puts the worker on this tablet once the page has loaded; false where this browser has none, or did not take it. */
export async function register() {
  if (!workers) return false;
  if (document.readyState !== "complete") await new Promise((resolve) => addEventListener("load", resolve, { once: true }));
  try {
    if (!(await workers.register("/sw.js", { updateViaCache: "none" }))) return false;
  } catch {
    return false; // no network: the next page tries again
  }
  workers.ready.then(() => chooseLanguage(document.documentElement.lang.startsWith("zh") ? "zh" : "en"));
  return true;
}

/** What of the shell is kept on this tablet. @returns {Promise<ShellState>} */
export async function shellState() {
  const known = await registration();
  const state = known?.active ? await ask(known.active, { type: "check" }) : null;
  const nothing = { build: "", complete: false, bytes: 0, files: 0, cached_at: null };
  return { ...nothing, ...state, controlled: Boolean(workers?.controller), waiting: Boolean(known?.waiting) };
}

/** Pages that open with no network speak this language from now on. @param {string} language `zh` or `en` */
export async function chooseLanguage(language) {
  const worker = workers?.controller ?? (await registration())?.active;
  if (worker) await ask(worker, { type: "language", language });
}

/**
 * Offers a new build as soon as it is there and may be taken: when nothing waits, or it can send the queue as it is.
 * `take` resolves with false where that has changed meanwhile; else the page loads again, once. What is given back
 * looks again: for when something was sent.
 *
 * @param {{isIdle: () => Promise<boolean>, format: number, onOffer: (take: () => Promise<boolean>) => void}} offer
 * @returns {() => Promise<void>}
 */
export function offerUpdate({ isIdle, format, onOffer }) {
  /** @type {ServiceWorker | null} */
  let offered = null;
  let isTaken = false;
  const mayTake = async (/** @type {ServiceWorker} */ worker) =>
    (await ask(worker, { type: "about" }))?.reads?.includes(format) || isIdle();
  const take = async (/** @type {ServiceWorker} */ worker) => {
    isTaken = await mayTake(worker);
    if (isTaken) worker.postMessage({ type: "take-over" });
    else offered = null;
    return isTaken;
  };
  const look = async () => {
    const known = await registration();
    const worker = known?.active ? known.waiting : null;
    if (!worker || worker === offered || !(await mayTake(worker)) || worker === offered) return;
    offered = worker;
    onOffer(() => take(worker));
  };
  if (workers) watch(workers, look, () => isTaken);
  return look;
}

/**
 * @param {ServiceWorkerContainer} site
 * @param {() => Promise<void>} look
 * @param {() => boolean} isTaken
 */
async function watch(site, look, isTaken) {
  let isControlled = Boolean(site.controller);
  site.addEventListener("controllerchange", () => {
    if (isTaken() || (isControlled && document.hidden)) location.reload();
    else if (isControlled) addEventListener("visibilitychange", () => location.reload(), { once: true }); // another window took it
    isControlled = true;
  });
  setInterval(look, AGAIN);
  addEventListener("visibilitychange", () => document.hidden || look());
  const known = await site.ready;
  setInterval(() => known.update().catch(() => {}), HOUR);
  known.addEventListener("updatefound", () => known.installing?.addEventListener("statechange", look));
  await look();
}
