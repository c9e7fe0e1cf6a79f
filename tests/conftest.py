"""What every test may ask for: a database, on SQLite and on PostgreSQL."""

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from audit.db import Database, open_database
from tests.databases import ENGINES, Databases

_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of its own is made in it
CHAIN_KEY = b"the key of the tests' chain"


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    """The worker's databases; SQLite's in memory, where a durable commit costs nothing."""
    with TemporaryDirectory(prefix="star-audit-", dir=_MEMORY if os.access(_MEMORY, os.W_OK) else None) as folder:
        made = Databases(Path(folder))
        yield made
        made.close()


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest, databases: Databases) -> Iterator[str]:
    """The address of a database with all tables and no rows; the test runs once on each engine."""
    url = databases.clean(request.param)
    yield url
    databases.forget(url)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A database with all tables and no rows; fails the test that leaves a session open."""
    opened = open_database(database_url, chain_key=CHAIN_KEY)
    yield opened
    left_open = opened.engine.pool.checkedout()  # type: ignore[attr-defined] # a pool of files and sockets counts
    opened.engine.dispose()
    assert left_open == 0, "close the session (with database.reading() as session: …)"


@pytest.fixture(params=ENGINES)
def blank_url(request: pytest.FixtureRequest, databases: Databases) -> Iterator[str]:
    """The address of a database without tables; the test runs once on each engine."""
    url = databases.blank(request.param)
    yield url
    databases.forget(url)
