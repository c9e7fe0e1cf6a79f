"""A tablet dies right after it said "saved", small; `./run bench --field` does it two hundred times."""

from pathlib import Path

from tests.field.tablet_day import whole_day
from tests.field.tablet_ground import altered, on_a_ground
from tests.field.tablet_kills import killed_after_saved

# says "saved" as soon as it is asked for, not when it is written
WRITTEN = "ticket.id = (await this.store.save(this.audit.id, change, raw)).id;"
ASKED = "ticket.id = change.id; this.store.save(this.audit.id, change, raw);"


def test_nothing_that_was_shown_as_saved_is_lost_in_a_kill(tmp_path: Path) -> None:
    assert on_a_ground(tmp_path, lambda ground: killed_after_saved(ground, 4)) == []


def test_saying_saved_before_it_is_written_is_caught(tmp_path: Path) -> None:
    with altered("js/fill/saver.js", WRITTEN, ASKED):
        lost = on_a_ground(tmp_path, lambda ground: killed_after_saved(ground, 2, at_once=60))
    assert any("shown" in one for one in lost)


def test_a_day_without_a_network_and_two_kills_arrives_to_the_byte(tmp_path: Path) -> None:
    assert on_a_ground(tmp_path, lambda ground: whole_day(ground, criteria=30, photographs=4)) == []


def test_a_day_that_arrives_otherwise_is_caught(tmp_path: Path) -> None:
    with altered("js/fill/typing.js", 'part(card, "note").value.trimEnd()', 'part(card, "note").value.slice(0, 4)'):
        assert on_a_ground(tmp_path, lambda ground: whole_day(ground, criteria=20, photographs=0)) != []
