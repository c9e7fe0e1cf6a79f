"""The chain read back gives the operations in their order, and does not hold where one of them was touched."""

from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from audit.models import Audit, Operation
from audit.services.known import knowledge
from audit.services.sealing import BrokenChainError, replayed, sealed
from tests.cast import Cast
from tests.filling import OTHER, change, write


@pytest.fixture
def audit(session: Session, cast: Cast) -> Audit:
    """Filled by two devices in turn, whose ids and sequences say nothing of the order in which they came."""
    who = "branch_manager"
    first, second, third, fourth = (change("c/1/note", text) for text in ("a", "b", "c", "d"))
    write(session, cast, "self", who, third)
    write(session, cast, "self", who, fourth, device=OTHER)
    write(session, cast, "self", who, first, second)
    session.expire_all()
    return cast.audits["self"]


def test_operations_come_in_the_order_in_which_they_were_sealed(session: Session, audit: Audit) -> None:
    order = sealed(session, audit.id)
    assert [(row.value, row.outcome) for row in order] == [
        ('"c"', "applied"),
        ('"d"', "conflict"),
        ('"a"', "overtaken"),
        ('"b"', "overtaken"),
    ]
    assert replayed(order) == knowledge(session, audit.id, audit.chain).registers


def test_an_audit_that_nobody_has_touched_is_whole(session: Session, cast: Cast) -> None:
    assert sealed(session, cast.audits["self"].id) == []


@pytest.mark.parametrize(
    "touched",
    [{"value": '"x"'}, {"outcome": "late"}, {"base": 7}, {"path": "c/2/note"}, {"sequence": 999}, {"chain": "0" * 64}],
    ids=lambda touched: next(iter(touched)),
)
def test_a_touched_operation_breaks_the_chain(session: Session, audit: Audit, touched: dict[str, Any]) -> None:
    second = sealed(session, audit.id)[1]
    session.execute(update(Operation).where(Operation.id == second.id).values(**touched))
    session.expire_all()
    with pytest.raises(BrokenChainError) as broken:
        sealed(session, audit.id)
    assert second.id in broken.value.operations
    assert len(broken.value.operations) == 3


@pytest.mark.parametrize("place", [0, 1, 3])
def test_a_missing_operation_breaks_the_chain(session: Session, audit: Audit, place: int) -> None:
    session.execute(delete(Operation).where(Operation.id == sealed(session, audit.id)[place].id))
    session.expire_all()
    with pytest.raises(BrokenChainError) as broken:
        sealed(session, audit.id)
    assert len(broken.value.operations) == 3 - place


def test_an_added_operation_is_outside_the_chain(session: Session, audit: Audit) -> None:
    row = session.execute(select(Operation.__table__).where(Operation.audit_id == audit.id).limit(1)).mappings().one()
    session.execute(insert(Operation).values(**{**row, "id": "added", "sequence": 10_000}))
    with pytest.raises(BrokenChainError) as broken:
        sealed(session, audit.id)
    assert broken.value.operations == ("added",)
