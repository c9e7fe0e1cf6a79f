"""The application over a database with the cast, and browsers of its people."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from audit.db import Database
from audit.installation import Installation, open_installation
from audit.services import sessions
from audit.web.application import create_app
from audit.web.limits import limiter
from audit.web.signed_in import COOKIE
from tests.cast import Cast, make_cast

ORIGIN = {"HTTP_ORIGIN": "http://localhost"}
Browser = Callable[[str | None], FlaskClient]


@pytest.fixture
def cast(database: Database) -> Cast:
    """The cast, committed."""
    with database.writing() as session:
        made = make_cast(session)
        session.commit()
        return made


@pytest.fixture
def installation(database: Database, database_url: str, tmp_path: Path) -> Installation:
    """An installation in a folder of its own, over the test's database."""
    made = open_installation(tmp_path / "instance", {"DATABASE_URL": database_url})
    made.__dict__["database"] = database
    return made


@pytest.fixture
def app(installation: Installation) -> Iterator[Flask]:
    """The application; CSRF tokens are checked in the browser's tests, not here."""
    limiter.enabled = True  # or the application would go without its hooks
    made = create_app(installation)
    made.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    limiter.enabled = False
    yield made


@pytest.fixture
def browser(app: Flask, database: Database, cast: Cast) -> Browser:
    """A browser in which one of the cast is signed in, or nobody: `browser("reader").get("/")`."""

    def open_browser(name: str | None) -> FlaskClient:
        client = app.test_client()
        client.environ_base.update(ORIGIN)
        if name is not None:
            with database.writing() as session:
                token = sessions.begin(session, cast.people[name], device="test", address="127.0.0.1")
                session.commit()
            client.set_cookie(COOKIE, token)
        return client

    return open_browser
