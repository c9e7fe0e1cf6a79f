"""Whom an administrator sees, and lists of them."""

from dataclasses import dataclass
from unicodedata import normalize

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from audit.models import Appointment, Organisation, User
from audit.services.access import Subject, within

MANAGE = "people.manage"


@dataclass(frozen=True, slots=True)
class Sought:
    """What a list of people is narrowed to; empty narrows nothing."""

    text: str = ""
    organisation: str = ""
    role: str = ""
    state: str = ""  # active, disabled, waiting


def manages_everybody(subject: Subject) -> bool:
    """Whether the person manages people from a root of the tree."""
    return any(path.count("/") == 2 for path in subject.paths(MANAGE))


def visible_people(subject: Subject) -> Select[User]:
    """Everybody who is appointed somewhere in the own part of the tree; from a root simply everybody."""
    if manages_everybody(subject):
        return select(User)
    mine = select(Appointment.user_id).join(Appointment.organisation).where(within(subject.paths(MANAGE)))
    return select(User).where(User.id.in_(mine))


def managed_people(subject: Subject) -> Select[User]:
    """Those of them who are appointed nowhere else: everybody whom the person may change."""
    if manages_everybody(subject):
        return select(User)
    outside = select(Appointment.user_id).join(Appointment.organisation).where(~within(subject.paths(MANAGE)))
    return visible_people(subject).where(User.id.not_in(outside))


def sought_people(subject: Subject, sought: Sought) -> Select[User]:
    """The people a list shows, by name."""
    found = visible_people(subject)
    if text := _plain(sought.text):
        found = found.where(
            or_(
                func.lower(User.name).contains(text, autoescape=True),
                User.login.contains(text, autoescape=True),
            )
        )
    if sought.role or sought.organisation.strip():
        found = found.where(User.id.in_(_holders(sought)))
    if sought.state:
        found = found.where(User.active.is_(sought.state != "disabled"))
    if sought.state == "waiting":
        found = found.where(User.password_hash.is_(None))
    return found.order_by(User.name, User.id)


def _holders(sought: Sought) -> Select[int]:
    """Ids of those with the role, at the named organisation or below it."""
    top = aliased(Organisation)
    posts = select(Appointment.user_id)
    if sought.role:
        posts = posts.where(Appointment.role == sought.role)
    if text := _plain(sought.organisation):
        named = or_(
            func.lower(top.code) == text,
            func.lower(top.name).contains(text, autoescape=True),
            func.lower(top.name_en).contains(text, autoescape=True),
        )
        below = Organisation.path.startswith(top.path)
        posts = posts.join(Appointment.organisation).join(top, below).where(named)
    return posts


def _plain(text: str) -> str:
    return normalize("NFKC", text).strip().lower()


def with_posts(people: Select[User]) -> Select[User]:
    """The same people with their appointments and where these are, in one query more."""
    posts = selectinload(User.appointments).options(joinedload(Appointment.organisation))
    return people.options(posts)
