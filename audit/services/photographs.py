"""Photographs of audits: taken once by the content of their file, seen by those who see the audit."""

from contextlib import suppress
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from audit.models import Photograph, PhotographUse, Tablet
from audit.pictures import Picture
from audit.scoring.problems import Problem, RefusedError
from audit.services.access import Subject, get_audit
from audit.services.clock import now
from audit.services.errors import NotFoundError, ServiceError
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
    """That the person may send photographs for an audit: who fills it, and who took it along while they did.

    Raises NotFoundError, ForbiddenError as `open_to_fill` does.
    """
    try:
        open_to_fill(session, subject, audit_id)
    except ServiceError:
        if not took_along(session, subject, audit_id):
            raise


def took_along(session: Session, subject: Subject, audit_id: int) -> bool:
    """Whether a tablet of this person has taken the audit."""
    found = select(Tablet.device).where(Tablet.audit_id == audit_id, Tablet.user_id == subject.id)
    return session.scalar(found.limit(1)) is not None


def add(session: Session, subject: Subject, audit_id: int, *, digest: str, kept: Kept | None) -> Photograph:
    """The photograph of an audit that the person fills; `kept` is needed where the file is not known yet."""
    allow(session, subject, audit_id)
    return take(session, subject, audit_id, digest=digest, kept=kept)


def take(session: Session, subject: Subject, audit_id: int, *, digest: str, kept: Kept | None) -> Photograph:
    """The same, where it was asked before whether the person may."""
    row = session.get(Photograph, digest)
    if row is None and kept is None:
        raise NotFoundError
    if row is None and kept is not None:
        _put(session, _row(subject, digest, kept))
    if session.get(PhotographUse, (audit_id, digest)) is None:
        _put(session, PhotographUse(audit_id=audit_id, digest=digest))
    return session.get_one(Photograph, digest)


def _put(session: Session, row: Photograph | PhotographUse) -> None:
    """The row, unless another transaction has put it there meanwhile."""
    with suppress(IntegrityError), session.begin_nested():
        session.add(row)


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
