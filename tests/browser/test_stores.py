"""The two stores of a tablet: what one of them loses, the other brings back."""

from typing import Any

import pytest
from playwright.sync_api import Page

from audit.web.assets import asset_url
from tests.browser.server import LiveServer

# modules of the tablet by their names, for scripts that run in the page
_MODULES = ("database", "recovery", "store", "outbox", "kept", "journal/records")


def run(page: Page, script: str, argument: Any = None) -> Any:
    """Runs a script over the tablet's modules: `{ database, recovery, … }` and the argument are its parameters."""
    addresses = [asset_url(f"js/tablet/{name}.js") for name in _MODULES]
    body = f"""async ([addresses, argument]) => {{
        const modules = await Promise.all(addresses.map((address) => import(address)));
        return ({script})(Object.assign({{}}, ...modules), argument);
    }}"""
    return page.evaluate(body, [addresses, argument])


@pytest.fixture
def bare(page: Page, live_server: LiveServer) -> Page:
    """A page of the server that uses none of the stores itself."""
    page.goto("/sign-in")
    return page


SAVED = """async ({ databaseOf, Store, recover }, count) => {
    const database = databaseOf(7);
    await recover(database);
    const store = new Store(database);
    await store.device();
    await store.keepChecklist("d", { key: "demo" });
    const head = { facts: { checklist: { digest: "d" } }, revision: 3, conflicts: [] };
    await store.keep(12, head, [{ path: "c/9/note", v: "old", r: 3 }]);
    for (let tap = 1; tap <= count; tap += 1) {
        const change = { id: `id-${tap}`, path: `c/${tap}/answer`, value: { faults: { a: tap } }, base: 0 };
        await store.save(12, change);
    }
    const bytes = new Uint8Array([1, 2, 3, 4]).buffer;
    const raw = { id: "raw", audit: 12, criterion: "1", bytes, type: "image/png" };
    await database.write(["inbox"], (writing) => writing.put("inbox", raw));
    const large = new Uint8Array(300000).fill(7).buffer;
    const photograph = { audit: 12, digest: "p", bytes: large, thumb: null, waiting: 12 };
    await store.keepPhotograph(photograph);
    const photo = { id: "id-photo", path: "c/1/p/x", value: { photo: "p" }, base: 0 };
    await store.save(12, photo, "raw");
}"""
WHOLE = """async ({ databaseOf, STRICT, recover }) => {
    const database = databaseOf(7);
    const recovered = await recover(database);
    const all = await database.run(async (db) => Object.fromEntries(await Promise.all(
        [...db.objectStoreNames].map(async (name) => [name, await db.getAll(name)]))));
    const sum = (bytes) => [...new Uint8Array(bytes)].reduce((a, b) => a + b, 0);
    const plain = (value) => (value instanceof ArrayBuffer ? sum(value) : value);
    return { recovered, all: JSON.parse(JSON.stringify(all, (_key, value) => plain(value))) };
}"""
LOSE = """() => new Promise((resolve, reject) => {
    const asked = indexedDB.deleteDatabase("star-audit-7");
    asked.onsuccess = resolve;
    asked.onerror = asked.onblocked = reject;
})"""
CUT = """async ({}, how) => {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle("star-audit-7");
    for await (const name of folder.keys()) {
        if (!name.endsWith(".log")) continue;
        const file = await folder.getFileHandle(name);
        const bytes = new Uint8Array(await (await file.getFile()).arrayBuffer());
        if (bytes.length < 2000) continue;
        if (how === "flip") bytes[bytes.length >> 1] ^= 0xff;
        const writable = await file.createWritable();
        await writable.write(how === "cut" ? bytes.slice(0, -5) : bytes);
        await writable.close();
    }
}"""


def whole(page: Page) -> dict[str, Any]:
    """Everything in the database after a start, bytes as their sums."""
    found: dict[str, Any] = run(page, WHOLE)
    return found


def again(page: Page) -> None:
    """Closes the page's stores and opens the page anew."""
    page.reload()


def test_a_database_that_the_browser_throws_away_comes_back_from_the_journal(bare: Page) -> None:
    run(bare, SAVED, 30)
    again(bare)
    before = whole(bare)
    assert before["recovered"] == {"operations": 0, "drafts": 0, "photographs": 0, "audits": 0}
    again(bare)
    bare.evaluate(LOSE)
    after = whole(bare)
    assert after["recovered"] == {"operations": 31, "drafts": 0, "photographs": 1, "audits": 1}
    for operation in before["all"]["operations"]:
        operation["standing"] = "sent"  # whether they were is not known
    assert after["all"] == before["all"]


@pytest.mark.parametrize(("how", "least"), [("cut", 30), ("flip", 30)])
def test_a_damaged_journal_gives_everything_but_the_damaged_record(bare: Page, how: str, least: int) -> None:
    run(bare, SAVED, 30)
    again(bare)
    run(bare, CUT, how)
    bare.evaluate(LOSE)
    assert whole(bare)["recovered"]["operations"] >= least


def test_many_openings_are_brought_into_one_log(bare: Page) -> None:
    for opening in range(12):
        run(bare, SAVED, opening + 1)
        again(bare)
    names = """async () => {
        const names = [];
        const root = await navigator.storage.getDirectory();
        for await (const name of (await root.getDirectoryHandle("star-audit-7")).keys()) names.push(name);
        return names;
    }"""
    logs = [name for name in run(bare, names) if name.endswith(".log")]
    assert len(logs) < 12
    bare.evaluate(LOSE)
    assert len(whole(bare)["all"]["operations"]) == 13


def test_what_was_forgotten_does_not_come_back(bare: Page) -> None:
    run(bare, SAVED, 5)
    run(bare, "async ({ databaseOf, Store }) => new Store(databaseOf(7)).forget(12)")
    again(bare)
    bare.evaluate(LOSE)
    found = whole(bare)["all"]
    assert (found["audits"], found["operations"], found["photographs"], found["checklists"]) == ([], [], [], [])


DROP = """async () => {
    const root = await navigator.storage.getDirectory();
    await root.removeEntry("star-audit-7", { recursive: true });
}"""


@pytest.mark.parametrize("harm", ["drop", "cut", "flip"])
def test_a_journal_that_was_lost_is_written_anew(bare: Page, harm: str) -> None:
    run(bare, SAVED, 30)
    again(bare)
    before = whole(bare)["all"]
    again(bare)
    run(bare, DROP if harm == "drop" else CUT, harm)
    whole(bare)
    again(bare)
    bare.evaluate(LOSE)
    after = whole(bare)["all"]
    for operation in before["operations"]:
        operation["standing"] = "sent"
    assert after == before
