"""Tablets that have an audit along: taken with the person's name on it, heard whenever they send."""

from datetime import datetime, timedelta
from time import monotonic
from typing import Any, NamedTuple

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from audit.models import Tablet, User
from audit.services.access import Subject
from audit.services.clock import now
from audit.services.opened import open_to_fill

# a tap does not cost a write more when nothing else was said: the moment may be this old
_FRESH = timedelta(seconds=20)
_MOMENT = 5.0  # seconds
_MOST_READ = 1000
_DRIFT = 2_000  # milliseconds of skew that are only the network's


class Seen(NamedTuple):
    """A tablet as it was last heard; `skew` is the server's clock minus its own, in milliseconds."""

    user_id: int
    user: str
    device: str
    name: str
    seen_at: datetime
    waiting: int
    skew: int


_ROWS = Tablet.__table__
_PEOPLE = User.__table__
_OF_AUDIT = (
    select(
        _ROWS.c.user_id,
        _PEOPLE.c.name.label("user"),
        _ROWS.c.device,
        _ROWS.c.name,
        _ROWS.c.seen_at,
        _ROWS.c.waiting,
        _ROWS.c.skew,
    )
    .join(_PEOPLE, _PEOPLE.c.id == _ROWS.c.user_id)
    .where(_ROWS.c.audit_id == bindparam("audit"))
    .order_by(_ROWS.c.taken_at, _ROWS.c.device, _ROWS.c.user_id)
)


def tablets(session: Session, audit_id: int) -> list[Seen]:
    """Every tablet that has the audit, the first that took it first."""
    rows = session.connection().execute(_OF_AUDIT, {"audit": audit_id})
    return [Seen._make(row) for row in rows]


def take(session: Session, subject: Subject, audit_id: int, *, device: str, name: str = "") -> None:
    """The person takes the audit along on this device; raises NotFoundError, ForbiddenError as `open_to_fill` does."""
    open_to_fill(session, subject, audit_id)
    own = _own(tablets(session, audit_id), subject, device)
    if own is None:
        _begin(session, subject, audit_id, device, name=name)
    else:
        _change(session, subject, audit_id, device, seen_at=now(), name=name or own.name)


def hear(
    session: Session, subject: Subject, audit_id: int, *, device: str, waiting: int | None, skew: int | None
) -> list[Seen]:
    """Notes what a tablet said when it sent, which `open_to_send` allowed; gives all tablets of the audit."""
    before = _lately(session, audit_id)
    own = _own(before, subject, device)
    said = {name: figure for name, figure in (("waiting", waiting), ("skew", skew)) if figure is not None}
    if own is None:
        before = tablets(session, audit_id)  # it may have come in by another process
        own = _own(before, subject, device)
    if own is None:
        _begin(session, subject, audit_id, device, **said)
    elif _is_news(own, waiting, skew):
        _change(session, subject, audit_id, device, seen_at=now(), **said)
    else:
        return before
    return tablets(session, audit_id)


# what was read a moment ago is good enough between two taps; what this process writes is read again
_read: dict[tuple[str, int], tuple[float, list[Seen]]] = {}


def _lately(session: Session, audit_id: int) -> list[Seen]:
    read_at, seen = _read.get(_key(session, audit_id), (0.0, []))
    if monotonic() - read_at > _MOMENT:
        seen = tablets(session, audit_id)
        if len(_read) >= _MOST_READ:
            _read.clear()
        _read[_key(session, audit_id)] = (monotonic(), seen)
    return seen


def _key(session: Session, audit_id: int) -> tuple[str, int]:
    return str(session.get_bind().engine.url), audit_id


def _own(among: list[Seen], subject: Subject, device: str) -> Seen | None:
    return next((seen for seen in among if (seen.user_id, seen.device) == (subject.id, device)), None)


def _is_news(own: Seen, waiting: int | None, skew: int | None) -> bool:
    if waiting is not None and waiting != own.waiting:
        return True
    if skew is not None and abs(skew - own.skew) > _DRIFT:
        return True
    return now() - own.seen_at > _FRESH


def _begin(session: Session, subject: Subject, audit_id: int, device: str, **said: Any) -> None:
    _read.pop(_key(session, audit_id), None)
    moment = now()
    row = {"audit_id": audit_id, "device": device, "user_id": subject.id, "taken_at": moment, "seen_at": moment}
    session.connection().execute(insert(Tablet), row | {"name": "", "waiting": 0, "skew": 0} | said)


def _change(session: Session, subject: Subject, audit_id: int, device: str, **said: Any) -> None:
    _read.pop(_key(session, audit_id), None)
    mine = (Tablet.audit_id == audit_id, Tablet.device == device, Tablet.user_id == subject.id)
    session.connection().execute(update(Tablet).where(*mine).values(said))
