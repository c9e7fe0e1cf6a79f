"""Who may do what where: roles, what each permits, and queries confined to a person's part of the tree."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Select, false, or_, select
from sqlalchemy.orm import Session

from audit.models import Appointment, Assignment, Audit, Organisation, User
from audit.services.errors import ForbiddenError, NotFoundError

_EVERYBODY = {"organisations.read", "audits.read", "checklists.read", "campaigns.read"}
PERMISSIONS: dict[str, frozenset[str]] = {
    "administrator": frozenset(
        _EVERYBODY
        | {"organisations.manage", "people.manage", "campaigns.manage", "audits.lock", "audits.rescue", "events.read"}
    ),
    "campaign_manager": frozenset(
        _EVERYBODY
        | {"campaigns.manage", "audits.review", "audits.lock", "audits.rescue", "people.read", "audits.compare"}
    ),
    "reviewer": frozenset(_EVERYBODY | {"audits.review", "audits.lock", "audits.compare"}),
    "inspector": frozenset({"organisations.read", "checklists.read", "campaigns.read", "audits.fill", "audits.mine"}),
    "branch_manager": frozenset(_EVERYBODY | {"audits.fill", "actions.manage", "audits.own"}),
    "branch_staff": frozenset(_EVERYBODY | {"audits.fill", "audits.own"}),
    "reader": frozenset(_EVERYBODY),
}
# roles that read an audit of their scope whatever its state; branches see an inspection once it is submitted
_READ_DRAFTS = frozenset({"administrator", "campaign_manager", "reviewer"})


@dataclass(frozen=True, slots=True)
class Post:
    """A role in a part of the tree, known by the path of its top."""

    role: str
    organisation_id: int
    path: str


@dataclass(frozen=True)
class Subject:
    """The person a use-case acts for."""

    id: int
    name: str
    language: str
    posts: tuple[Post, ...]
    second_factor: bool = False

    @cached_property
    def permissions(self) -> frozenset[str]:
        """Everything the person may do somewhere."""
        return frozenset().union(*(PERMISSIONS[post.role] for post in self.posts))

    @property
    def roles(self) -> tuple[str, ...]:
        """The person's roles, each once."""
        return tuple(dict.fromkeys(post.role for post in self.posts))

    def paths(self, permission: str) -> tuple[str, ...]:
        """The tops of the parts of the tree where the person may do this."""
        return tuple({post.path: None for post in self.posts if permission in PERMISSIONS[post.role]})

    def may(self, permission: str, path: str) -> bool:
        """Whether the person may do this at the organisation of this path."""
        return any(path.startswith(top) for top in self.paths(permission))


def subject_of(session: Session, user: User) -> Subject:
    """The subject a person is now."""
    rows = session.execute(
        select(Appointment.role, Organisation.id, Organisation.path)
        .join(Organisation, Appointment.organisation_id == Organisation.id)
        .where(Appointment.user_id == user.id)
        .order_by(Appointment.id)
    )
    posts = tuple(Post(*row) for row in rows)
    return Subject(user.id, user.name, user.language, posts, second_factor=user.totp_secret is not None)


def within(paths: Iterable[str]) -> ColumnElement[bool]:
    """That an organisation lies in one of these parts of the tree."""
    return or_(false(), *(Organisation.path.startswith(path, autoescape=True) for path in paths))


def visible_organisations(subject: Subject) -> Select[Organisation]:
    """Every organisation the person may know of."""
    return select(Organisation).where(within(subject.paths("organisations.read")))


def readable(subject: Subject) -> ColumnElement[bool]:
    """That an audit, joined with its branch as `Organisation`, may be read by the person."""
    everything = [post.path for post in subject.posts if post.role in _READ_DRAFTS]
    others = [path for path in subject.paths("audits.read") if path not in everything]
    own = subject.paths("audits.own")
    mine = Audit.id.in_(select(Assignment.audit_id).where(Assignment.user_id == subject.id))
    return or_(
        within(everything),
        within(others) & (Audit.state != "draft"),
        within(own) & (Audit.kind == "self"),
        mine if "audits.mine" in subject.permissions else false(),
    )


def visible_audits(subject: Subject) -> Select[Audit]:
    """Every audit the person may read, joined with its branch."""
    return select(Audit).join(Organisation, Audit.branch_id == Organisation.id).where(readable(subject))


def get_organisation(
    session: Session, subject: Subject, organisation_id: int, permission: str = "organisations.read"
) -> Organisation:
    """The organisation; raises NotFoundError to strangers, ForbiddenError to those who may only look."""
    found = session.scalar(visible_organisations(subject).where(Organisation.id == organisation_id))
    if found is None:
        raise NotFoundError
    if not subject.may(permission, found.path):
        raise ForbiddenError
    return found


def get_audit(session: Session, subject: Subject, audit_id: int, permission: str = "audits.read") -> Audit:
    """The audit; raises NotFoundError to strangers, ForbiddenError to readers."""
    audit = session.scalar(visible_audits(subject).where(Audit.id == audit_id))
    if audit is None:
        raise NotFoundError
    if permission != "audits.read" and not may_with(session, subject, audit, permission):
        raise ForbiddenError
    return audit


def may_with(session: Session, subject: Subject, audit: Audit, permission: str) -> bool:
    """Whether the person may do this with an audit that they may read."""
    branch = session.get_one(Organisation, audit.branch_id)
    if permission != "audits.fill":
        return subject.may(permission, branch.path)
    return may_fill(subject, audit.kind, branch.path, _assigned(session, subject, audit.id))


def may_fill(subject: Subject, kind: str, path: str, assigned: bool) -> bool:
    """Whether the person fills this audit: the branch its own self-assessment, everybody what is assigned to them."""
    if assigned:
        return "audits.fill" in subject.permissions
    return kind == "self" and subject.may("audits.own", path)


def _assigned(session: Session, subject: Subject, audit_id: int) -> bool:
    found: Any = session.get(Assignment, (audit_id, subject.id))
    return found is not None
