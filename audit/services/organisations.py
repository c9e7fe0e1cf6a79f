"""Changing the tree: organisations added, described anew, moved below another parent, closed and opened again.

Whoever changes the tree holds its root, so that two moves at once cannot make a circle of it. What was closed
stays: audits of former years belong to it, and they keep the facts they were made with.
"""

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from audit.models import Appointment, Organisation, User
from audit.scoring.problems import Problem
from audit.services.access import Subject, get_organisation, within
from audit.services.errors import ForbiddenError, InvalidError, StateError
from audit.services.events import record
from audit.services.invitations import withdraw_of
from audit.services.organisation_facts import BELOW, Facts, problems_of

MANAGE = "organisations.manage"


def hold_tree(session: Session) -> None:
    """Keeps others from changing the tree until this transaction ends."""
    roots = select(Organisation.id).where(Organisation.parent_id.is_(None)).with_for_update()
    session.execute(roots.order_by(Organisation.id))


def create(session: Session, subject: Subject, parent_id: int, *, level: str, facts: Facts) -> Organisation:
    """A new organisation below a parent.

    Raises NotFoundError, ForbiddenError, StateError (`parent-closed`, `level-not-here`), InvalidError.
    """
    hold_tree(session)
    parent = get_organisation(session, subject, parent_id, MANAGE)
    if level not in BELOW[parent.level]:
        raise StateError("level-not-here")
    if not parent.active:
        raise StateError("parent-closed")
    facts = _checked(session, facts, level)
    made = Organisation(parent_id=parent.id, path=f"?{facts.code}", level=level)
    put(made, facts)
    session.add(made)
    session.flush()
    made.path = f"{parent.path}{made.id}/"
    record(session, subject, "organisation.created", f"organisation/{made.id}", code=made.code, name=made.name)
    return made


def change(session: Session, subject: Subject, organisation_id: int, *, facts: Facts) -> Organisation:
    """Describes an organisation anew; raises NotFoundError, ForbiddenError, InvalidError."""
    hold_tree(session)
    found = get_organisation(session, subject, organisation_id, MANAGE)
    facts = _checked(session, facts, found.level, found.id)
    before = facts_of(found)
    put(found, facts)
    changes = {
        name: [getattr(before, name), getattr(facts, name)]
        for name in Facts.__slots__
        if getattr(before, name) != getattr(facts, name)
    }
    if changes:
        record(session, subject, "organisation.changed", f"organisation/{found.id}", **changes)
    session.flush()
    return found


def facts_of(organisation: Organisation) -> Facts:
    """What is written about an organisation."""
    return Facts(
        organisation.code,
        organisation.name,
        organisation.name_en,
        organisation.kind,
        tuple(organisation.facilities),
        organisation.staff_count,
        organisation.address,
    )


def put(organisation: Organisation, facts: Facts) -> None:
    """Writes checked facts into a row."""
    for name in Facts.__slots__:
        value = getattr(facts, name)
        setattr(organisation, name, list(value) if isinstance(value, tuple) else value)


def _checked(session: Session, facts: Facts, level: str, own_id: int | None = None) -> Facts:
    facts = facts.tidied()
    problems = list(problems_of(facts, level))
    holder = session.scalar(select(Organisation.id).where(Organisation.code == facts.code))
    if holder not in {None, own_id}:
        problems.append(Problem(("code",), "code-taken", {"given": facts.code}))
    if problems:
        raise InvalidError(problems)
    return facts


def move(session: Session, subject: Subject, organisation_id: int, *, parent_id: int) -> Organisation:
    """Puts an organisation, with everything below it, below another parent.

    Raises NotFoundError, ForbiddenError, StateError (`root-stays`), InvalidError at `parent_id`.
    """
    hold_tree(session)
    found = get_organisation(session, subject, organisation_id, MANAGE)
    if found.parent_id is None:
        raise StateError("root-stays")
    old = session.get_one(Organisation, found.parent_id)
    if not subject.may(MANAGE, old.path):
        raise ForbiddenError
    parent = session.scalar(select(Organisation).where(Organisation.id == parent_id, within(subject.paths(MANAGE))))
    code = _why_not(found, parent)
    if code or parent is None:
        raise InvalidError([Problem(("parent_id",), code)])
    relocate(session, found, parent)
    record(session, subject, "organisation.moved", f"organisation/{found.id}", parent=[old.code, parent.code])
    return found


def _why_not(found: Organisation, parent: Organisation | None) -> str:
    """Why the parent is none for the organisation; empty where it is one."""
    if parent is None:
        return "no-such-parent"
    if parent.path.startswith(found.path):
        return "below-itself"
    if found.level not in BELOW[parent.level]:
        return "level-not-here"
    return "" if parent.active else "parent-closed"


def relocate(session: Session, found: Organisation, parent: Organisation) -> None:
    """Writes the new place of a whole part of the tree; its people's rights are looked up anew, their links end."""
    old, new = found.path, f"{parent.path}{found.id}/"
    found.parent_id = parent.id
    session.flush()
    inside = Organisation.path.startswith(old, autoescape=True)
    moved = update(Organisation).where(inside).values(path=new + func.substr(Organisation.path, len(old) + 1))
    session.execute(moved.execution_options(synchronize_session=False))
    session.expire_all()
    below = Organisation.path.startswith(new, autoescape=True)
    posted = select(Appointment.user_id).join(Appointment.organisation).where(below)
    session.execute(
        update(User)
        .where(User.id.in_(posted))
        .values(version=User.version + 1)
        .execution_options(synchronize_session=False)
    )
    withdraw_of(session, posted)


def close(session: Session, subject: Subject, organisation_id: int) -> Organisation:
    """Takes an organisation out of use; it can be opened again.

    Raises NotFoundError, ForbiddenError, StateError (`root-stays`, `children-active`).
    """
    hold_tree(session)
    found = get_organisation(session, subject, organisation_id, MANAGE)
    if found.parent_id is None:
        raise StateError("root-stays")
    active = func.count(Organisation.id)
    count = session.scalar(select(active).where(Organisation.parent_id == found.id, Organisation.active.is_(True)))
    if count:
        raise StateError("children-active", {"count": count})
    return _set_active(session, subject, found, active=False)


def reopen(session: Session, subject: Subject, organisation_id: int) -> Organisation:
    """Takes an organisation into use again; raises NotFoundError, ForbiddenError, StateError (`parent-closed`)."""
    hold_tree(session)
    found = get_organisation(session, subject, organisation_id, MANAGE)
    if found.parent_id is not None and not session.get_one(Organisation, found.parent_id).active:
        raise StateError("parent-closed")
    return _set_active(session, subject, found, active=True)


def _set_active(session: Session, subject: Subject, found: Organisation, *, active: bool) -> Organisation:
    if found.active != active:
        found.active = active
        action = "organisation.reopened" if active else "organisation.closed"
        record(session, subject, action, f"organisation/{found.id}")
    session.flush()
    return found
