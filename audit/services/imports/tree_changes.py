"""Doing what a plan for the tree says: new places from the top down, then facts, then moves."""

from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.models import Organisation
from audit.models.organisation import LEVELS
from audit.services.access import Subject
from audit.services.imports.organisations import written_facts
from audit.services.imports.plan import Change, Plan
from audit.services.imports.recording import record_changes
from audit.services.organisation_facts import Facts
from audit.services.organisations import facts_of, put, relocate


def do_organisations(session: Session, subject: Subject, plan: Plan) -> list[int]:
    """Writes every change of a plan without problems; gives the ids of what is new. The tree must be held."""
    places = {place.code: place for place in session.scalars(select(Organisation))}
    made = _make(session, [change for change in plan.changes if change.new], places)
    changed = [change for change in plan.changes if not change.new]
    for change in changed:
        place = places[change.key]
        put(place, written_facts(change, facts_of(place)))
        if change.touches("active"):
            place.active = bool(change.after("active"))
    session.flush()
    for change in sorted(changed, key=lambda change: LEVELS.index(places[change.key].level)):
        if change.touches("parent"):
            relocate(session, places[change.key], places[str(change.after("parent"))])
    record_changes(session, subject, plan, places, about="organisation", action="organisation")
    return made


def _make(session: Session, changes: list[Change], places: dict[str, Organisation]) -> list[int]:
    """Makes what is new, level by level: a parent is always of a higher one."""
    made: list[int] = []
    for level in LEVELS:
        here = [change for change in changes if change.after("level") == level]
        rows = [_row(change, places[str(change.after("parent"))]) for change in here]
        session.add_all(rows)
        session.flush()
        for row in rows:
            row.path = f"{row.path.partition('?')[0]}{row.id}/"
            places[row.code] = row
            made.append(row.id)
        session.flush()
    return made


def _row(change: Change, parent: Organisation) -> Organisation:
    row = Organisation(
        parent_id=parent.id,
        path=f"{parent.path}?{change.key}",  # until its id is known
        level=cast("str", change.after("level")),
        active=bool(change.after("active")),
    )
    put(row, written_facts(change, Facts(change.key, "")))
    return row
