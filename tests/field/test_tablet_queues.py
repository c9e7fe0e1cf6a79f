"""What older pages left on a tablet is read by this build, and an update comes only where nothing is lost by it."""

from pathlib import Path

import pytest

from tests.field.tablet_ground import altered, on_a_ground
from tests.field.tablet_queues import FIXTURES, old_queue
from tests.field.tablet_updates import updated_while_full

FORMS = sorted(int(path.stem) for path in FIXTURES.glob("*.json"))


@pytest.mark.parametrize("form", FORMS)
def test_the_queue_of_an_older_page_is_shown_and_sent_once(form: int, tmp_path: Path) -> None:
    assert on_a_ground(tmp_path, lambda ground: old_queue(ground, form=form)) == []


def test_a_build_that_forgets_the_older_queue_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.field.tablet_page.PATIENCE", 6_000)  # it waits for what never comes
    with (
        altered("js/tablet/schema.js", 'if (standing !== "held") cursor', 'if (standing === "new") cursor'),
        pytest.raises(AssertionError, match="busy"),
    ):
        on_a_ground(tmp_path, lambda ground: old_queue(ground, form=1, kill=False))


@pytest.mark.parametrize("reads", [True, False])
def test_an_update_over_a_full_queue_loses_nothing(reads: bool, tmp_path: Path) -> None:
    assert on_a_ground(tmp_path, lambda ground: updated_while_full(ground, changes=6, reads=reads)) == []


def test_an_update_that_is_offered_too_early_is_caught(tmp_path: Path) -> None:
    with altered("js/tablet/worker-of-site.js", "?.reads?.includes(format) || isIdle()", " || isIdle()"):
        found = on_a_ground(tmp_path, lambda ground: updated_while_full(ground, changes=2, reads=False))
    assert any("offered" in one for one in found)
