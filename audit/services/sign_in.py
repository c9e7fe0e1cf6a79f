"""Signing in: an attempt is counted before its password is looked at, so that guesses made at once count as well.

Three steps, because hashing is slow and must not hold the write lock: `begin_attempt` in one transaction,
`judge` in none, `settle` in another.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from unicodedata import normalize

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from audit.models import UnknownLogin, User
from audit.services import invitations, passwords, second_factor
from audit.services.clock import now
from audit.services.events import record
from audit.services.sessions import digest_of

MOST_FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)
SECOND_STEP = "second-step"
_STEP_LIFE = timedelta(minutes=5)
# how long attempts at a login that nobody has are remembered
_REMEMBERED = timedelta(days=1)


@dataclass(frozen=True)
class Attempt:
    """A counted attempt; `locked_until` where the account is locked, or is as soon as this attempt fails too."""

    user_id: int | None
    login: str
    password_hash: str | None
    refused: bool
    locked_until: datetime | None


@dataclass(frozen=True)
class Judged:
    """An attempt and whether its password was right; `renewed` is a stronger hash of it where one is due."""

    attempt: Attempt
    right: bool
    renewed: str | None = None


class Stepped(NamedTuple):
    """A person at the second step, and whether the code was right."""

    user: User
    right: bool


def login_of(text: str) -> str:
    """A login as it is kept: without blanks around it, narrow characters, lower case."""
    return normalize("NFKC", text).strip().lower()


def begin_attempt(session: Session, login: str) -> Attempt:
    """Counts an attempt to sign in; one at a locked account is refused without being counted."""
    login = login_of(login)
    user = session.scalar(select(User).where(User.login == login).with_for_update())
    guarded = user or _unknown(session, login)
    if is_locked(guarded):
        return Attempt(user.id if user else None, login, None, refused=True, locked_until=guarded.locked_until)
    _count(guarded)
    session.flush()
    hashed = user.password_hash if user is not None and user.active else None
    return Attempt(user.id if user else None, login, hashed, refused=False, locked_until=guarded.locked_until)


def judge(attempt: Attempt, password: str) -> Judged:
    """Looks at the password; takes the same time whether somebody has the login or not."""
    if attempt.refused:
        return Judged(attempt, right=False)
    right = passwords.matches(attempt.password_hash, password)
    renewed = passwords.renewed(attempt.password_hash, password) if right and attempt.password_hash else None
    return Judged(attempt, right, renewed)


def settle(session: Session, judged: Judged) -> User | None:
    """The person whose password was right, or None; what failed is in the record. Commit either way.

    Without a second factor all is forgiven; with one only this attempt is, or guessing codes would cost nothing.
    """
    attempt = judged.attempt
    found = select(User).where(User.id == attempt.user_id).with_for_update().execution_options(populate_existing=True)
    user = session.scalar(found) if attempt.user_id is not None else None
    if not judged.right or user is None or not user.active or user.password_hash != attempt.password_hash:
        _note_failure(session, user, attempt.locked_until, refused=attempt.refused)
        return None
    user.password_hash = judged.renewed or user.password_hash
    if user.totp_secret is None:
        forgive(user)
    else:
        user.failures, user.locked_until = max(0, user.failures - 1), None
    session.flush()
    return user


def begin_second_step(session: Session, user: User) -> str:
    """A token that stands for the password for five minutes, until the code is entered."""
    return invitations.issue(session, user.id, purpose=SECOND_STEP, life=_STEP_LIFE)


def second_step(session: Session, token: str, *, code: str, recovery: str) -> Stepped:
    """Whose token it is, and whether the code was right; raises NotFoundError for a token that is no longer good.

    Commit either way.
    """
    user = invitations.invited(session, token, SECOND_STEP)
    session.refresh(user, with_for_update=True)
    if is_locked(user):
        return Stepped(user, right=False)
    _count(user)
    if second_factor.accepts(session, user, code=code, recovery=recovery):
        invitations.use(session, token, SECOND_STEP)
        forgive(user)
        session.flush()
        return Stepped(user, right=True)
    _note_failure(session, user, user.locked_until, refused=False)
    return Stepped(user, right=False)


def is_locked(guarded: User | UnknownLogin) -> bool:
    """Whether no attempt is taken now."""
    return guarded.locked_until is not None and guarded.locked_until > now()


def forgive(user: User) -> None:
    """Forgets the attempts that failed."""
    user.failures, user.locked_until = 0, None


def _count(guarded: User | UnknownLogin) -> None:
    if guarded.locked_until is not None:  # the lock is over: counting begins anew
        guarded.failures, guarded.locked_until = 0, None
    guarded.failures += 1
    if guarded.failures >= MOST_FAILURES:
        guarded.locked_until = now() + LOCKED_FOR


def _note_failure(session: Session, user: User | None, locked_until: datetime | None, *, refused: bool) -> None:
    """Into the record; never the login that was typed: people type passwords there."""
    about = f"user/{user.id}" if user else "user/unknown"
    record(session, user, "account.sign-in-failed", about, locked=refused)
    if locked_until is not None and not refused:
        record(session, user, "account.locked", about, until=locked_until.isoformat())


def _unknown(session: Session, login: str) -> UnknownLogin:
    session.execute(delete(UnknownLogin).where(UnknownLogin.tried_at < now() - _REMEMBERED))
    digest = digest_of(login)
    found = session.get(UnknownLogin, digest, with_for_update=True)
    if found is None:
        try:
            with session.begin_nested():
                session.add(UnknownLogin(digest=digest, tried_at=now()))
        except IntegrityError:  # somebody tried the same login at the same moment
            session.expire_all()
        found = session.get_one(UnknownLogin, digest, with_for_update=True)
    found.tried_at = now()
    return found
