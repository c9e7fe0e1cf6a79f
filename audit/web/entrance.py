"""Letting people in: a session for this browser, and nothing left of the visitor who was there before."""

from flask import Response, redirect, request, url_for
from flask import session as visitor
from sqlalchemy.orm import Session

from audit.models import User
from audit.services import sessions, sign_in
from audit.services.events import record
from audit.web.database import writing
from audit.web.signed_in import current, forget, keep_cookie

START = "/"
# of one address; only what was refused counts, or the morning of a whole bank behind one address would
LIMIT = "30 per minute; 200 per hour"


def refused(response: Response) -> bool:
    """Whether an answer counts against the limit of its address."""
    return response.status_code in {404, 422}


def judged(login: str, password: str) -> sign_in.Judged:
    """A counted attempt at a password; settle it in the transaction that acts on it."""
    with writing() as session:
        attempt = sign_in.begin_attempt(session, login)
        session.commit()
    return sign_in.judge(attempt, password)


def let_in(session: Session, user: User) -> str:
    """The token of a new session of the person in this browser; the session that was here before ends."""
    before = current()
    if before is not None:
        sessions.end(session, before.user_id, sign_in_id=before.sign_in_id)
    record(session, user, "account.signed-in", f"user/{user.id}", address=request.remote_addr or "")
    return begin_here(session, user)


def admit(session: Session, user: User, target: str = START) -> Response:
    """Lets the person in, or on to the second step where there is one; commit before answering."""
    if user.totp_secret is None:
        return welcome(let_in(session, user), target)
    token = sign_in.begin_second_step(session, user)
    visitor.clear()
    visitor.update(second_step=token, next=target)
    response = redirect(url_for("sign_in.second_step"), 303)
    assert isinstance(response, Response)  # noqa: S101 - what redirect gives
    return response


def begin_here(session: Session, user: User) -> str:
    """The token of a new session in this browser."""
    return sessions.begin(session, user, device=request.user_agent.string, address=request.remote_addr or "")


def welcome(token: str, target: str = START) -> Response:
    """The browser's way in; what the visitor's cookie held is forgotten, so nobody can have planted it."""
    visitor.clear()
    forget()
    response = redirect(target, 303)
    assert isinstance(response, Response)  # noqa: S101 - what redirect gives
    keep_cookie(response, token)
    return response


def local(target: str | None) -> str:
    """Where to go afterwards: a page of ours, else the start page."""
    odd = not target or not target.startswith("/") or target.startswith("//")
    if odd or any(sign == "\\" or ord(sign) <= 32 for sign in target or ""):
        return START
    return target or START
