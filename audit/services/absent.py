"""Photographs that an audit names and the server does not have yet."""

import json
from collections.abc import Iterable

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from audit.models import Operation, PhotographUse
from audit.services.access import Subject
from audit.services.known import Known

_HERE = select(PhotographUse.digest).where(
    PhotographUse.audit_id == bindparam("audit"), PhotographUse.digest.in_(bindparam("digests", expanding=True))
)


def absent(session: Session, audit_id: int, known: Known, state: str) -> list[str]:
    """The SHA-256 of photographs that registers or open conflicts name and nobody has sent for this audit."""
    named = set(known.photographs.values())
    named.update(_named(held.text for held in known.disputes(state) if "/p/" in held.path))
    wanted = named - known.present
    if wanted:  # what is here stays here: it is asked for once
        known.present.update(_here(session, audit_id, wanted))
    return sorted(wanted - known.present)


def absent_of(session: Session, subject: Subject, audit_id: int) -> list[str]:
    """The same of the photographs that the person's own operations name, whatever became of these."""
    own = select(Operation.value).where(
        Operation.audit_id == audit_id, Operation.user_id == subject.id, Operation.path.contains("/p/")
    )
    named = _named(session.scalars(own))
    return sorted(named - _here(session, audit_id, named)) if named else []


def _named(texts: Iterable[str]) -> set[str]:
    values = map(json.loads, texts)
    return {value["photo"] for value in values if value}


def _here(session: Session, audit_id: int, digests: Iterable[str]) -> set[str]:
    rows = session.connection().execute(_HERE, {"audit": audit_id, "digests": list(digests)})
    return set(rows.scalars())
