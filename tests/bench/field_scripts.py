"""Scripts that a page runs for the figures of the field, and the yardsticks beside them."""

# From a touch until the page may say that both stores have it.
SAVED = """(number) => new Promise((done) => {
  const saving = document.getElementById("saving");
  const buttons = document.querySelectorAll(".criterion [data-part=more]:enabled, .criterion [data-part=full]:enabled");
  const start = performance.now();
  buttons[number % buttons.length].click();
  const look = () => {
    if (saving.dataset.kept !== "yes") return;
    watch.disconnect();
    done(performance.now() - start);
  };
  const watch = new MutationObserver(look);
  watch.observe(saving, { attributes: true });
  look();
})"""

# A worker that appends what it is given to a file and has it on the disk when it answers.
WRITER = """let handle = null, at = 0;
onmessage = async ({ data }) => {
  if (handle === null) {
    const root = await navigator.storage.getDirectory();
    handle = await (await root.getFileHandle("bench", { create: true })).createSyncAccessHandle();
  }
  at += handle.write(data, { at });
  handle.flush();
  postMessage(at);
};"""

# One bare strict transaction, then one flushed record of the same size.
SAVED_BARE = """async () => {
  const bench = (globalThis.bench ??= await new Promise((done) => {
    const asked = indexedDB.open("bench", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("rows", { autoIncrement: true });
    asked.onsuccess = () => done({ db: asked.result, worker: new Worker("/bench-writer.js") });
  }));
  const row = { path: "c/1/answer", value: { faults: { a: 1 } }, more: "x".repeat(400) };
  const record = new TextEncoder().encode(JSON.stringify(row));
  const start = performance.now();
  await new Promise((done, fail) => {
    const tx = bench.db.transaction("rows", "readwrite", { durability: "strict" });
    tx.objectStore("rows").put(row);
    tx.oncomplete = done;
    tx.onabort = fail;
  });
  await new Promise((done) => {
    bench.worker.onmessage = done;
    bench.worker.postMessage(record);
  });
  return performance.now() - start;
}"""

# Notes the moment at which the fill page can be worked with, painted.
OPENED = """new MutationObserver((_, watch) => {
  if (document.body?.dataset.page !== "open") return;
  watch.disconnect();
  requestAnimationFrame(() => setTimeout(() => (globalThis.openedAt = performance.now())));
}).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-page"] });
addEventListener("load", () => {
  requestAnimationFrame(() => setTimeout(() => (globalThis.loadedAt = performance.now())));
});"""

# The noted moment, once it is there.
MARKED = """async (name) => {
  while (globalThis[name] === undefined) await new Promise((resume) => setTimeout(resume, 10));
  return globalThis[name];
}"""

# Puts the opened page as it stands, without its scripts, where the worker of the site keeps its pages.
MAKE_STATIC = """async () => {
  const copy = document.documentElement.cloneNode(true);
  for (const script of copy.querySelectorAll("script")) {
    const link = Object.assign(document.createElement("link"), { rel: "modulepreload", href: script.src });
    script.replaceWith(link);
  }
  copy.querySelector("body").dataset.page = "static";
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const { url } of await cache.keys()) {
      if (!url.endsWith("/manual")) continue;
      const page = "<!doctype html>" + copy.outerHTML;
      await cache.put(url, new Response(page, { headers: { "Content-Type": "text/html; charset=utf-8" } }));
    }
  }
}"""

# Full marks wherever nobody has answered, module by module; how many.
ANSWER_ALL = """async () => {
  const rest = (milliseconds) => new Promise((resume) => setTimeout(resume, milliseconds));
  let count = 0;
  for (const button of document.querySelectorAll("[data-module]")) {
    button.click();
    await rest(50);
    for (let more; (more = document.querySelector("[data-do=rest]")); await rest(20)) more.click();
    for (const full of document.querySelectorAll(".criterion [data-part=full]:enabled")) {
      full.click();
      count += 1;
    }
    await rest(50);
  }
  document.querySelector("[data-module]").click();
  while (document.getElementById("saving").dataset.kept !== "yes") await rest(50);
  return count;
}"""

# From the signal that the network is back until everything has arrived.
SEND = """() => new Promise((done) => {
  const saving = document.getElementById("saving");
  const start = performance.now();
  const watch = new MutationObserver(() => {
    if (saving.dataset.state !== "saved") return;
    watch.disconnect();
    done(performance.now() - start);
  });
  watch.observe(saving, { attributes: true });
  window.dispatchEvent(new Event("online"));
})"""

# The same bytes in as many requests as there are files, to something that only takes them.
SENT_BARE = """async (sizes) => {
  const start = performance.now();
  for (const size of sizes) await fetch("/", { method: "PUT", body: new Uint8Array(size) });
  return performance.now() - start;
}"""
