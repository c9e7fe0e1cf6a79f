"""Kills right after "saved": what the page said is on the tablet has to be there, and is sent exactly once."""

from itertools import islice, pairwise
from random import Random

from tests.field.tablet_ground import Ground
from tests.field.tablet_page import criteria, open_audit, prepared, send, shown, tap, write

AT_ONCE = 6  # changes in a burst


def killed_after_saved(ground: Ground, kills: int, *, at_once: int = AT_ONCE, seed: int = 1) -> list[str]:
    """Bursts of notes and taps, each followed by a kill in the moment the page says "saved"; what was lost.

    Two rounds of three have no server, the third sends while it is killed.
    """
    tablet, random, lost = ground.tablet(), Random(seed), []
    tablet.start()
    expected: dict[str, str] = {}
    tapped: set[str] = set()
    places = criteria(prepared(open_audit(tablet, ground)))
    untouched = iter(places)
    for kill in range(kills):
        if kill % 3 < 2:
            ground.lose_network()
        page = open_audit(tablet, ground)
        lost += [f"kill {kill}: {what}" for what in missing(shown(page), expected, tapped)]
        full = list(islice(untouched, 1))
        if full:
            tap(page, full)
        notes = [(place, f"{kill}-{place}") for place in random.sample(places, min(at_once, len(places)))]
        write(page, notes)
        tablet.kill()
        tapped.update(full)
        expected.update(notes)
        ground.restore_network()
        tablet.start()
    page = open_audit(tablet, ground)
    lost += [f"at the end: {what}" for what in missing(shown(page), expected, tapped)]
    send(page)
    lost += unequal(ground, expected, tapped) + twice(ground)
    return lost


def missing(found: dict[str, tuple[str, str]], expected: dict[str, str], tapped: set[str]) -> list[str]:
    """What is not on the page though it was shown as saved."""
    notes = [f"note {text!r}, shown {found[place][0]!r}" for place, text in expected.items() if found[place][0] != text]
    return notes + [f"score of {place}" for place in tapped if found[place][1] == "—"]


def unequal(ground: Ground, expected: dict[str, str], tapped: set[str]) -> list[str]:
    """What the server has otherwise than it was entered."""
    registers = ground.registers()
    wanted = {f"c/{place}/note": text for place, text in expected.items()}
    lost = [
        f"server: {path} is {registers.get(path)!r}" for path, text in wanted.items() if registers.get(path) != text
    ]
    return lost + [f"server: no answer of {place}" for place in tapped if f"c/{place}/answer" not in registers]


def twice(ground: Ground) -> list[str]:
    """What the server took more than once: notes are all different, so none may come again."""
    taken = [(device, path, str(value)) for device, _, path, value, _ in ground.operations()]
    again = [f"twice: {one}" for one, other in pairwise(sorted(taken)) if one == other]
    outcomes = [f"{path}: {outcome}" for *_, path, _, outcome in ground.operations() if outcome != "applied"]
    return again + outcomes
