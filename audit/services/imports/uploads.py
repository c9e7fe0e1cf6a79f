"""Uploaded workbooks: kept with who brought them, previewed as often as wanted, applied once."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.models import Import, User
from audit.scoring.problems import Problem
from audit.services.access import Subject
from audit.services.clock import now
from audit.services.errors import ForbiddenError, InvalidError, NotFoundError, StateError
from audit.services.events import record
from audit.services.imports.organisations import plan_organisations
from audit.services.imports.people import plan_people
from audit.services.imports.people_changes import do_people
from audit.services.imports.plan import InputRow, Plan, PlanChangedError
from audit.services.imports.tree_changes import do_organisations
from audit.services.invitations import invite
from audit.services.organisations import MANAGE as MANAGE_ORGANISATIONS
from audit.services.organisations import hold_tree
from audit.services.people import hold_administrators
from audit.services.people_lists import MANAGE as MANAGE_PEOPLE
from audit.services.people_lists import managed_people, with_posts


class Kind(NamedTuple):
    """What can be imported: who may, how it is planned, held still and done."""

    permission: str
    plan: Callable[[Session, Subject, Sequence[InputRow], Sequence[Problem]], Plan]
    hold: Callable[[Session], None]
    do: Callable[[Session, Subject, Plan], list[int]]


KINDS: Mapping[str, Kind] = {
    "organisations": Kind(MANAGE_ORGANISATIONS, plan_organisations, hold_tree, do_organisations),
    "people": Kind(MANAGE_PEOPLE, plan_people, hold_administrators, do_people),
}


def allow(subject: Subject, kind: str) -> Kind:
    """What belongs to a kind of import; raises NotFoundError for none, ForbiddenError for those who may not."""
    if kind not in KINDS:
        raise NotFoundError
    if KINDS[kind].permission not in subject.permissions:
        raise ForbiddenError
    return KINDS[kind]


def keep(session: Session, subject: Subject, kind: str, *, file: str, name: str) -> Import:
    """Notes an uploaded workbook by its digest in the store; raises NotFoundError, ForbiddenError."""
    allow(subject, kind)
    kept = Import(kind=kind, file=file, name=name[-200:], user_id=subject.id, uploaded_at=now())
    session.add(kept)
    session.flush()
    return kept


def get_import(session: Session, subject: Subject, import_id: int) -> Import:
    """An upload of the person's own; raises NotFoundError, ForbiddenError."""
    found = session.scalar(select(Import).where(Import.id == import_id, Import.user_id == subject.id))
    if found is None:
        raise NotFoundError
    allow(subject, found.kind)
    return found


def preview(
    session: Session, subject: Subject, found: Import, rows: Sequence[InputRow], problems: Sequence[Problem]
) -> Plan:
    """What an upload would change as things are now."""
    return allow(subject, found.kind).plan(session, subject, rows, problems)


def apply(
    session: Session,
    subject: Subject,
    import_id: int,
    *,
    rows: Sequence[InputRow],
    problems: Sequence[Problem],
    expected: str,
) -> Import:
    """Does everything an upload says, if that is still the plan of this digest.

    Raises NotFoundError, ForbiddenError, StateError (`already-applied`), PlanChangedError, and InvalidError with
    every problem; nothing was done then.
    """
    found = get_import(session, subject, import_id)
    kind = allow(subject, found.kind)
    kind.hold(session)
    session.refresh(found, with_for_update=True)
    if found.applied_at is not None:
        raise StateError("already-applied")
    plan = kind.plan(session, subject, rows, problems)
    if plan.digest != expected:
        raise PlanChangedError
    if plan.problems:
        raise InvalidError(plan.problems)
    found.made = kind.do(session, subject, plan)
    found.applied_at, found.counts = now(), plan.counts
    record(session, subject, f"{found.kind}.imported", f"import/{found.id}", name=found.name, **plan.counts)
    return found


def waiting(session: Session, subject: Subject, found: Import) -> list[User]:
    """Those an import made who have not set a password yet, with their appointments."""
    if found.kind != "people" or not found.made:
        return []
    mine = with_posts(managed_people(subject))
    new = mine.where(User.id.in_(found.made), User.password_hash.is_(None), User.active.is_(True))
    return list(session.scalars(new.order_by(User.id)))


def links(session: Session, subject: Subject, import_id: int) -> list[tuple[User, str]]:
    """New activation tokens for everybody an import made who is waiting; those given before are worth nothing."""
    found = get_import(session, subject, import_id)
    people = [person for person in waiting(session, subject, found) if person.id != subject.id]
    record(session, subject, "people.invited", f"import/{found.id}", count=len(people))
    return [(person, invite(session, person)) for person in people]
