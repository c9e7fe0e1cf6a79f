"""One of a tablet's two stores is lost: the other brings everything back, and the page says what is true."""

from pathlib import Path

import pytest

from tests.field.tablet import Tablet
from tests.field.tablet_ground import altered, on_a_ground
from tests.field.tablet_stores import (
    Harm,
    cut_short,
    database_lost,
    database_rolled_back,
    journal_lost,
    spoilt,
    torn_database,
)


@pytest.mark.parametrize("harm", [Tablet.drop_database, torn_database])
def test_the_journal_brings_back_what_the_database_lost(harm: Harm, tmp_path: Path) -> None:
    assert on_a_ground(tmp_path, lambda ground: database_lost(ground, changes=10, photographs=1, harm=harm)) == []


def test_a_tablet_without_a_journal_is_caught(tmp_path: Path) -> None:
    with (
        altered(
            "js/tablet/journal/journal.js", 'await books.ask("append", this.name, { changes: kept, isFlushed });', ""
        ),
        pytest.raises(AssertionError, match="连不上"),  # it does not even know whose it is
    ):
        on_a_ground(tmp_path, lambda ground: database_lost(ground, changes=4, photographs=0))


def test_the_journal_brings_back_what_the_database_forgot_without_a_word(tmp_path: Path) -> None:
    assert on_a_ground(tmp_path, lambda ground: database_rolled_back(ground, changes=10, photographs=1)) == []


@pytest.mark.parametrize("harm", [Tablet.drop_files, cut_short, spoilt])
def test_the_database_goes_on_without_the_journal_and_writes_it_anew(harm: Harm, tmp_path: Path) -> None:
    assert on_a_ground(tmp_path, lambda ground: journal_lost(ground, changes=10, photographs=1, harm=harm)) == []
