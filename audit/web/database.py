"""The database of a request: one session to read, opened when first asked for; a session each time one writes."""

from contextlib import AbstractContextManager

from flask import Flask, current_app, g
from sqlalchemy.orm import Session

from audit.installation import Installation


def install(app: Flask) -> None:
    """Closes what a request has read."""
    app.teardown_appcontext(_close)


def installation() -> Installation:
    """The installation that this application serves."""
    found: Installation = current_app.extensions["installation"]
    return found


def reading() -> Session:
    """The request's session for reading."""
    if "reading" not in g:
        g.reading = installation().database.reading()
    session: Session = g.reading
    return session


def writing() -> AbstractContextManager[Session]:
    """A session that writes; the view commits it. What the request has read before is let go and read anew."""
    _close()
    return installation().database.writing()


def _close(_error: BaseException | None = None) -> None:
    session = g.pop("reading", None)
    if session is not None:
        session.close()
