"""Databases for tests, on both engines: blank ones have no tables, clean ones have tables without rows."""

import shutil
from functools import cached_property
from itertools import count
from os import getpid
from pathlib import Path

from sqlalchemy import make_url, text

from audit.db import Database, open_database
from audit.models import Base
from tests import postgres

ENGINES = ("sqlite", "postgresql")
# Rows go in any order, whatever the triggers say: 0.5 ms for all tables, where TRUNCATE takes 60.
_SWEEP = "; ".join(
    ("SET LOCAL session_replication_role = replica", *(str(table.delete()) for table in Base.metadata.tables.values()))
)
_END_OTHERS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid != pg_backend_pid()
"""


class Databases:
    """The databases of one worker, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count(1)

    def blank(self, engine: str) -> str:
        """The address of a database without tables."""
        name = f"tests_{getpid()}_{next(self._numbers)}"
        return f"sqlite:///{self._folder / name}.db" if engine == "sqlite" else postgres.url(postgres.run_name(), name)

    def clean(self, engine: str) -> str:
        """The address of a database with tables and no rows; the last clean PostgreSQL one, swept."""
        if engine == "sqlite":
            url = self.blank(engine)
            shutil.copyfile(self._sqlite_tables, str(make_url(url).database))
            return url
        database = self._postgres_tables
        with database.engine.begin() as connection:
            connection.execute(text(_END_OTHERS))
            connection.execute(text(_SWEEP))
        return database.engine.url.render_as_string(hide_password=False)

    def forget(self, url: str) -> None:
        """Gives the memory of a SQLite database back."""
        if (database := make_url(url)).get_backend_name() == "sqlite":
            for ending in ("", "-wal", "-shm"):
                Path(f"{database.database}{ending}").unlink(missing_ok=True)

    def close(self) -> None:
        """Lets go of the server."""
        if "_postgres_tables" in self.__dict__:
            self._postgres_tables.engine.dispose()

    @cached_property
    def _sqlite_tables(self) -> str:
        database = self._with_tables("sqlite")
        database.engine.dispose()
        return str(database.engine.url.database)

    @cached_property
    def _postgres_tables(self) -> Database:
        return self._with_tables("postgresql")

    def _with_tables(self, engine: str) -> Database:
        database = open_database(self.blank(engine))
        with database.writing() as session:
            Base.metadata.create_all(session.connection())
            session.commit()
        return database
