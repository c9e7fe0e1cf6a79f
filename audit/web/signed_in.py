"""Who is asking: the person behind the cookie, looked up once a request."""

from functools import lru_cache

from flask import Flask, Response, abort, g, request
from sqlalchemy import select

from audit.models import User
from audit.services import sessions
from audit.services.access import Subject, subject_of
from audit.services.clock import now
from audit.web.database import installation, reading, writing

COOKIE = "star_sign_in"


def install(app: Flask) -> None:
    """Notes signs of life when a request is over."""
    app.after_request(_note_life)


def subject() -> Subject:
    """The person who asks; answers 401 where nobody is signed in."""
    found = subject_or_none()
    if found is None:
        abort(401)
    return found


def subject_or_none() -> Subject | None:
    """The person who asks, if anybody is signed in."""
    if "subject" not in g:
        g.subject = _look_up()
    found: Subject | None = g.subject
    return found


def current() -> sessions.Current | None:
    """The session behind the request."""
    subject_or_none()
    found: sessions.Current | None = g.get("sign_in")
    return found


def forget() -> None:
    """Looks the person up anew: after signing in or out."""
    g.pop("subject", None)
    g.pop("sign_in", None)


def keep_cookie(response: Response, token: str) -> None:
    """Gives the browser the token of its session."""
    secure = installation().secure
    age = int(sessions.IDLE.total_seconds())
    response.set_cookie(COOKIE, token, max_age=age, httponly=True, samesite="Lax", secure=secure)


def drop_cookie(response: Response) -> None:
    """Takes the token back."""
    response.delete_cookie(COOKIE)


def _look_up() -> Subject | None:
    token = request.cookies.get(COOKIE)
    if not token:
        return None
    g.sign_in = sessions.find(reading(), token)
    if g.sign_in is None:
        return None
    return _subject(_Known(g.sign_in.user_id, g.sign_in.user_version, installation().database_url))


class _Known(tuple[int, int, str]):
    """Whose subject, as of which version, in which database."""

    __slots__ = ()

    def __new__(cls, user_id: int, version: int, database: str) -> "_Known":
        return super().__new__(cls, (user_id, version, database))


@lru_cache(maxsize=1024)
def _subject(known: _Known) -> Subject:
    """A person's subject; kept as long as nothing changed of what the person may do."""
    session = reading()
    return subject_of(session, session.scalars(select(User).where(User.id == known[0])).one())


def _note_life(response: Response) -> Response:
    alive = g.get("sign_in")
    if alive is not None and now() - alive.seen_at > sessions.SEEN_EVERY:
        with writing() as session:
            sessions.seen(session, alive)
            session.commit()
    return response
