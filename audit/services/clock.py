"""The one clock of the services, so that a test can set it."""

from datetime import UTC, date, datetime


def now() -> datetime:
    """This moment in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """This day where the machine stands."""
    return datetime.now(UTC).astimezone().date()
