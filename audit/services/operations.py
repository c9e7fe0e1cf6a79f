"""Changes of an audit: each is an operation, applied once, ordered by its device, sealed into the audit's chain.

Web pages, tablets, imports and copies all come through `apply`. What becomes of an operation is written down in
docs/sync.md; conflicts are judged by revisions, never by clocks.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from audit.models import Audit
from audit.services import known as knowing
from audit.services.access import Subject
from audit.services.batch import Batch
from audit.services.changes import APPLIED, CONFLICT, LATE, REJECTED, SAME, Change, Outcome, canonical
from audit.services.known import Known
from audit.services.opened import open_to_fill, open_to_keep, open_to_read

__all__ = [
    "APPLIED", "CONFLICT", "LATE", "REJECTED", "SAME",
    "Applied", "Change", "Outcome", "apply", "canonical", "copy",
]  # fmt: skip
COPYING = "issue"  # the device of what was copied from an earlier issue


@dataclass(frozen=True, slots=True)
class Applied:
    """What a batch left behind: the audit's revision, state and figures, and what is known of it now."""

    revision: int
    state: str
    figures: dict[str, Any]
    known: Known
    outcomes: list[Outcome]


def apply(
    session: Session,
    subject: Subject,
    audit_id: int,
    *,
    device: str,
    changes: Iterable[Change],
    imported_by: int | None = None,
) -> Applied:
    """Takes a batch of one device's changes; raises NotFoundError, ForbiddenError as `open_to_fill` does.

    `imported_by` brings them for the subject, and was asked before whether they may: what the subject does not fill
    is late then.
    """
    fills = True
    if imported_by is None:
        opened = open_to_fill(session, subject, audit_id)
    else:
        opened, fills = open_to_keep(session, subject, audit_id)
    batch = Batch(session, subject, opened, device)
    batch.fills, batch.imported_by = fills, imported_by
    ordered = sorted(changes, key=lambda change: change.sequence)
    batch.recall(ordered)
    outcomes = [batch.take(change) for change in ordered]
    counted = batch.write()
    return Applied(batch.revision, opened.state, counted, batch.known, outcomes)


def copy(session: Session, subject: Subject, *, source_id: int, target_id: int) -> None:
    """Brings an audit's registers into a fresh draft, each as an operation of its author on the device `issue`.

    Signatures stay behind: nobody has signed what is going to be changed.
    """
    opened, _ = open_to_read(session, subject, target_id)
    batch = Batch(session, subject, opened, COPYING)
    source = session.get_one(Audit, source_id)
    registers = knowing.knowledge(session, source.id, source.chain).registers
    copied = [(path, value) for path, value in sorted(registers.items()) if not path.startswith("sig/")]
    for sequence, (path, value) in enumerate(copied, 1):
        batch.subject = replace(subject, id=value.user_id)
        batch.take(Change(str(uuid4()), sequence, path, 0, value.value, batch.at))
    batch.write()
