"""Published checklists: put into the database once, read from it as the core's frozen documents."""

import json

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.models import PublishedChecklist
from audit.scoring.checklist import Checklist
from audit.scoring.loading import build_checklist
from audit.services.clock import now
from audit.services.errors import NotFoundError, StateError


def publish(session: Session, checklist: Checklist) -> PublishedChecklist:
    """The row of this version, made where it is not there yet.

    Raises StateError (`version-taken`) where another content was published under the same name.
    """
    key, version = checklist.key, checklist.version
    known = session.scalar(
        select(PublishedChecklist).where(PublishedChecklist.key == key, PublishedChecklist.version == version)
    )
    if known is not None:
        if known.digest != checklist.digest:
            raise StateError("version-taken", {"name": checklist.name})
        return known
    row = _row(checklist)
    session.add(row)
    session.flush()
    return row


def _row(checklist: Checklist) -> PublishedChecklist:
    criteria = list(checklist.criteria())
    return PublishedChecklist(
        key=checklist.key,
        version=checklist.version,
        digest=checklist.digest,
        title={language: checklist.title.in_language(language) for language in ("zh", "en")},
        points=sum(criterion.points for criterion in criteria),
        criteria=len(criteria),
        content=checklist.canonical,
        published_at=now(),
    )


def published(session: Session) -> list[PublishedChecklist]:
    """Every version that campaigns may use, by name."""
    rows = select(PublishedChecklist).where(PublishedChecklist.state == "published")
    return list(session.scalars(rows.order_by(PublishedChecklist.key, PublishedChecklist.version)))


def load(session: Session, checklist_id: int) -> Checklist:
    """The checklist as the core reads it; raises NotFoundError."""
    digest = session.scalar(select(PublishedChecklist.digest).where(PublishedChecklist.id == checklist_id))
    if digest is None:
        raise NotFoundError
    return load_digest(session, digest)


def load_digest(session: Session, digest: str) -> Checklist:
    """The checklist of this digest, built once a process and kept; raises NotFoundError."""
    if digest not in _built:
        _built[digest] = _build(content_of(session, digest))
    return _built[digest]


def content_of(session: Session, digest: str) -> str:
    """The canonical JSON of the version with this digest; raises NotFoundError."""
    content = session.scalar(select(PublishedChecklist.content).where(PublishedChecklist.digest == digest))
    if content is None:
        raise NotFoundError
    return content


# a published version never changes, and an installation has few of them
_built: dict[str, Checklist] = {}


def _build(content: str) -> Checklist:
    return build_checklist(json.loads(content))
