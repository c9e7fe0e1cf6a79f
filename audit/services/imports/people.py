"""Imports of people: one row an appointment, all rows of a login together are the person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from audit.models import Appointment, Organisation, User
from audit.scoring.problems import Problem
from audit.services.access import Subject, within
from audit.services.imports.plan import Change, FieldChange, InputRow, Plan, untold
from audit.services.people import Particulars, problems_of
from audit.services.people_lists import MANAGE, manages_everybody
from audit.services.sign_in import login_of

FIELDS = ("name", "language", "active", "posts")
Posts = list[list[str]]  # role and code of the organisation


@dataclass(frozen=True, slots=True)
class Known:
    """A person as the database has it; `managed` where the whole person lies in the own part of the tree."""

    particulars: Particulars
    active: bool
    posts: Posts
    managed: bool
    own: bool

    def value(self, field: str) -> object:
        """One of FIELDS."""
        return getattr(self, field) if field in {"active", "posts"} else getattr(self.particulars, field)


def plan_people(session: Session, subject: Subject, rows: Sequence[InputRow], problems: Sequence[Problem]) -> Plan:
    """What these rows would change; `problems` is what was wrong with their cells already."""
    planning = _Planning(_known_people(session, subject, rows), _places(session, subject))
    for row in rows:
        planning.sort(row)
    changes = [change for login in planning.groups if (change := planning.change(login)) is not None]
    return Plan(changes, len(planning.groups) - len(changes), untold(problems, planning.problems))


def _known_people(session: Session, subject: Subject, rows: Sequence[InputRow]) -> dict[str, Known]:
    logins = {login_of(str(row.values["login"])) for row in rows}
    wanted = select(User).where(User.login.in_(logins))
    with_posts = selectinload(User.appointments).options(joinedload(Appointment.organisation))
    tops, everybody = subject.paths(MANAGE), manages_everybody(subject)
    known = {}
    for person in session.scalars(wanted.options(with_posts)):
        posts = sorted([post.role, post.organisation.code] for post in person.appointments)
        inside = [post.organisation.path.startswith(tops) for post in person.appointments]
        managed = everybody or (bool(inside) and all(inside))
        particulars = Particulars(person.login, person.name, person.language)
        known[person.login] = Known(particulars, person.active, posts, managed, person.id == subject.id)
    return known


def _places(session: Session, subject: Subject) -> dict[str, bool]:
    """The codes of the own part of the tree, and whether each is active."""
    mine = select(Organisation.code, Organisation.active).where(within(subject.paths(MANAGE)))
    return {row[0]: row[1] for row in session.execute(mine)}


class _Planning:
    """One pass over the rows, then over the people in them."""

    def __init__(self, known: Mapping[str, Known], places: Mapping[str, bool]) -> None:
        self.known, self.places = known, places
        self.groups: dict[str, list[InputRow]] = {}
        self.problems: list[Problem] = []

    def sort(self, row: InputRow) -> None:
        """Puts a row to the other rows of its login."""
        login = login_of(str(row.values["login"]))
        if not login:
            self._refuse(row, "login", "missing")
        else:
            self.groups.setdefault(login, []).append(row)

    def change(self, login: str) -> Change | None:
        """What becomes of a person; None where everything stays, or nothing can be done."""
        rows, old = self.groups[login], self.known.get(login)
        if old is not None and not old.managed:
            self._refuse(rows[0], "login", "login-elsewhere", given=login)
            return None
        before = old or Known(Particulars(login, ""), active=True, posts=[], managed=True, own=False)
        after = Known(
            self._particulars(rows, before), self._active(rows, before), self._posts(rows, before), True, False
        )
        for problem in problems_of(after.particulars):
            self._refuse(rows[0], str(problem.path[0]), problem.code, **problem.facts)
        if before.own and (after.posts != before.posts or after.active != before.active):
            self._refuse(rows[0], "login", "own-account")
        fields = tuple(
            FieldChange(field, before.value(field) if old else None, after.value(field))
            for field in FIELDS
            if old is None or before.value(field) != after.value(field)
        )
        return Change(login, after.particulars.name, old is None, fields) if fields else None

    def _particulars(self, rows: list[InputRow], before: Known) -> Particulars:
        name = self._only(rows, "name") or before.particulars.name
        language = self._only(rows, "language") or before.particulars.language
        return Particulars(before.particulars.login, name, language).tidied()

    def _active(self, rows: list[InputRow], before: Known) -> bool:
        state = self._only(rows, "active")
        return state == "active" if state else before.active

    def _only(self, rows: list[InputRow], column: str) -> str:
        """The one value that the rows of a person give; every other one is refused."""
        given = [(row, str(row.values.get(column) or "")) for row in rows]
        first = next((value for _row, value in given if value), "")
        for row, value in given:
            if value and value != first:
                self._refuse(row, column, "differs", given=value, expected=first)
        return first

    def _posts(self, rows: list[InputRow], before: Known) -> Posts:
        """Every appointment the rows give; without a column of roles all stay as they are."""
        if "role" not in rows[0].values and "organisation" not in rows[0].values and before.posts:
            return before.posts
        posts: Posts = []
        for row in rows:
            post = [str(row.values.get("role") or ""), str(row.values.get("organisation") or "").strip()]
            if self._is_post(row, post, before) and post in posts:
                self._refuse(row, "role", "repeated-post")
            posts.append(post)
        return sorted(posts)

    def _is_post(self, row: InputRow, post: list[str], before: Known) -> bool:
        role, code = post
        if not role:
            self._refuse(row, "role", "missing")
        if not code:
            self._refuse(row, "organisation", "missing")
        elif code not in self.places:
            self._refuse(row, "organisation", "unknown-organisation", given=code)
        elif not self.places[code] and post not in before.posts:
            self._refuse(row, "organisation", "organisation-closed", given=code)
        return bool(role and code)

    def _refuse(self, row: InputRow, column: str, code: str, **facts: object) -> None:
        self.problems.append(Problem((row.place(column),), code, facts))
