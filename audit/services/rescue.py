"""Rescue files brought to the server: by their author, or for them by who runs the campaigns of the branch.

The operations go the way of every operation and stay their author's; whoever brings them twice changes nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.models import Audit, Organisation, Photograph, PublishedChecklist, User
from audit.scoring.problems import Problem
from audit.services import photographs
from audit.services.access import Subject, subject_of
from audit.services.errors import ForbiddenError, InvalidError, ServiceError
from audit.services.events import record
from audit.services.opened import open_to_send
from audit.services.operations import Change, Outcome, apply
from audit.services.rescue_file import RescuedAudit, RescuedBranch, RescuedPerson

FILL, RESCUE = "audits.fill", "audits.rescue"


@dataclass(frozen=True, slots=True)
class Bringing:
    """Whose work it is, who brings it into which audit; `entitled` when the author fills it, or took it along."""

    author: Subject
    subject: Subject
    audit_id: int
    branch: RescuedBranch
    entitled: bool

    @property
    def imported_by(self) -> int | None:
        """Who answers for operations that their author did not send."""
        return None if self.entitled and self.author.id == self.subject.id else self.subject.id


def allow(subject: Subject) -> None:
    """Raises ForbiddenError for who has nothing to bring, of their own or of others."""
    if not {FILL, RESCUE} & subject.permissions:
        raise ForbiddenError


def author_of(session: Session, subject: Subject, person: RescuedPerson) -> Subject:
    """Whose work a file holds; raises ForbiddenError, and InvalidError where it is not for this person to bring."""
    allow(subject)
    if person.id == subject.id:
        return subject
    if RESCUE not in subject.permissions:
        raise _refused("rescue-of-another", name=person.name)
    user = session.get(User, person.id)
    if user is None or user.name != person.name:  # of another installation, where the numbers are other people's
        raise _refused("rescue-unknown-person", name=person.name)
    return subject_of(session, user)


_FACTS = (
    select(Organisation.path, Organisation.code, Organisation.name, PublishedChecklist.digest)
    .select_from(Audit)
    .join(Organisation, Audit.branch_id == Organisation.id)
    .join(PublishedChecklist, Audit.checklist_id == PublishedChecklist.id)
)


def begin(session: Session, subject: Subject, author: Subject, rescued: RescuedAudit, *, device: str) -> Bringing:
    """That an audit's work may be brought; raises InvalidError where the audit is unknown here, or another one."""
    facts = session.execute(_FACTS.where(Audit.id == rescued.id)).one_or_none()
    entitled = _is_entitled(session, author, rescued.id, device)
    own = entitled and author.id == subject.id
    if facts is None or not (own or subject.may(RESCUE, facts.path)):
        raise _refused("rescue-no-audit")
    here = RescuedBranch(code=facts.code, name=facts.name)
    if rescued.checklist not in {"", facts.digest} or not _is_same(here, rescued.branch):
        raise _refused("rescue-other-audit", name=facts.name)
    return Bringing(author, subject, rescued.id, here, entitled)


def _is_same(here: RescuedBranch, there: RescuedBranch) -> bool:
    """Whether it may be the same branch: by code, by name, or because the tablet does not know any more."""
    return there.code == here.code or there.name == here.name or there == RescuedBranch()


def _is_entitled(session: Session, author: Subject, audit_id: int, device: str) -> bool:
    try:
        open_to_send(session, author, audit_id, device)
    except ServiceError:
        return False
    return True


def _refused(code: str, **facts: object) -> InvalidError:
    return InvalidError([Problem((), code, facts)])


def bring_photograph(session: Session, bringing: Bringing, *, digest: str, kept: photographs.Kept | None) -> Photograph:
    """A photograph of the author's, which nobody has to send any more."""
    return photographs.take(session, bringing.author, bringing.audit_id, digest=digest, kept=kept)


def bring(session: Session, bringing: Bringing, *, device: str, changes: Iterable[Change]) -> list[Outcome]:
    """A batch of the author's operations; what became of each. What the author may not do any more is late."""
    by = bringing.imported_by
    return apply(session, bringing.author, bringing.audit_id, device=device, changes=changes, imported_by=by).outcomes


def note(session: Session, bringing: Bringing, *, device: str, counts: dict[str, int]) -> None:
    """Records that work was brought, whose and how much of it."""
    about, author = f"audit/{bringing.audit_id}", bringing.author.id
    record(session, bringing.subject, "audit.rescued", about, author=author, device=device, **counts)
