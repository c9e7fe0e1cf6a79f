"""The database: SQLite by default, PostgreSQL when a URL says so; engines, transactions and column types.

A writer begins with the lock in its hand (`BEGIN IMMEDIATE`): SQLite refuses a transaction that reads first
and writes later as soon as two of them meet. One process writes one transaction at a time, because waiting
in Python is fair and waiting in SQLite is not.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import RLock
from typing import Any

from sqlalchemy import DateTime, Dialect, Engine, MetaData, create_engine, event, make_url
from sqlalchemy.engine import Connection
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import StaticPool
from sqlalchemy.types import TypeDecorator

BUSY_MILLISECONDS = 15_000


class Base(DeclarativeBase):
    """The root of every table; constraints have names, so that a migration can find them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Instant(TypeDecorator[datetime]):
    """A moment in UTC; a moment without a zone is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its zone")
        moment = value.astimezone(UTC)
        return moment if dialect.name == "postgresql" else moment.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment, with its zone again."""
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


class Database:
    """One installation's database: transactions that read and transactions that write."""

    def __init__(self, engine: Engine, chain_key: bytes = b"") -> None:
        self.engine = engine
        self._writer = engine.execution_options(writing=True)
        self._sqlite = engine.dialect.name == "sqlite"
        # PostgreSQL's transactions see what was committed before each statement: one that only reads needs no frame
        self._reader = engine if self._sqlite else engine.execution_options(isolation_level="AUTOCOMMIT")
        self._one_writer = RLock()
        # what seals the chain of operations; services find it in `session.info`
        self._info = {"chain_key": chain_key}

    def reading(self) -> Session:
        """A session that reads; close it."""
        return Session(self._reader, expire_on_commit=False, info=self._info)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that holds the write lock from its first statement; what is not committed is undone."""
        if not self._sqlite:
            with Session(self._writer, expire_on_commit=False, info=self._info) as session:
                yield session
            return
        with self._one_writer, Session(self._writer, expire_on_commit=False, info=self._info) as session:
            yield session


def open_database(url: str, *, chain_key: bytes = b"") -> Database:
    """The database behind a URL (`sqlite:///…`, `postgresql+psycopg://…`); the schema is the caller's concern."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine = _sqlite(url, in_memory=parsed.database in {None, "", ":memory:"})
    else:
        # No ping before use, which would double the questions of a tap: after a restart of the database one request
        # is told to come again, and the pool begins anew.
        engine = create_engine(url, pool_size=10, max_overflow=20, pool_recycle=900, hide_parameters=True)
    return Database(engine, chain_key)


def _sqlite(url: str, *, in_memory: bool) -> Engine:
    options: dict[str, Any] = {"poolclass": StaticPool} if in_memory else {"pool_size": 20, "max_overflow": 30}
    engine = create_engine(url, connect_args={"check_same_thread": False}, hide_parameters=True, **options)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver would begin late, and only before a change
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",  # an acknowledged tap survives a power cut
        "foreign_keys=ON",
        f"busy_timeout={BUSY_MILLISECONDS}",
        "cache_size=-16000",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
