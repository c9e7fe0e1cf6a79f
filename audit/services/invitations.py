"""Links that are good once and for a while: to activate an account, to set a password, to set the installation up."""

from datetime import timedelta
from secrets import token_urlsafe

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.orm import Session

from audit.models import Invitation, User
from audit.services.clock import now
from audit.services.errors import NotFoundError
from audit.services.sessions import digest_of

ACTIVATION, SETUP = "activation", "setup"


def invite(session: Session, user: User, purpose: str = ACTIVATION, days: int = 7) -> str:
    """The token of a new link for the person; links given before for the same purpose end."""
    return issue(session, user.id, purpose=purpose, life=timedelta(days=days))


def invite_founder(session: Session) -> str | None:
    """The token of a new set-up link, good for a day; None where somebody has an account already."""
    if session.scalar(select(func.count(User.id))):
        return None
    return issue(session, None, purpose=SETUP, life=timedelta(days=1))


def issue(session: Session, user_id: int | None, *, purpose: str, life: timedelta) -> str:
    """A token for a purpose; the unused ones given before to the same person are taken back."""
    whose = Invitation.user_id.is_(None) if user_id is None else Invitation.user_id == user_id
    session.execute(delete(Invitation).where(whose, Invitation.purpose == purpose, Invitation.used_at.is_(None)))
    token = token_urlsafe(32)
    session.add(Invitation(user_id=user_id, purpose=purpose, token_digest=digest_of(token), expires_at=now() + life))
    session.flush()
    return token


def find(session: Session, token: str, purpose: str) -> Invitation:
    """The invitation of a token that is still good; raises NotFoundError."""
    found = session.scalar(
        select(Invitation).where(
            Invitation.token_digest == digest_of(token),
            Invitation.purpose == purpose,
            Invitation.used_at.is_(None),
            Invitation.expires_at > now(),
        )
    )
    if found is None:
        raise NotFoundError
    return found


def invited(session: Session, token: str, purpose: str = ACTIVATION) -> User:
    """The person whom a good token belongs to; raises NotFoundError, also for one whose account is closed."""
    found = find(session, token, purpose)
    user = session.get(User, found.user_id) if found.user_id is not None else None
    if user is None or not user.active:
        raise NotFoundError
    return user


def use(session: Session, token: str, purpose: str) -> Invitation:
    """The invitation, used from now on: of two who come with it one gets NotFoundError.

    With a set-up link every other set-up link is used too: there is only one first administrator.
    """
    found = find(session, token, purpose)
    claimed = Invitation.purpose == SETUP if purpose == SETUP else Invitation.id == found.id
    used = session.execute(
        update(Invitation)
        .where(claimed, Invitation.used_at.is_(None))
        .values(used_at=now())
        .execution_options(synchronize_session=False)
    )
    if not used.rowcount:  # type: ignore[attr-defined] # an update has one
        raise NotFoundError
    return found


def withdraw(session: Session, user_id: int, purpose: str | None = None) -> None:
    """Takes back every link of the person that was not used, or those of one purpose."""
    unused = delete(Invitation).where(Invitation.user_id == user_id, Invitation.used_at.is_(None))
    session.execute(unused if purpose is None else unused.where(Invitation.purpose == purpose))


def withdraw_of(session: Session, user_ids: Select[int]) -> None:
    """Takes back every unused link of these people: whoever made one may no longer reach them."""
    unused = delete(Invitation).where(Invitation.user_id.in_(user_ids), Invitation.used_at.is_(None))
    session.execute(unused.execution_options(synchronize_session=False))
