"""The verdict after kills sees whatever is not as it was acknowledged: each kind of fault, made by hand."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from audit.db import Database
from audit.models import Audit, Operation, Register
from audit.services.operations import Change, apply
from audit.web.bundle import conflicts
from tests.cast import Cast, make_cast
from tests.field import server_verdict as verdict
from tests.field.server_clients import Batch, Gate, Tablet

_BATCHES = 6


def take(session: Session, cast: Cast, tablet: Tablet, batch: Batch) -> None:
    """What the server does with a batch; the tablet learns of it."""
    changes = [_change(**operation) for operation in batch.operations]
    subject = cast.subjects["branch_manager"]
    done = apply(session, subject, tablet.audit_id, device=tablet.device, changes=changes)
    session.commit()
    results = [{"id": one.id, "outcome": one.outcome, "revision": one.revision} for one in done.outcomes]
    registers = {path: {"r": value.revision} for path, value in done.known.registers.items()}
    open_ones = conflicts(session, tablet.audit_id, done.known, "draft")
    tablet.learn({"revision": done.revision, "results": results, "registers": registers, "conflicts": open_ones})


def _change(made_at: str, resolves: str | None = None, **parts: Any) -> Change:
    return Change(**parts, made_at=int(datetime.fromisoformat(made_at).timestamp() * 1000), resolves=resolves)


@pytest.fixture
def session(database: Database) -> Any:
    with database.writing() as opened:
        yield opened


@pytest.fixture
def cast(session: Session) -> Cast:
    return make_cast(session)


@pytest.fixture
def tablets(session: Session, cast: Cast) -> list[Tablet]:
    """Two tablets, whose batches were taken in turn; the last of the second was never sent."""
    made = [Tablet(number, cast.audits["self"].id, "", 0, Gate(2)) for number in range(2)]
    for _round in range(_BATCHES):
        for tablet in made:
            tablet.batches.append(tablet.next_batch())
            take(session, cast, tablet, tablet.batches[-1])
    made[1].batches.append(made[1].next_batch())
    session.expire_all()
    return made


def kinds(faults: Sequence[str]) -> set[str]:
    return {fault.partition(":")[0] for fault in faults}


def test_what_is_as_it_must_be_has_no_fault(session: Session, tablets: Sequence[Tablet]) -> None:
    assert verdict.at_the_end(session, tablets) == []
    looked_at: Counter[str] = Counter()
    assert verdict.after_a_kill(session, tablets, looked_at) == []
    assert list(looked_at.values()) == [_BATCHES, _BATCHES]
    assert verdict.unanswered(session, tablets) == 0


def test_a_batch_that_was_taken_and_not_answered_is_no_fault(
    session: Session, cast: Cast, tablets: Sequence[Tablet]
) -> None:
    take(session, cast, tablets[1], batch := tablets[1].batches[-1])
    batch.results = None
    assert verdict.after_a_kill(session, tablets, Counter()) == []
    assert verdict.unanswered(session, tablets) == 1
    session.execute(delete(Operation).where(Operation.id == _kept_of(session, batch)[0].id))
    assert kinds(verdict.after_a_kill(session, tablets, Counter())) == {verdict.HALF}


def _kept_of(session: Session, batch: Batch) -> Sequence[Operation]:
    return session.scalars(select(Operation).where(Operation.id.in_(batch.ids)).order_by(Operation.sequence)).all()


def _drop(session: Session, batch: Batch) -> None:
    session.execute(delete(Operation).where(Operation.id == _kept_of(session, batch)[0].id))


def _answer_otherwise(_session: Session, batch: Batch) -> None:
    assert batch.results
    batch.results[0]["outcome"] = "late"


def _forget_a_sender(_session: Session, batch: Batch) -> None:
    """As if the operation and its result came from nobody."""
    assert batch.results
    batch.operations.pop()
    batch.results.pop()


def _change_a_value(session: Session, batch: Batch) -> None:
    session.execute(update(Operation).where(Operation.id == _kept_of(session, batch)[0].id).values(value='"x"'))


def _change_a_register(session: Session, _batch: Batch) -> None:
    first = select(Register.path).limit(1).scalar_subquery()
    session.execute(update(Register).where(Register.path == first).values(value='"x"'))


def _change_the_figures(session: Session, _batch: Batch) -> None:
    session.execute(update(Audit).values(open_count=99))


def _change_the_revision(session: Session, _batch: Batch) -> None:
    session.execute(update(Audit).values(revision=Audit.revision + 1))


def _cut_in_two(_session: Session, batch: Batch) -> None:
    """As if the first of this batch had been sent with the last."""
    assert batch.results
    batch.operations.append(batch.operations.pop(0))


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (_drop, {verdict.LOST, verdict.CHAIN}),
        (_answer_otherwise, {verdict.CHANGED}),
        (_forget_a_sender, {verdict.STRAY}),
        (_change_a_value, {verdict.CHAIN}),
        (_change_a_register, {verdict.STATE}),
        (_change_the_figures, {verdict.STATE}),
        (_change_the_revision, {verdict.STATE}),
        (_cut_in_two, {verdict.HALF}),
    ],
)
def test_every_fault_is_seen(
    session: Session, tablets: Sequence[Tablet], spoil: Callable[[Session, Batch], None], expected: set[str]
) -> None:
    batch = next(batch for batch in tablets[0].batches if len(_kept_of(session, batch)) > 2 and _all_kept(batch))
    spoil(session, batch)
    session.expire_all()
    assert kinds(verdict.at_the_end(session, tablets)) == expected


def _all_kept(batch: Batch) -> bool:
    return all(result["outcome"] != "rejected" for result in batch.results or ())
