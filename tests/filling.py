"""Audits of the cast filled in, signed and moved through their life, by the people whose work that is."""

from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from audit.models import Audit, Issue
from audit.services import audits, issues
from audit.services.operations import Applied, Change, apply
from tests.cast import Cast

TABLET, OTHER = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
FILLERS = {"self": "branch_manager", "inspection": "inspector"}
# full marks in every criterion of the cast's checklist that applies to its branches
BEST: dict[str, Any] = {
    "1": {"faults": {}},
    "2": {"faults": {}},
    "L1": {"level": "good"},
    "L2": {"level": "x"},
    "C1": {"met": True},
    "M1": {"value": "100"},
    "M2": {"value": "-1"},
    "M3": {"value": "40"},
    "Z": {"faults": {}},
}
_numbers = count(1)


def change(path: str, value: Any, *, base: int = 0, **more: Any) -> Change:
    """One change with an id and a sequence of its own."""
    number = next(_numbers)
    return Change(more.pop("id", str(UUID(int=number))), number, path, base, value, 1_700_000_000_000, **more)


def write(session: Session, cast: Cast, name: str, who: str, *changes: Change, device: str = TABLET) -> Applied:
    """Changes of an audit by one of the cast."""
    return apply(session, cast.subjects[who], cast.audits[name].id, device=device, changes=changes)


def fill(session: Session, cast: Cast, name: str, who: str = "", /, **answers: Any) -> Audit:
    """The audit with full marks, save what is given otherwise."""
    changes = [change(f"c/{id_}/answer", answer) for id_, answer in (BEST | answers).items()]
    changes.append(change("held_on", "2026-05-20"))
    write(session, cast, name, who or FILLERS[name], *changes)
    return fresh(session, cast, name)


def sign(session: Session, cast: Cast, name: str, *roles: str) -> None:
    """Signatures of both parties, or of those who are named."""
    strokes = [[[100, 100], [400, 300]], [[500, 200], [600, 250]]]
    signed = [
        change(f"sig/{role}", {"name": role, "strokes": strokes}) for role in roles or ("assessor", "branch_head")
    ]
    write(session, cast, name, FILLERS[name], *signed)


def review(session: Session, cast: Cast, name: str, /, **answers: Any) -> Audit:
    """The audit filled, signed, submitted and accepted."""
    fill(session, cast, name, **answers)
    sign(session, cast, name)
    audits.submit(session, cast.subjects[FILLERS[name]], cast.audits[name].id)
    audits.accept(session, cast.subjects["reviewer"], cast.audits[name].id)
    return fresh(session, cast, name)


def lock(session: Session, cast: Cast, name: str, /, **answers: Any) -> Issue:
    """The audit through its whole life."""
    review(session, cast, name, **answers)
    return issues.lock(session, cast.subjects["reviewer"], cast.audits[name].id)


def fresh(session: Session, cast: Cast, name: str) -> Audit:
    """The audit as the database has it."""
    session.expire_all()
    return session.get_one(Audit, cast.audits[name].id)
