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
from audit.services.changes import APPLIED, CONFLICT, LATE, OVERTAKEN, REJECTED, SAME, Change, Outcome, canonical
from audit.services.known import CLAIM, Known
from audit.services.opened import open_to_keep, open_to_read, open_to_send

__all__ = [
    "APPLIED", "CONFLICT", "LATE", "OVERTAKEN", "REJECTED", "SAME",
    "Applied", "Change", "Outcome", "apply", "canonical", "copy",
]  # fmt: skip
COPYING = "issue"  # the device of what was copied from an earlier issue


@dataclass(frozen=True, slots=True)
class Applied:
    """What a batch left behind: the audit's revision, state and figures, and what is known of it now.

    `fills` is whether the person fills it still; `outcomes` are in the order of the changes.
    """

    revision: int
    state: str
    fills: bool
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
    skew: int = 0,
    imported_by: int | None = None,
) -> Applied:
    """Takes a batch of one device's changes; raises NotFoundError, ForbiddenError as `open_to_send` does.

    `skew` is the server's clock minus the device's, in milliseconds. `imported_by` brings the changes for the subject,
    and was asked before whether they may: what the subject does not fill is late then.
    """
    if imported_by is None:
        opened, fills = open_to_send(session, subject, audit_id, device)
    else:
        opened, fills = open_to_keep(session, subject, audit_id)
    batch = Batch(session, subject, opened, device)
    batch.fills, batch.skew, batch.imported_by = fills, skew, imported_by
    given = list(changes)
    order = sorted(range(len(given)), key=lambda place: given[place].sequence)
    batch.recall(given)
    taken = {place: batch.take(given[place]) for place in order}
    outcomes = [taken[place] for place in range(len(given))]
    counted = batch.write()
    return Applied(batch.revision, opened.state, fills, counted, batch.known, outcomes)


def copy(session: Session, subject: Subject, *, source_id: int, target_id: int) -> None:
    """Brings an audit's registers into a fresh draft, each as an operation of its author on the device `issue`.

    Signatures stay behind: nobody has signed what is going to be changed. So do claims: who goes on is not said.
    """
    opened, _ = open_to_read(session, subject, target_id)
    batch = Batch(session, subject, opened, COPYING)
    source = session.get_one(Audit, source_id)
    registers = knowing.knowledge(session, source.id, source.chain).registers
    copied = [(path, value) for path, value in sorted(registers.items()) if not path.startswith(("sig/", CLAIM))]
    for sequence, (path, value) in enumerate(copied, 1):
        batch.subject = replace(subject, id=value.user_id)
        batch.take(Change(str(uuid4()), sequence, path, 0, value.value, batch.at))
    batch.write()
