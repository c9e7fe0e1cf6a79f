"""Doing what a plan for people says: accounts made, described, appointed, closed."""

from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.models import Appointment, Organisation, User
from audit.services.access import Subject
from audit.services.clock import now
from audit.services.imports.people import Posts
from audit.services.imports.plan import Change, Plan
from audit.services.imports.recording import record_changes
from audit.services.invitations import withdraw
from audit.services.people import end_links, end_sessions, keep_an_administrator, reach


def do_people(session: Session, subject: Subject, plan: Plan) -> list[int]:
    """Writes every change of a plan without problems; gives the ids of those who are new.

    Raises StateError (`last-administrator`). Administrators must be held.
    """
    logins = [change.key for change in plan.changes if not change.new]
    people = {person.login: person for person in session.scalars(select(User).where(User.login.in_(logins)))}
    places = _places(session, plan)
    made = [_make(change, places) for change in plan.changes if change.new]
    session.add_all(made)
    session.flush()
    for change in plan.changes:
        if not change.new:
            _change(session, people[change.key], change, places)
    keep_an_administrator(session)
    record_changes(
        session, subject, plan, people | {person.login: person for person in made}, about="user", action="person"
    )
    return [person.id for person in made]


def _places(session: Session, plan: Plan) -> dict[str, int]:
    codes = {code for change in plan.changes for _role, code in cast("Posts", change.after("posts") or [])}
    rows = session.execute(select(Organisation.code, Organisation.id).where(Organisation.code.in_(codes)))
    return {row[0]: row[1] for row in rows}


def _make(change: Change, places: dict[str, int]) -> User:
    person = User(login=change.key, name=change.name, created_at=now())
    person.language = cast("str", change.after("language"))
    person.active = bool(change.after("active"))
    person.appointments = _appointments(cast("Posts", change.after("posts")), places)
    return person


def _appointments(posts: Posts, places: dict[str, int]) -> list[Appointment]:
    return [Appointment(role=role, organisation_id=places[code]) for role, code in posts]


def _change(session: Session, person: User, change: Change, places: dict[str, int]) -> None:
    person.version += 1
    for name in ("name", "language", "active"):
        if change.touches(name):
            setattr(person, name, change.after(name))
    before = reach(person)
    if change.touches("posts"):
        _put_posts(person, cast("Posts", change.after("posts")), places)
    session.flush()
    session.expire(person, ["appointments"])
    end_links(session, person, before)
    if not person.active:
        withdraw(session, person.id)
    if change.touches("posts") or not person.active:
        end_sessions(session, person)


def _put_posts(person: User, posts: Posts, places: dict[str, int]) -> None:
    wanted = {(role, places[code]) for role, code in posts}
    kept = [post for post in person.appointments if (post.role, post.organisation_id) in wanted]
    known = {(post.role, post.organisation_id) for post in kept}
    new = [Appointment(role=role, organisation_id=place_id) for role, place_id in sorted(wanted - known)]
    person.appointments = [*kept, *new]
