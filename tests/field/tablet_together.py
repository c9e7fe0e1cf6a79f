"""Two tablets at the same criteria, both without a network: conflicts are shown, decided, and end in one state."""

from playwright.sync_api import Page, expect

from tests.field.tablet_ground import PEOPLE, Ground
from tests.field.tablet_page import PATIENCE, criteria, nudge, open_audit, send, shown, write


def two_at_once(ground: Ground, *, shared: int, alone: int = 2, kill: bool = True) -> list[str]:
    """Two people note something to the same criteria, and each to some alone; the second decides every conflict.

    Between the conflict and the decision the deciding tablet dies. What is not decided, not equal on both, or not
    on the server.
    """
    first, second = (ground.tablet(person) for person in PEOPLE)
    pages = []
    for tablet in (first, second):
        tablet.start()
        pages.append(open_audit(tablet, ground))
        send(pages[-1])
    places = criteria(pages[0])
    both, own = places[:shared], (places[shared : shared + alone], places[shared + alone : shared + 2 * alone])
    ground.lose_network()
    for number, page in enumerate(pages):
        write(page, [(place, f"第{number}台{place}") for place in (*both, *own[number])])
    ground.proxy.restore()
    for tablet, page in zip((first, second), pages, strict=True):  # one after the other, so that the second decides
        tablet.cut_off(False)
        page.bring_to_front()  # clicks in a window behind another wait for ever
        send(page)
    page = pages[1]
    expect(page.locator(".conflict")).to_have_count(shared, timeout=PATIENCE)
    if kill:
        second.restart()
        page = open_audit(second, ground)
        expect(page.locator(".conflict")).to_have_count(shared, timeout=PATIENCE)
    wanted = {place: f"第{number}台{place}" for number in range(2) for place in own[number]}
    wanted |= {place: _decided(page, place, "held" if turn % 2 else "now") for turn, place in enumerate(both)}
    send(page)
    return _differences(ground, wanted, [open_audit(first, ground), open_audit(second, ground)])


def _decided(page: Page, place: str, choice: str) -> str:
    """Takes one side of a conflict; what it said."""
    conflict = page.locator(f'.criterion[data-id="{place}"] .conflict')
    conflict.locator(f"[data-choice={choice}]").click()
    expect(conflict).to_have_count(0)
    return f"第{1 if choice == 'held' else 0}台{place}"


def _differences(ground: Ground, wanted: dict[str, str], pages: list[Page]) -> list[str]:
    registers = ground.registers()
    faults = [f"server: {place}" for place, text in wanted.items() if registers.get(f"c/{place}/note") != text]
    for number, page in enumerate(pages):
        nudge(page)
        found = shown(page)
        faults += [
            f"tablet {number}: {place} {found[place][0]!r}" for place in wanted if found[place][0] != wanted[place]
        ]
        faults += [f"tablet {number}: a conflict is open"] * page.locator(".conflict").count()
    outcomes = {outcome for *_, outcome in ground.operations()}
    return faults if "conflict" in outcomes else [*faults, f"no proof: {outcomes}"]
