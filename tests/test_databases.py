"""What tests get for a database: the real engines, every table, no row of another test."""

from pathlib import Path

import pytest
from sqlalchemy import func, inspect, select, update

from audit.db import Base, Database, open_database
from audit.models import Organisation
from tests.databases import ENGINES, Databases


def a_tree() -> list[Organisation]:
    parent = Organisation(path="/1/", level="head_office", code="H", name="总行")
    return [parent, Organisation(path="/1/2/", level="province", code="P", name="省行")]


@pytest.mark.parametrize("turn", ["first", "second"])
def test_rows_do_not_outlive_their_test(database: Database, turn: str) -> None:
    with database.reading() as session:
        left = {
            table.name: session.scalar(select(func.count()).select_from(table)) for table in Base.metadata.sorted_tables
        }
    assert set(left.values()) == {0}
    with database.writing() as session:
        session.add_all(a_tree())
        session.commit()


@pytest.mark.parametrize("engine", ENGINES)
def test_a_session_left_open_does_not_stop_the_next_test(databases: Databases, engine: str) -> None:
    first = open_database(databases.clean(engine))
    session = first.reading()
    session.add_all(a_tree())
    session.commit()
    session.execute(update(Organisation).values(name="未提交"))
    second = open_database(databases.clean(engine))
    with second.reading() as other:
        assert other.scalar(select(func.count(Organisation.id))) == 0
    session.invalidate()
    for opened in (first, second):
        opened.engine.dispose()


def test_both_engines_are_asked(database_url: str, request: pytest.FixtureRequest) -> None:
    assert database_url.startswith(request.node.callspec.params["database_url"])


def test_a_blank_database_has_no_tables(blank_url: str) -> None:
    opened = open_database(blank_url)
    assert inspect(opened.engine).get_table_names() == []
    opened.engine.dispose()


def test_the_files_of_a_finished_test_are_gone(databases: Databases) -> None:
    url = databases.clean("sqlite")
    opened = open_database(url)
    with opened.writing() as session:
        session.add_all(a_tree())
        session.commit()
    opened.engine.dispose()
    databases.forget(url)
    file = Path(str(opened.engine.url.database))
    assert list(file.parent.glob(f"{file.name}*")) == []
