"""Tablets in the field, in full: two hundred kills, stores thrown away and torn, bad lines, a whole day."""

from collections.abc import Callable

from tests.bench.figures import Run
from tests.field.tablet import Tablet
from tests.field.tablet_day import whole_day
from tests.field.tablet_ground import Ground, on_a_ground
from tests.field.tablet_kills import killed_after_saved
from tests.field.tablet_lines import bad_line, cut_uploads, ended_session
from tests.field.tablet_queues import old_queue
from tests.field.tablet_stores import (
    cut_short,
    database_lost,
    database_rolled_back,
    journal_lost,
    spoilt,
    torn_database,
)
from tests.field.tablet_together import two_at_once
from tests.field.tablet_updates import updated_while_full

Scenario = Callable[[Ground], list[str]]
CAMERA = (4000, 3000)  # twelve megapixels


def run(run: Run) -> None:
    """Every scenario on a ground of its own; the figure is how much was lost, came twice or was said wrongly."""
    for name, scenario in _scenarios(quick=run.quick).items():
        found = on_a_ground(run.folder, scenario)
        run.add("field-tablet", name, len(found), unit="", limit=0, detail="; ".join(found[:3]))


def _scenarios(*, quick: bool) -> dict[str, Scenario]:
    kills, changes, pictures = (10, 15, 2) if quick else (200, 30, 6)
    much = {"changes": changes, "photographs": pictures}
    day = {"criteria": 60, "photographs": 8} if quick else {"criteria": 190, "photographs": 40, "size": CAMERA}
    return {
        f"lost in {kills} kills right after “saved”": lambda ground: killed_after_saved(ground, kills),
        "lost with IndexedDB deleted": lambda ground: database_lost(ground, **much),
        "lost with IndexedDB torn": lambda ground: database_lost(ground, **much, harm=torn_database),
        "lost with IndexedDB rolled back": lambda ground: database_rolled_back(ground, **much),
        "lost with the journal deleted": lambda ground: journal_lost(ground, **much, harm=Tablet.drop_files),
        "lost with the journal cut short": lambda ground: journal_lost(ground, **much, harm=cut_short),
        "lost with garbage in the journal": lambda ground: journal_lost(ground, **much, harm=spoilt),
        "photographs cut at every chunk": lambda ground: cut_uploads(ground, photographs=pictures, size=CAMERA),
        "lost or twice on a bad line": lambda ground: bad_line(ground, rounds=10 if quick else 60),
        "lost with a session that ended": lambda ground: ended_session(ground, changes=changes // 2),
        "lost of a queue of the first release": lambda ground: old_queue(ground, form=1),
        "lost in an update that reads the queue": lambda ground: updated_while_full(ground, changes=10, reads=True),
        "lost in an update that does not": lambda ground: updated_while_full(ground, changes=10, reads=False),
        "undecided between two tablets": lambda ground: two_at_once(ground, shared=2 if quick else 12),
        "wrong after a whole day": lambda ground: whole_day(ground, **day),  # type: ignore[arg-type] # by their names
    }
