"""Queues that older pages have left on a tablet: this build opens them, shows them and sends them once."""

import json
from typing import Any

from playwright.sync_api import Page, expect

from audit.models import Audit, PublishedChecklist
from audit.places import shipped
from tests.field.tablet_ground import Ground
from tests.field.tablet_kills import twice
from tests.field.tablet_page import PATIENCE, open_audit, send, shown

FIXTURES = shipped("static").parent / "tests" / "fixtures" / "queues"
# What the released pages made of their databases; never changed, or it would prove nothing.
_SHAPES = {
    1: """(db) => {
      db.createObjectStore("kv");
      db.createObjectStore("audits", { keyPath: "id" });
      db.createObjectStore("checklists");
      db.createObjectStore("registers", { keyPath: ["audit", "path"] });
      const operations = db.createObjectStore("operations", { keyPath: "id" });
      operations.createIndex("order", ["audit", "sequence"]);
      operations.createIndex("path", ["audit", "path"]);
      db.createObjectStore("drafts", { keyPath: ["audit", "criterion"] });
      const photographs = db.createObjectStore("photographs", { keyPath: ["audit", "digest"] });
      photographs.createIndex("waiting", "waiting");
      db.createObjectStore("inbox", { keyPath: "id" }).createIndex("audit", "audit");
    }"""
}
_PUT = """async ([databases, version]) => {
  const shape = %s;
  const decoded = (value) => {
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map(decoded);
    if ("base64" in value) return Uint8Array.from(atob(value.base64), (one) => one.charCodeAt(0)).buffer;
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, decoded(part)]));
  };
  for (const [name, stores] of Object.entries(databases)) {
    const db = await new Promise((opened, failed) => {
      const asked = indexedDB.open(name, version);
      asked.onupgradeneeded = () => shape(asked.result);
      asked.onsuccess = () => opened(asked.result);
      asked.onerror = () => failed(asked.error);
    });
    const tx = db.transaction(Object.keys(stores), "readwrite", { durability: "strict" });
    for (const [store, rows] of Object.entries(stores)) {
      const place = tx.objectStore(store);
      for (const [key, value] of rows) place.put(decoded(value), place.keyPath === null ? key : undefined);
    }
    await new Promise((done, failed) => ((tx.oncomplete = done), (tx.onabort = () => failed(tx.error))));
    db.close();
  }
}"""
_STANDING = """async (name) => {
  const db = await new Promise((opened) => (indexedDB.open(name).onsuccess = ({ target }) => opened(target.result)));
  const all = (store) => new Promise((done) => {
    db.transaction(store).objectStore(store).getAll().onsuccess = ({ target }) => done(target.result);
  });
  const [operations, drafts] = [await all("operations"), await all("drafts")];
  db.close();
  return {
    held: operations.filter(({ standing }) => standing === "held").map(({ path, value }) => [path, value]),
    drafts: drafts.map(({ criterion, draft }) => [criterion, draft]),
  };
}"""


def old_queue(ground: Ground, *, form: int, kill: bool = True) -> list[str]:
    """A tablet has the queue of an older form, and the server answers nothing yet; what was not shown, kept or sent.

    A camera file that the old page has not reduced becomes a photograph too.
    """
    tablet, queue = ground.tablet(), json.loads((FIXTURES / f"{form}.json").read_text("utf-8"))
    mine = queue["databases"]["star-audit-{user}"]
    page = tablet.start()
    page.goto("/sign-in")
    page.evaluate(_PUT % _SHAPES[form], [_placed(queue, ground), form])
    ground.proxy.cut_off("/api/")
    page = open_audit(tablet, ground)
    expect(page.locator(".shot img")).to_have_count(2, timeout=PATIENCE)
    if kill:  # between the old form and the server
        tablet.restart()
        page = open_audit(tablet, ground)
    waiting = {row["path"]: row["value"] for _, row in mine["operations"] if row["standing"] != "held"}
    faults = _unseen(page, waiting)
    ground.restore_network()
    send(page)
    registers = ground.registers()
    faults += [
        f"server: {path} is {registers.get(path)!r}" for path, value in waiting.items() if registers.get(path) != value
    ]
    (raw,) = [f"c/{row['criterion']}/p/{key}" for key, row in mine["inbox"]]
    named = [row["digest"] for _, row in mine["photographs"]]
    named += [value["photo"] for path, value in registers.items() if path == raw]
    if len(named) != 2 or sorted(named) != ground.photographs():
        faults.append(f"photographs {named}, the server has {ground.photographs()}")
    return faults + _unkept(page, ground, mine) + twice(ground)


def _placed(queue: dict[str, Any], ground: Ground) -> dict[str, Any]:
    """The databases of a queue, with this ground's person, audit and checklist in the place of those of its day."""
    with ground.database.reading() as session:
        checklist = session.get_one(PublishedChecklist, session.get_one(Audit, ground.audit_id).checklist_id)
        digest, content = checklist.digest, json.loads(checklist.content)
    user = ground.cast.people["inspector"].id
    text = json.dumps(queue["databases"]).replace("{user}", str(user))
    databases: dict[str, Any] = json.loads(text, object_hook=lambda row: _renumbered(row, queue, ground, digest))
    databases["star-audit"]["kv"][0][1]["id"] = user
    databases[f"star-audit-{user}"]["checklists"] = [[digest, content]]
    return databases


def _renumbered(row: dict[str, Any], queue: dict[str, Any], ground: Ground, digest: str) -> dict[str, Any]:
    places = {"audit", "waiting"} | ({"id"} if "facts" in row or "campaign" in row else set())
    return {
        name: ground.audit_id if name in places and value == queue["audit"] else value for name, value in row.items()
    } | ({"checklist": {**row["checklist"], "digest": digest}} if "campaign" in row else {})


def _unseen(page: Page, waiting: dict[str, Any]) -> list[str]:
    """What of the queue is not on the page."""
    found, faults = shown(page), []
    for path, value in waiting.items():
        _, place, part, *_ = path.split("/")
        if part == "note" and found[place][0] != value:
            faults.append(f"{path}: {found[place][0]!r}")
        if part == "answer" and found[place][1] == "—":
            faults.append(f"{path}: no score")
    return faults


def _unkept(page: Page, ground: Ground, mine: dict[str, Any]) -> list[str]:
    """What was held or not finished, and is no longer there."""
    found = page.evaluate(_STANDING, f"star-audit-{ground.cast.people['inspector'].id}")
    held = [[row["path"], row["value"]] for _, row in mine["operations"] if row["standing"] == "held"]
    drafts = [[row["criterion"], row["draft"]] for _, row in mine["drafts"]]
    return [] if found == {"held": held, "drafts": drafts} else [f"of {held} and {drafts} is left: {found}"]
