"""How many statements a database is asked for: lists must not ask more for more rows."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from audit.db import Database


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """Every statement that the database is sent within."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        sent.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
