"""One of the tablet's two stores is thrown away or torn while nothing was sent: the other has everything."""

import shutil
from collections.abc import Callable

from tests.field.tablet import Tablet
from tests.field.tablet_ground import Ground
from tests.field.tablet_kills import missing, twice, unequal
from tests.field.tablet_page import (
    criteria,
    open_audit,
    photograph,
    prepared,
    recovered,
    send,
    shown,
    take,
    tap,
    write,
)

Harm = Callable[[Tablet], None]
# Done when a journal that this page has begun says who works on the tablet: two seconds after the page has opened.
_IS_KNOWN = """async () => {
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle("star-audit", { create: true });
  for (let isKnown = false; !isKnown; ) {
    await new Promise((resume) => setTimeout(resume, 100));
    for await (const [name, file] of folder) {
      const isNew = parseInt(name, 10) >= performance.timeOrigin;
      isKnown ||= isNew && (await (await file.getFile()).text()).includes('"key":"user"');
    }
  }
}"""


class Work:
    """A day's work on a tablet without a network: what was entered, and what became of it."""

    def __init__(self, ground: Ground, *, changes: int, photographs: int) -> None:
        self.ground, self.tablet = ground, ground.tablet()
        self.tablet.start()
        page = open_audit(self.tablet, ground)
        prepared(page)
        ground.lose_network()
        places = criteria(page)
        self.tapped = set(places[: changes // 2])
        self.notes = {place: f"备注{place}" for place in places[changes // 2 : changes]}
        self.pictured = places[-1]
        tap(page, sorted(self.tapped))
        write(page, list(self.notes.items()))
        self.pictures = [photograph(ground.folder, f"picture-{number}") for number in range(photographs)]
        take(page, self.pictured, *self.pictures)
        self.faults: list[str] = []

    def look(self) -> None:
        """What is not on the page."""
        page = open_audit(self.tablet, self.ground)
        self.faults += missing(shown(page), self.notes, self.tapped)
        shots = page.locator(f'.criterion[data-id="{self.pictured}"] .shot img').count()
        if shots != len(self.pictures):
            self.faults.append(f"{shots} of {len(self.pictures)} photographs")

    def send(self) -> list[str]:
        """The line is back; everything that is wrong at the end."""
        self.ground.restore_network()
        send(self.tablet.page)
        registers = self.ground.registers()
        named = sorted(value["photo"] for path, value in registers.items() if "/p/" in path)
        if len(named) != len(self.pictures) or named != self.ground.photographs():
            self.faults.append(f"photographs {named}, the server has {self.ground.photographs()}")
        return self.faults + unequal(self.ground, self.notes, self.tapped) + twice(self.ground)


def database_lost(ground: Ground, *, changes: int, photographs: int, harm: Harm = Tablet.drop_database) -> list[str]:
    """IndexedDB is harmed while everything waits: what did not come back from the journal, or was not said."""
    work = Work(ground, changes=changes, photographs=photographs)
    tablet = work.tablet
    tablet.kill()
    harm(tablet)
    tablet.start()
    work.look()
    if not recovered(tablet.page):
        work.faults.append("the page does not say that work was put back")
    return work.send()


def database_rolled_back(ground: Ground, *, changes: int, photographs: int) -> list[str]:
    """IndexedDB has forgotten the last part of the work without a word, as after a hole in its log.

    What was entered first and changed later must not come back as it was first.
    """
    work = Work(ground, changes=changes, photographs=photographs)
    tablet = work.tablet
    tablet.kill()
    folder, before = tablet.database_folder, tablet.profile.with_name("before")
    shutil.copytree(folder, before)
    tablet.start()
    page = open_audit(tablet, ground)
    later = {place: f"后来{place}" for place in [*list(work.notes)[::2], *sorted(work.tapped)]}
    write(page, list(later.items()))
    work.notes |= later
    tablet.kill()
    shutil.rmtree(folder)
    shutil.copytree(before, folder)
    tablet.start()
    work.look()
    return work.send()


def torn_database(tablet: Tablet) -> None:
    """A torn record, and the start that writes on behind it; at the next Chromium deletes the database."""
    tablet.tear_database()
    page = tablet.start()
    page.goto("/sign-in")
    page.evaluate("""async () => {
      const open = (name) =>
        new Promise((opened) => (indexedDB.open(name).onsuccess = (event) => opened(event.target.result)));
      for (const { name } of await indexedDB.databases()) {
        const db = await open(name);
        const tx = db.transaction("kv", "readwrite");
        tx.objectStore("kv").put(1, "torn");
        await new Promise((done) => (tx.oncomplete = done));
        db.close();
      }
    }""")
    tablet.kill()


def journal_lost(ground: Ground, *, changes: int, photographs: int, harm: Harm = Tablet.drop_files) -> list[str]:
    """The journal is harmed: the database has everything, nothing false is said, and the journal is written anew.

    That it is whole again is shown by the database, which goes next.
    """
    work = Work(ground, changes=changes, photographs=photographs)
    tablet = work.tablet
    tablet.kill()
    harm(tablet)
    tablet.start()
    work.look()
    if recovered(tablet.page):
        work.faults.append("the page says that work was put back, but none was lost")
    tablet.page.evaluate(_IS_KNOWN)
    tablet.kill()
    tablet.drop_database()
    tablet.start()
    work.look()
    return work.send()


def cut_short(tablet: Tablet) -> None:
    """The last record of the journal was not written to its end."""
    tablet.tear_journals(cut=5)


def spoilt(tablet: Tablet) -> None:
    """Garbage in the middle of the journal."""
    tablet.tear_journals(garbage_at=0.5)
