"""Photographs of audits: taken once by the content of their file, seen by those who see the audit."""

from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.models import Photograph, PhotographUse
from audit.pictures import Picture
from audit.scoring.problems import Problem, RefusedError
from audit.services.access import Subject, get_audit
from audit.services.clock import now
from audit.services.errors import NotFoundError
from audit.services.opened import open_to_fill
from audit.store import Store


class Kept(NamedTuple):
    """A picture and the digests under which the store holds its two sizes."""

    picture: Picture
    full: str
    thumb: str


def check_digest(data: bytes, digest: str) -> None:
    """Raises RefusedError where the file is not what its name says: it was cut or mixed up on its way."""
    if sha256(data).hexdigest() != digest:
        raise RefusedError([Problem(("photo",), "photo-differs")])


def keep(store: Store, picture: Picture) -> Kept:
    """Puts both sizes into the store; before the row, so that a row always finds its file."""
    return Kept(picture, store.put(picture.full), store.put(picture.thumb))


def is_known(session: Session, digest: str) -> bool:
    """Whether this file was taken before, by whomever."""
    return session.get(Photograph, digest) is not None


def allow(session: Session, subject: Subject, audit_id: int) -> None:
    """That the person may send photographs for an audit; raises NotFoundError, ForbiddenError."""
    open_to_fill(session, subject, audit_id)


def add(session: Session, subject: Subject, audit_id: int, *, digest: str, kept: Kept | None) -> Photograph:
    """The photograph of an audit that the person fills; `kept` is needed where the file is not known yet."""
    allow(session, subject, audit_id)
    row = session.get(Photograph, digest)
    if row is None:
        if kept is None:
            raise NotFoundError
        row = _row(subject, digest, kept)
        session.add(row)
        session.flush()
    if session.get(PhotographUse, (audit_id, digest)) is None:
        session.add(PhotographUse(audit_id=audit_id, digest=digest))
        session.flush()
    return row


def _row(subject: Subject, digest: str, kept: Kept) -> Photograph:
    latitude, longitude = kept.picture.place or (None, None)
    return Photograph(
        digest=digest,
        kept=kept.full,
        thumb=kept.thumb,
        width=kept.picture.width,
        height=kept.picture.height,
        taken_at=kept.picture.taken_at,
        latitude=latitude,
        longitude=longitude,
        user_id=subject.id,
        received_at=now(),
    )


def get(session: Session, subject: Subject, audit_id: int, digest: str) -> Photograph:
    """A photograph of an audit that the person may see; raises NotFoundError."""
    get_audit(session, subject, audit_id)
    found = sent_for(session, audit_id, digest)
    if found is None:
        raise NotFoundError
    return found


def sent_for(session: Session, audit_id: int, digest: str) -> Photograph | None:
    """The photograph, where its whole file was sent for this audit before."""
    return session.scalar(
        select(Photograph)
        .join(PhotographUse, PhotographUse.digest == Photograph.digest)
        .where(PhotographUse.audit_id == audit_id, Photograph.digest == digest)
    )
