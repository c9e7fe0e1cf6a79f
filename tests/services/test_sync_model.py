"""Any forty steps end as docs/sync.md says: one state, each operation once, the same answer to the same question."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import func, select

from audit.models import Operation
from audit.models.operation import OUTCOMES
from audit.services.batch import Batch
from audit.services.changes import APPLIED, CONFLICT, SAME, Change, Outcome
from tests.services.sync_play import hold
from tests.services.sync_world import Ground, MismatchError


@pytest.fixture(scope="module")
def ground() -> Iterator[Ground]:
    """One database for all sequences."""
    made = Ground()
    yield made
    made.close()


def test_forty_steps_end_as_the_page_says(ground: Ground) -> None:
    assert hold(ground, 60, same_each_time=True) == {*OUTCOMES}


def by_time(batch: Batch, change: Change, text: str) -> str:
    """Wrong: who tapped later by their clock is right."""
    present = batch.known.registers.get(change.path)
    if present and present.text == text:
        return SAME
    on_path = (Operation.audit_id == batch.opened.id, Operation.path == change.path, Operation.outcome == APPLIED)
    latest = batch.session.scalar(select(func.max(Operation.made_at)).where(*on_path))
    return CONFLICT if latest is not None and latest > change.made_at else APPLIED


_judge = Batch._judge


def by_arrival(batch: Batch, change: Change, text: str) -> str:
    """Wrong: of one device, too, what arrives last is right."""
    batch.known.words.clear()
    return _judge(batch, change, text)


_take = Batch.take


def twice(batch: Batch, change: Change) -> Outcome:
    """Wrong: what comes again is done again."""
    before = batch.before.get(change.id)
    if before is not None and before.outcome == APPLIED and batch.opened.state == "draft":
        batch._put(change, "null")
    return _take(batch, change)


def forgetful(batch: Batch, change: Change, text: str, outcome: str) -> None:
    """Wrong: what loses is not shown."""


VARIANTS: dict[str, tuple[str, Callable[..., Any]]] = {
    "conflicts by time": ("_judge", by_time),
    "order by arrival": ("_judge", by_arrival),
    "replays applied twice": ("take", twice),
    "conflicts not held": ("_settle", forgetful),
}


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_server_that_is_wrong_is_caught(ground: Ground, monkeypatch: pytest.MonkeyPatch, variant: str) -> None:
    name, wrong = VARIANTS[variant]
    monkeypatch.setattr(Batch, name, wrong)
    with pytest.raises(MismatchError):
        hold(ground, 200, same_each_time=True)
