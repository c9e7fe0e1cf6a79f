"""Debian's Chromium and the application for it: every browser test has a server, a database and a folder of its own."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from audit.db import Database
from audit.installation import Installation, open_installation
from audit.reporting.fonts import ensure_fonts
from audit.services import sessions
from audit.web.application import create_app
from audit.web.language import COOKIE as LANGUAGE
from audit.web.signed_in import COOKIE as SIGN_IN
from tests.browser.server import LiveServer, listening_socket
from tests.browser.windows import TABLET, Size, Windows
from tests.cast import Cast, make_cast
from tests.chromium import FLAGS
from tests.chromium import chromium as chromium_program
from tests.databases import Databases

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests of a worker, with the fonts of the reports: the same picture on every machine."""
    program = chromium_program()
    assert program, "apt-get install chromium"
    environment: dict[str, str | float | bool] = {**os.environ, "FONTCONFIG_FILE": str(ensure_fonts() / "fonts.conf")}
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=list(FLAGS), env=environment)
        yield started
        started.close()


@pytest.fixture
def database_url(request: pytest.FixtureRequest, databases: Databases) -> Iterator[str]:
    """SQLite; @pytest.mark.parametrize("database_url", ENGINES, indirect=True) for both."""
    url = databases.clean(getattr(request, "param", "sqlite"))
    yield url
    databases.forget(url)


@pytest.fixture
def cast(database: Database) -> Cast:
    """The cast, committed."""
    with database.writing() as session:
        made = make_cast(session)
        session.commit()
        return made


@pytest.fixture
def live_server(database: Database, database_url: str, tmp_path: Path) -> Iterator[LiveServer]:
    """The application as it is delivered, with CSRF, limits and policy, over the test's database."""
    listening = listening_socket()
    environment = {"DATABASE_URL": database_url, "ADDRESS": f"127.0.0.1:{listening.getsockname()[1]}"}
    installation: Installation = open_installation(tmp_path / "instance", environment)
    installation.__dict__["database"] = database  # one lock for the writers of the test and of the server
    server = LiveServer(listening, create_app(installation))
    yield server
    server.stop()


@pytest.fixture
def windows(chromium: Browser, live_server: LiveServer) -> Iterator[Windows]:
    """Windows on the server; the test fails if a script or the console of one complained."""
    opened = Windows(chromium, live_server.url)
    yield opened
    opened.close()
    assert opened.faults == []


@pytest.fixture
def open_page(
    windows: Windows, live_server: LiveServer, database: Database, request: pytest.FixtureRequest
) -> OpenPage:
    """A window in which one of the cast is signed in, or nobody: `open_page("inspector", PHONE, "en", dark=True)`."""

    def open_it(
        name: str | None = None, size: Size = TABLET, language: str = "zh", *, dark: bool = False, **options: object
    ) -> Page:
        page = windows.open(size, language, dark=dark, **options)
        cookies: dict[str, str] = {LANGUAGE: language}
        if name is not None:
            cast: Cast = request.getfixturevalue("cast")
            with database.writing() as session:
                token = sessions.begin(session, cast.people[name], device="test", address="127.0.0.1")
                session.commit()
            cookies[SIGN_IN] = token
        page.context.add_cookies(
            [{"name": key, "value": kept, "url": live_server.url} for key, kept in cookies.items()]
        )
        return page

    return open_it


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A tablet in which nobody is signed in."""
    return open_page()
