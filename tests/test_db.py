"""What SQLite is told: writers begin with the lock in their hand, and what is answered is on the disk."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlalchemy import select

from audit.db import open_database
from audit.models import Base, User
from audit.services.clock import now

_TIMES = 25


def _count_up(url: str) -> None:
    """Reads, then writes what it read plus one, as another process would: with a lock of its own."""
    database = open_database(url)
    for _ in range(_TIMES):
        with database.writing() as session:
            person = session.scalars(select(User)).one()
            person.version += 1
            session.commit()
    database.engine.dispose()


def test_two_processes_that_read_and_write_lose_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'count.db'}"
    database = open_database(url)
    Base.metadata.create_all(database.engine)
    with database.writing() as session:
        session.add(User(login="one", name="一", version=0, created_at=now()))
        session.commit()
    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(_count_up, url) for _ in range(2)]:
            done.result()
    with database.reading() as session:
        assert session.scalars(select(User.version)).one() == 2 * _TIMES
    database.engine.dispose()


def test_what_is_answered_is_on_the_disk(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'safe.db'}")
    with database.engine.connect() as connection:
        told = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")}
    database.engine.dispose()
    assert told == {"journal_mode": "wal", "synchronous": 2}  # 2 is FULL
