"""The one clock of the services, so that a history can be told as it happened."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime

_told: ContextVar[datetime | None] = ContextVar("told", default=None)


def now() -> datetime:
    """This moment in UTC."""
    return _told.get() or datetime.now(UTC)


def today() -> date:
    """This day where the machine stands."""
    return now().astimezone().date()


@contextmanager
def told(moment: datetime) -> Iterator[None]:
    """Within it, it is this moment: for the demonstration, which tells of years gone by."""
    token = _told.set(moment)
    try:
        yield
    finally:
        _told.reset(token)
