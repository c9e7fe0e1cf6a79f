/** Instead of the worker of the site (SW_KILL): takes away what it kept, and itself. Pages come from the server again. */

async function withdraw() {
  const shells = (await caches.keys()).filter((name) => name.startsWith("star-audit-shell-"));
  await Promise.all(shells.map((name) => caches.delete(name)));
  await self.registration.unregister();
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(withdraw()));
