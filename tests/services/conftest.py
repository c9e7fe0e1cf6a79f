"""The cast in a database, for the use-cases."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from audit.db import Database
from tests.cast import Cast, make_cast


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A session that writes."""
    with database.writing() as opened:
        yield opened


@pytest.fixture
def cast(session: Session) -> Cast:
    """The cast, flushed."""
    return make_cast(session)
