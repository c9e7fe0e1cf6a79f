"""Sessions of signed-in people: rows that end, so that a copied cookie ends with them."""

from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import NamedTuple

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from audit.models import SignIn, User
from audit.services.clock import now

# without a sign of life for so long a session is over
IDLE = timedelta(days=30)
# how exactly the last sign of life is known: a tap must not write a row each time
SEEN_EVERY = timedelta(minutes=10)


class Current(NamedTuple):
    """A session that is alive, and whose it is."""

    sign_in_id: int
    user_id: int
    user_version: int
    seen_at: datetime


def digest_of(token: str) -> str:
    """What is kept of a token."""
    return sha256(token.encode()).hexdigest()


def begin(session: Session, user: User, *, device: str, address: str) -> str:
    """A new session of the person; gives the token, which is kept nowhere."""
    token = token_urlsafe(32)
    moment = now()
    session.add(
        SignIn(
            user_id=user.id,
            token_digest=digest_of(token),
            device=device[:200],
            address=address[:60],
            created_at=moment,
            seen_at=moment,
        )
    )
    session.flush()
    return token


_TABLE, _PEOPLE = SignIn.__table__, User.__table__
_CURRENT = (
    select(_TABLE.c.id, _PEOPLE.c.id, _PEOPLE.c.version, _TABLE.c.seen_at)
    .join(_PEOPLE, _TABLE.c.user_id == _PEOPLE.c.id)
    .where(
        _TABLE.c.token_digest == bindparam("digest"),
        _TABLE.c.ended_at.is_(None),
        _TABLE.c.seen_at > bindparam("alive_since"),
        _PEOPLE.c.active.is_(True),
    )
)


def find(session: Session, token: str) -> Current | None:
    """The living session of a token: not ended, not idle too long, of a person who is active."""
    facts = {"digest": digest_of(token), "alive_since": now() - IDLE}
    row = session.connection().execute(_CURRENT, facts).one_or_none()
    return None if row is None else Current._make(row)


def seen(session: Session, current: Current) -> None:
    """Notes a sign of life."""
    session.execute(update(SignIn).where(SignIn.id == current.sign_in_id).values(seen_at=now()))


def living(session: Session, user_id: int) -> list[SignIn]:
    """The person's sessions that are alive, the last used first."""
    alive = select(SignIn).where(SignIn.user_id == user_id, SignIn.ended_at.is_(None), SignIn.seen_at > now() - IDLE)
    return list(session.scalars(alive.order_by(SignIn.seen_at.desc())))


def end(session: Session, user_id: int, *, sign_in_id: int) -> None:
    """Ends one of the person's sessions."""
    session.execute(
        update(SignIn)
        .where(SignIn.id == sign_in_id, SignIn.user_id == user_id, SignIn.ended_at.is_(None))
        .values(ended_at=now())
    )


def end_all(session: Session, user_id: int, *, but: int | None = None) -> None:
    """Ends every session of the person, save one where it is named."""
    ending = update(SignIn).where(SignIn.user_id == user_id, SignIn.ended_at.is_(None))
    if but is not None:
        ending = ending.where(SignIn.id != but)
    session.execute(ending.values(ended_at=now()))
