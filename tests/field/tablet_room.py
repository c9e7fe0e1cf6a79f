"""A full disk: the page says so in red, keeps what is touched, sends, and nothing that was saved before is lost.

Chromium takes everything of a site away where its IndexedDB meets a full disk: this needs a disk that is really full.
"""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import expect

from tests.field.tablet_ground import Ground
from tests.field.tablet_kills import missing, twice, unequal
from tests.field.tablet_page import PATIENCE, criteria, open_audit, photograph, prepared, send, shown, take, tap, write

DISK = 128  # megabytes
# Touches without waiting for an answer: on a full disk there is none.
_TYPE = """(notes) => {
  for (const [criterion, text] of notes) {
    const field = document.querySelector(`.criterion[data-id="${criterion}"] [data-part=note]`);
    field.value = text;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}"""
_RESERVED = """async () => {
  const root = await navigator.storage.getDirectory();
  for (let size = 0; size === 0; ) {
    await new Promise((resume) => setTimeout(resume, 100));
    size = await root.getFileHandle("reserve").then(async (file) => (await file.getFile()).size, () => 0);
  }
}"""


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A disk of its own in memory; CalledProcessError or PermissionError where this machine mounts none."""
    place = folder / "disk"
    place.mkdir()
    size = f"size={DISK}m"
    subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(place)], check=True, capture_output=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True, capture_output=True)


def disk_full(ground: Ground, disk: Path, *, changes: int, photographs: int, kill: bool = False) -> list[str]:
    """Work waits, the disk fills up: first the reserve is left, then nothing; then there is room again.

    What was not said, was lost or came twice.
    """
    tablet, faults = ground.tablet(profile=disk / "profile"), list[str]()
    tablet.start()
    page = prepared(open_audit(tablet, ground))
    page = open_audit(tablet, ground)
    page.evaluate(_RESERVED)
    places = criteria(page)
    ground.lose_network()
    tapped, notes = set(places[:changes]), {place: f"备注{place}" for place in places[:changes]}
    tap(page, sorted(tapped))
    write(page, list(notes.items()))
    take(page, places[-1], *(photograph(ground.folder, f"picture-{number}") for number in range(photographs)))
    fill(disk)
    first = {place: f"满了{place}" for place in places[changes : 2 * changes]}
    write(page, list(first.items()))
    expect(page.locator("#notices [data-part=room]")).to_be_visible(timeout=PATIENCE)
    fill(disk)
    second = {place: f"全满{place}" for place in places[2 * changes : 3 * changes]}
    page.evaluate(_TYPE, list(second.items()))
    expect(page.locator("#notices [data-part=failed]")).to_be_visible(timeout=PATIENCE)
    if page.locator("#saving").get_attribute("data-kept") != "no":
        faults.append("said to be saved on a full disk")
    notes |= first | second
    faults += missing(shown(page), notes, tapped)
    (disk / "filler").unlink()
    expect(page.locator("#saving")).to_have_attribute("data-kept", "yes", timeout=PATIENCE)
    if kill:
        tablet.restart()
    page = open_audit(tablet, ground)
    faults += missing(shown(page), notes, tapped)
    ground.restore_network()
    send(page)
    if len(ground.photographs()) != photographs:
        faults.append(f"{len(ground.photographs())} photographs of {photographs}")
    return faults + unequal(ground, notes, tapped) + twice(ground)


def fill(disk: Path) -> None:
    """Somebody else takes all the room there is."""
    filler = os.open(disk / "filler", os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    try:
        while True:
            os.write(filler, b"x" * 4096)
    except OSError:
        os.close(filler)
