"""People and what they may do where: accounts made, described, appointed, disabled.

An administrator manages those whose every appointment lies in the own part of the tree, and never the own account.
With a change of what a person may do, every session of that person ends.
"""

import re
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from audit.models import Appointment, Organisation, User
from audit.models.user import ROLES
from audit.scoring.plain import UNPRINTABLE
from audit.scoring.problems import Problem
from audit.services import second_factor, sessions
from audit.services.access import Subject, within
from audit.services.clock import now
from audit.services.errors import ForbiddenError, InvalidError, NotFoundError, StateError
from audit.services.events import record
from audit.services.invitations import invite, withdraw
from audit.services.people_lists import MANAGE, managed_people, visible_people
from audit.services.sign_in import login_of
from audit.translations import LANGUAGES

MOST_LOGIN = MOST_NAME = 80
_LOGIN = re.compile(r"[\w.@-]{2,80}")


@dataclass(frozen=True, slots=True)
class Particulars:
    """What a person is called, signs in as and is answered in."""

    login: str
    name: str
    language: str = "zh"

    def tidied(self) -> "Particulars":
        """The login as it is kept, the name without blanks around it."""
        return Particulars(login_of(self.login), " ".join(self.name.split()), self.language)


@dataclass(frozen=True, slots=True)
class NewPost:
    """A role at an organisation, known by its code or its whole name."""

    role: str
    organisation: str


def problems_of(particulars: Particulars) -> list[Problem]:
    """Everything wrong with tidied particulars."""
    problems = [Problem((name,), "missing") for name in ("login", "name") if not getattr(particulars, name)]
    if particulars.login and not _LOGIN.fullmatch(particulars.login):
        problems.append(Problem(("login",), "login", {"given": particulars.login[:MOST_LOGIN]}))
    if len(particulars.name) > MOST_NAME:
        problems.append(Problem(("name",), "too-long", {"max_length": MOST_NAME}))
    if found := UNPRINTABLE.search(particulars.name):
        problems.append(Problem(("name",), "unprintable", {"character": f"U+{ord(found.group()):04X}"}))
    if particulars.language not in LANGUAGES:
        problems.append(Problem(("language",), "unknown-choice", {"given": particulars.language}))
    return problems


def create(session: Session, subject: Subject, *, particulars: Particulars, post: NewPost) -> User:
    """A new person with a first appointment, who needs an activation link; raises InvalidError."""
    particulars = particulars.tidied()
    problems = [*problems_of(particulars), *_login_problems(session, particulars.login, None)]
    place = _place(session, subject, post, problems)
    if problems or place is None:
        raise InvalidError(problems)
    made = User(login=particulars.login, name=particulars.name, language=particulars.language, created_at=now())
    made.appointments = [Appointment(role=post.role, organisation_id=place.id)]
    session.add(made)
    session.flush()
    facts = {"login": made.login, "name": made.name, "role": post.role, "organisation": place.code}
    record(session, subject, "person.created", f"user/{made.id}", **facts)
    return made


def _login_problems(session: Session, login: str, own_id: int | None) -> list[Problem]:
    holder = session.scalar(select(User.id).where(User.login == login))
    return [] if holder in {None, own_id} else [Problem(("login",), "login-taken", {"given": login})]


def _place(session: Session, subject: Subject, post: NewPost, problems: list[Problem]) -> Organisation | None:
    """The organisation of a post; adds what is wrong with the post to the problems."""
    if post.role not in ROLES:
        problems.append(Problem(("role",), "missing" if not post.role else "unknown-choice", {"given": post.role}))
    text = post.organisation.strip()
    if not text:
        problems.append(Problem(("organisation",), "missing"))
        return None
    named = (Organisation.code == text) | (Organisation.name == text) | (Organisation.name_en == text)
    found = session.scalars(select(Organisation).where(named, within(subject.paths(MANAGE))).limit(2)).all()
    exact = [place for place in found if place.code == text] or found
    if len(exact) != 1:
        problems.append(Problem(("organisation",), "unknown-organisation", {"given": text[:80]}))
        return None
    if not exact[0].active:
        problems.append(Problem(("organisation",), "organisation-closed", {"given": exact[0].code}))
    return exact[0]


def get_person(session: Session, subject: Subject, user_id: int) -> User:
    """A person appointed in the own part of the tree; raises NotFoundError to strangers."""
    found = session.scalar(visible_people(subject).where(User.id == user_id))
    if found is None:
        raise NotFoundError
    return found


def may_manage(session: Session, subject: Subject, user_id: int) -> bool:
    """Whether every appointment of a person lies in the own part of the tree."""
    return session.scalar(managed_people(subject).where(User.id == user_id)) is not None


def hold_administrators(session: Session) -> None:
    """Keeps others from changing who administers until this transaction ends."""
    administrators = select(User.id).join(User.appointments).where(Appointment.role == "administrator")
    session.execute(administrators.order_by(User.id).with_for_update(of=User))


def _hold(session: Session, subject: Subject, user_id: int) -> User:
    """The person, to be changed."""
    hold_administrators(session)
    found = get_person(session, subject, user_id)
    if not may_manage(session, subject, user_id):
        raise ForbiddenError
    return found


def _hold_other(session: Session, subject: Subject, user_id: int) -> User:
    found = _hold(session, subject, user_id)
    if user_id == subject.id:
        raise StateError("own-account")
    return found


def describe(session: Session, subject: Subject, user_id: int, *, particulars: Particulars) -> User:
    """Changes name, login and language; raises NotFoundError, ForbiddenError, InvalidError."""
    found = _hold(session, subject, user_id)
    particulars = particulars.tidied()
    problems = [*problems_of(particulars), *_login_problems(session, particulars.login, found.id)]
    if problems:
        raise InvalidError(problems)
    changes = put(found, particulars)
    if changes:
        found.version += 1
        record(session, subject, "person.changed", f"user/{found.id}", **changes)
    session.flush()
    return found


def put(person: User, particulars: Particulars) -> dict[str, list[str]]:
    """Writes checked particulars into a row; gives what they were and are, by name, where they differ."""
    names = Particulars.__slots__
    changes = {name: [getattr(person, name), getattr(particulars, name)] for name in names}
    changes = {name: both for name, both in changes.items() if both[0] != both[1]}
    for name, (_before, after) in changes.items():
        setattr(person, name, after)
    return changes


def appoint(session: Session, subject: Subject, user_id: int, *, post: NewPost) -> User:
    """Gives the person another role; raises NotFoundError, ForbiddenError, StateError (`own-account`), InvalidError."""
    found = _hold_other(session, subject, user_id)
    problems: list[Problem] = []
    place = _place(session, subject, post, problems)
    if place is not None and (post.role, place.id) in {(one.role, one.organisation_id) for one in found.appointments}:
        problems.append(Problem(("organisation",), "appointed-already"))
    if problems or place is None:
        raise InvalidError(problems)
    before = reach(found)
    found.appointments.append(Appointment(role=post.role, organisation=place))
    end_sessions(session, found)
    end_links(session, found, before)
    record(session, subject, "person.appointed", f"user/{found.id}", role=post.role, organisation=place.code)
    return found


def dismiss(session: Session, subject: Subject, user_id: int, appointment_id: int) -> User:
    """Takes an appointment away.

    Raises NotFoundError, ForbiddenError, StateError (`own-account`, `last-appointment`, `last-administrator`).
    """
    found = _hold_other(session, subject, user_id)
    gone = next((one for one in found.appointments if one.id == appointment_id), None)
    if gone is None:
        raise NotFoundError
    if len(found.appointments) == 1:
        raise StateError("last-appointment")
    facts = {"role": gone.role, "organisation": gone.organisation.code}
    found.appointments.remove(gone)
    end_sessions(session, found)
    keep_an_administrator(session)
    record(session, subject, "person.dismissed", f"user/{found.id}", **facts)
    return found


def disable(session: Session, subject: Subject, user_id: int) -> User:
    """Closes an account: sessions end, links are worth nothing.

    Raises NotFoundError, ForbiddenError, StateError (`own-account`, `last-administrator`).
    """
    found = _hold_other(session, subject, user_id)
    found.active = False
    withdraw(session, found.id)
    end_sessions(session, found)
    keep_an_administrator(session)
    record(session, subject, "person.disabled", f"user/{found.id}")
    return found


def enable(session: Session, subject: Subject, user_id: int) -> User:
    """Opens an account again, with the password it had; raises NotFoundError, ForbiddenError."""
    found = _hold_other(session, subject, user_id)
    found.active = True
    found.version += 1
    record(session, subject, "person.enabled", f"user/{found.id}")
    session.flush()
    return found


def link(session: Session, subject: Subject, user_id: int) -> tuple[User, str]:
    """The person and the token of a new activation link; links given before are worth nothing.

    Raises NotFoundError, ForbiddenError, StateError (`own-account`, `account-disabled`).
    """
    found = _hold_other(session, subject, user_id)
    if not found.active:
        raise StateError("account-disabled")
    record(session, subject, "person.invited", f"user/{found.id}")
    return found, invite(session, found)


def reset_second_factor(session: Session, subject: Subject, user_id: int) -> User:
    """For one who lost the telephone: the password is enough again until a new second factor is set up.

    Raises NotFoundError, ForbiddenError, StateError (`own-account`).
    """
    found = _hold_other(session, subject, user_id)
    second_factor.disable(session, found)
    end_sessions(session, found)
    record(session, subject, "person.second-factor-reset", f"user/{found.id}")
    return found


def end_sessions(session: Session, person: User) -> None:
    """Ends what the person has open, and forgets what the person might do."""
    person.version += 1
    session.flush()
    sessions.end_all(session, person.id)


def reach(person: User) -> tuple[str, ...]:
    """The paths of the places where the person is appointed."""
    return tuple(post.organisation.path for post in person.appointments)


def end_links(session: Session, person: User, before: tuple[str, ...]) -> None:
    """Takes unused links back from one who reaches further than before: who made them may not reach so far."""
    if not all(path.startswith(before) for path in reach(person)):
        withdraw(session, person.id)


def keep_an_administrator(session: Session) -> None:
    """Raises StateError (`last-administrator`) where nobody would be left who manages everybody."""
    left = (
        select(func.count(User.id))
        .join(User.appointments)
        .join(Appointment.organisation)
        .where(User.active.is_(True), Appointment.role == "administrator", Organisation.parent_id.is_(None))
    )
    if not session.scalar(left):
        raise StateError("last-administrator")
