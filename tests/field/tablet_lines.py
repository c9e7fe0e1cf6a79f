"""Bad lines: answers that are lost, requests that come twice or late, uploads that are cut, sessions that end."""

from dataclasses import replace

from playwright.sync_api import Page

from tests.field.tablet_ground import Ground
from tests.field.tablet_kills import missing, twice, unequal
from tests.field.tablet_page import PATIENCE, criteria, is_sent, nudge, open_audit, photograph, send, shown, take, write
from tests.field.tablet_proxy import Fault

OPERATIONS, UPLOADS = r"^POST .*/operations", r"^PUT .*/photographs/"
_KINDS = (
    Fault(OPERATIONS, down=0),
    Fault(OPERATIONS, twice=True),
    Fault(OPERATIONS, late=0.4),
    Fault(OPERATIONS, delay=0.3),
    Fault(OPERATIONS, up=40),
)


def cut_uploads(ground: Ground, *, photographs: int, size: tuple[int, int] = (1600, 1200)) -> list[str]:
    """Every chunk of every photograph is cut on its way there, then its answer is lost; between, the server restarts.

    What was not there once at the end, or what of it no fault had met.
    """
    tablet = ground.tablet()
    tablet.start()
    page = open_audit(tablet, ground)
    send(page)
    cut, swallowed = Fault(UPLOADS, each=True, up=50_000), Fault(UPLOADS, each=True, down=0)
    ground.lose_network()
    place = criteria(page)[0]
    take(page, place, *(photograph(ground.folder, f"picture-{number}", size) for number in range(photographs)))
    ground.restore_network()
    ground.proxy.faults += [cut, swallowed]
    met = 0
    while not _sent_meanwhile(page):
        if len(cut.met) + len(swallowed.met) > met + 3:
            ground.restart_server()
            met = len(cut.met) + len(swallowed.met)
    named = sorted(value["photo"] for path, value in ground.registers().items() if "/p/" in path)
    faults = [] if len(named) == photographs else [f"{len(named)} registers of {photographs} photographs"]
    if named != ground.photographs():
        faults.append(f"registers name {named}, the server has {ground.photographs()}")
    if min(len(cut.met), len(swallowed.met)) < photographs:
        faults.append(f"no proof: {len(cut.met)} chunks cut, {len(swallowed.met)} answers lost")
    return faults + twice(ground)


def _sent_meanwhile(page: Page) -> bool:
    """Whether the server has everything; the page is asked to try again, so that nobody waits for its pauses."""
    nudge(page)
    page.wait_for_timeout(100)
    return is_sent(page)


def bad_line(ground: Ground, *, rounds: int) -> list[str]:
    """Batches whose answers are lost, that come twice, late, or behind a later one."""
    tablet = ground.tablet()
    tablet.start()
    page = open_audit(tablet, ground)
    send(page)
    places, expected = criteria(page), dict[str, str]()
    for turn in range(rounds):
        ground.proxy.faults[:] = [replace(_KINDS[turn % len(_KINDS)], met=[])]
        touched = places[turn % 3 :: 3]
        for time in ("first", "again"):  # the second time while the first is on its way, or lost on it
            notes = [(place, f"{turn}-{place} {time}") for place in touched]
            write(page, notes)
            expected.update(notes)
            nudge(page)
            page.wait_for_timeout(120)
    ground.proxy.restore()
    send(page)
    page.wait_for_timeout(500)  # what is still late arrives
    page = open_audit(tablet, ground)
    return missing(shown(page), expected, set()) + unequal(ground, expected, set()) + twice(ground)


def ended_session(ground: Ground, *, changes: int) -> list[str]:
    """The session ends in the middle: the work goes on, and is sent when the person has signed in again."""
    tablet = ground.tablet()
    tablet.start()
    page = open_audit(tablet, ground)
    send(page)
    places = criteria(page)
    before = [(place, f"前{place}") for place in places[:changes]]
    after = [(place, f"后{place}") for place in places[changes : 2 * changes]]
    write(page, before[:1])
    tablet.sign_out()
    write(page, before[1:])
    page.get_by_role("dialog", name="登录已过期").get_by_role("button", name="先接着填").click(timeout=PATIENCE)
    write(page, after)
    faults = [] if page.locator("#saving").get_attribute("data-state") == "signed-out" else ["not said"]
    tablet.restart()
    page = open_audit(tablet, ground)
    send(page)
    expected = dict(before + after)
    return faults + missing(shown(page), expected, set()) + unequal(ground, expected, set()) + twice(ground)
