"""Bad lines, sessions that end, two tablets: everything arrives once, and what differs is decided by a person."""

from pathlib import Path

from tests.field.tablet_ground import altered, on_a_ground
from tests.field.tablet_lines import bad_line, cut_uploads, ended_session
from tests.field.tablet_together import two_at_once


def test_a_photograph_whose_every_chunk_is_cut_arrives_once(tmp_path: Path) -> None:
    assert on_a_ground(tmp_path, lambda ground: cut_uploads(ground, photographs=2)) == []


def test_lost_answers_and_repeated_late_batches_change_nothing(tmp_path: Path) -> None:
    assert on_a_ground(tmp_path, lambda ground: bad_line(ground, rounds=5)) == []


def test_a_tablet_that_changes_what_it_has_sent_is_caught(tmp_path: Path) -> None:
    with altered("js/tablet/store.js", 'one.standing === "new" && !one', 'one.standing !== "done" && !one'):
        assert on_a_ground(tmp_path, lambda ground: bad_line(ground, rounds=5)) != []


def test_a_session_that_ends_in_the_middle_loses_nothing(tmp_path: Path) -> None:
    assert on_a_ground(tmp_path, lambda ground: ended_session(ground, changes=4)) == []


def test_what_two_tablets_did_to_the_same_criteria_is_decided_once(tmp_path: Path) -> None:
    assert on_a_ground(tmp_path, lambda ground: two_at_once(ground, shared=2)) == []
