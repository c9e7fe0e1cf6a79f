"""What becomes of a rescue file: photographs first, then the operations in batches, each in its own transaction."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from audit.scoring.problems import Problem
from audit.services import photographs, rescue
from audit.services.access import Subject, get_audit
from audit.services.errors import InvalidError, ServiceError
from audit.services.operations import REJECTED, Change, Outcome
from audit.services.rescue import Bringing
from audit.services.rescue_file import RescuedAudit, RescuedBranch, RescueFile
from audit.services.wording import say
from audit.web.database import reading, writing
from audit.web.differences import in_words
from audit.web.language import gettext, language
from audit.web.messages import MOST_OPERATIONS, read_operation
from audit.web.signed_in import subject
from audit.web.uploads import kept_picture

MOST_TOLD = 50


def _(text: str) -> str:
    return text


TAKEN, KNOWN, ABSENT, UNREADABLE = "taken", "known", "absent", "unreadable"


@dataclass
class Brought:
    """One audit of a file: why nothing of it was taken, or what became of how many of its parts."""

    audit: RescuedAudit
    branch: RescuedBranch
    problem: str = ""
    may_read: bool = False
    operations: Counter[str] = field(default_factory=Counter)
    photographs: Counter[str] = field(default_factory=Counter)
    rejected: list[tuple[str, str]] = field(default_factory=list)


def bring_file(file: RescueFile, author: Subject) -> list[Brought]:
    """Brings every audit of the file; what cannot be taken of one does not hold up the others."""
    return [_bring_audit(file, author, audit) for audit in file.said.all_audits()]


def _bring_audit(file: RescueFile, author: Subject, audit: RescuedAudit) -> Brought:
    brought = Brought(audit, audit.branch)
    try:
        bringing = rescue.begin(reading(), subject(), author, audit, device=file.said.device)
    except InvalidError as refused:
        brought.problem = say(refused.problems[0], language())
        return brought
    brought.branch = bringing.branch
    _bring_photographs(file, bringing, brought)
    _bring_operations(file.said.device, bringing, brought)
    with writing() as session:
        counts = {**brought.operations, "photographs": brought.photographs[TAKEN]}
        rescue.note(session, bringing, device=file.said.device, counts=counts)
        session.commit()
    brought.may_read = _may_read(audit.id)
    return brought


def _may_read(audit_id: int) -> bool:
    try:
        get_audit(reading(), subject(), audit_id)
    except ServiceError:
        return False
    return True


def _bring_photographs(file: RescueFile, bringing: Bringing, brought: Brought) -> None:
    """Every photograph that the file lists for this audit, and those that its operations name and nobody has."""
    listed = dict.fromkeys(one.digest for one in file.said.photographs if one.audit == bringing.audit_id)
    for digest in listed:
        brought.photographs[_bring_photograph(file, bringing, digest)] += 1
    for digest in _named(brought.audit) - listed.keys():
        if photographs.sent_for(reading(), bringing.audit_id, digest) is None:
            brought.photographs[ABSENT] += 1


def _bring_photograph(file: RescueFile, bringing: Bringing, digest: str) -> str:
    if photographs.sent_for(reading(), bringing.audit_id, digest) is not None:
        return KNOWN
    data = file.photograph(digest)
    if data is None:
        return ABSENT
    try:
        kept = kept_picture(data, digest)
    except InvalidError:
        return UNREADABLE
    with writing() as session:
        rescue.bring_photograph(session, bringing, digest=digest, kept=kept)
        session.commit()
    return TAKEN


def _named(audit: RescuedAudit) -> set[str]:
    """The photographs that the audit's operations speak of."""
    values = (one.get("value") for one in audit.operations if isinstance(one, dict))
    named = (value.get("photo") for value in values if isinstance(value, dict))
    return {digest for digest in named if isinstance(digest, str)}


def _bring_operations(device: str, bringing: Bringing, brought: Brought) -> None:
    changes = list(_readable(brought))
    for start in range(0, len(changes), MOST_OPERATIONS):
        batch = changes[start : start + MOST_OPERATIONS]
        with writing() as session:
            outcomes = rescue.bring(session, bringing, device=device, changes=batch)
            session.commit()
        _tell(brought, batch, outcomes)


def _readable(brought: Brought) -> Iterator[Change]:
    """The operations that have the shape of one; the others are rejected each by itself."""
    for at, one in enumerate(brought.audit.operations, 1):
        read = read_operation(one)
        if isinstance(read, Change):
            yield read
        else:
            _reject(brought, gettext(_("第{number}项"), number=at), read.problems)


def _tell(brought: Brought, batch: Sequence[Change], outcomes: Sequence[Outcome]) -> None:
    paths = {change.id: change.path for change in batch}
    for outcome in outcomes:
        if outcome.outcome == REJECTED:
            _reject(brought, in_words(paths[outcome.id]), outcome.problems)
        else:
            brought.operations[outcome.outcome] += 1


def _reject(brought: Brought, where: str, problems: Sequence[Problem]) -> None:
    brought.operations[REJECTED] += 1
    if len(brought.rejected) < MOST_TOLD:
        brought.rejected.append((where, "；".join(say(problem, language()) for problem in problems)))
