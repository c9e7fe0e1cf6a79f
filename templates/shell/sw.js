/**
 * The worker of the site: keeps the shell of one build on the tablet, whole or not at all, and answers from it.
 * It knows nobody's data: what it keeps is the same for everybody. The server writes three lines above this one:
 * BUILD, SHELL (the addresses of all that is kept) and READS (the forms of the queue that this build can send).
 */

const CACHE = `star-audit-shell-${BUILD}`;
const CHOICES = "star-audit-choices"; // outlives builds
const RECORD = "/shell/record"; // in the cache: put last, so that where it is, everything is
const PAGES = new Map([["/fill", "fill"], ["/field", "field"], ["/manual/field", "manual"]]);
const PATIENCE = 4000; // milliseconds that the start page waits for the network
const AWAY = [502, 504]; // what stands before the server says of it
const KEPT = new Set(SHELL);

let opened = null;
let language = chosen();
let filling = null;

const shell = () => (opened ??= caches.open(CACHE));

/** What is kept of an address; nothing where the browser cannot read its own caches: the network is asked then. */
async function kept(address) {
  try {
    return await (await shell()).match(address, { ignoreVary: true });
  } catch {
    opened = null;
    return undefined;
  }
}

/** The language of the pages: as chosen on this tablet, else as the browser prefers. */
async function chosen() {
  const choice = await caches.open(CHOICES).then((cache) => cache.match("/language")).catch(() => undefined);
  return (await choice?.text()) ?? (navigator.language.startsWith("zh") ? "zh" : "en");
}

/** Neither a sign-in page, nor a hotel's, nor one of another build: what is kept is what was asked for. */
async function fetched(address) {
  const response = await fetch(address, { redirect: "error" });
  if (!response.ok || response.headers.get("X-Build") !== BUILD) throw new Error(address);
  return { address, response, bytes: (await response.clone().arrayBuffer()).byteLength };
}

/** Keeps the whole shell, or throws and keeps nothing. */
async function fill() {
  const all = await Promise.all(SHELL.map(fetched));
  opened = null;
  await caches.delete(CACHE);
  try {
    const cache = await shell();
    await Promise.all(all.map(({ address, response }) => cache.put(address, response)));
    const bytes = all.reduce((sum, one) => sum + one.bytes, 0);
    const record = { files: all.length, bytes, cached_at: new Date().toISOString() };
    await cache.put(RECORD, new Response(JSON.stringify(record)));
  } catch (error) {
    opened = null;
    await caches.delete(CACHE);
    throw error;
  }
}

async function clean() {
  const old = (await caches.keys()).filter((name) => name.startsWith("star-audit-shell-") && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  language = chosen(); // it may have changed while this worker waited
  await self.clients.claim();
}

/** What is kept, looked at anew; where something is missing it is fetched again, in the background. */
async function check(event) {
  const cache = await shell();
  const there = new Set((await cache.keys()).map(({ url }) => new URL(url).pathname));
  const record = await (await cache.match(RECORD))?.json();
  const complete = record !== undefined && SHELL.every((address) => there.has(address));
  if (!complete) event.waitUntil((filling ??= fill().catch(() => {}).finally(() => (filling = null))));
  return { files: 0, bytes: 0, cached_at: null, ...record, build: BUILD, complete };
}

async function choose(choice) {
  language = Promise.resolve(choice);
  await (await caches.open(CHOICES)).put("/language", new Response(choice));
  return {};
}

async function page(name, request) {
  return (await kept(`/shell/${await language}/${name}`)) ?? fetch(request);
}

/** From the server; where nobody answers in time, the page for work with no network. */
async function reached(request, patience) {
  const asked = fetch(request).then((answer) => (AWAY.includes(answer.status) ? null : answer), () => null);
  const waited = patience ? new Promise((resolve) => setTimeout(resolve, patience, null)) : asked;
  const answer = await Promise.race([asked, waited]);
  return answer ?? (await kept(`/shell/${await language}/field`)) ?? (await asked) ?? Response.error();
}

self.addEventListener("install", (event) => event.waitUntil(fill()));
self.addEventListener("activate", (event) => event.waitUntil(clean()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin || pathname.startsWith("/api/")) return;
  if (KEPT.has(pathname)) event.respondWith(kept(pathname).then((answer) => answer ?? fetch(request)));
  else if (request.mode !== "navigate") return;
  else if (PAGES.has(pathname)) event.respondWith(page(PAGES.get(pathname), request));
  else event.respondWith(reached(request, pathname === "/" ? PATIENCE : 0));
});

self.addEventListener("message", (event) => {
  const ways = {
    about: () => ({ build: BUILD, reads: READS }),
    check: () => check(event),
    language: () => choose(event.data.language),
    "take-over": () => self.skipWaiting(),
  };
  event.waitUntil(Promise.resolve(ways[event.data.type]?.()).then((answer) => event.ports[0]?.postMessage(answer)));
});
