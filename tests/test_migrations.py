"""The history of the schema gives the schema that the models describe, on both engines."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData, bindparam, func, inspect, select

from audit.db import Base, Database, open_database
from audit.migrations import head, migrate
from tests.cast import make_cast
from tests.databases import ENGINES, Databases
from tests.filling import change, write


def differences(database: Database) -> list[object]:
    """What the models say and the database does not, or the other way round."""
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert context.get_current_revision() == head()
        return list(compare_metadata(context, Base.metadata))


def checks(database: Database) -> dict[str, set[str]]:
    """The CHECK constraints by table: the one thing that Alembic does not compare."""
    look = inspect(database.engine)
    return {
        table: {str(check["name"]) for check in look.get_check_constraints(table)} for table in Base.metadata.tables
    }


@pytest.mark.parametrize("engine", ENGINES)
def test_the_migrations_give_the_models_schema(databases: Databases, engine: str) -> None:
    migrated, described = open_database(databases.blank(engine)), open_database(databases.clean(engine))
    migrate(migrated)
    assert differences(migrated) == []
    assert checks(migrated) == checks(described)
    for opened in (migrated, described):
        opened.engine.dispose()


def test_migrating_again_changes_nothing(blank_url: str) -> None:
    blank = open_database(blank_url)
    migrate(blank)
    migrate(blank)
    assert differences(blank) == []
    blank.engine.dispose()


def copy_rows(source: Connection, target: Connection) -> dict[str, int]:
    """Brings every row of one database into another, as far as its tables have columns for them; counts them."""
    counts: dict[str, int] = {}
    there = MetaData()
    there.reflect(target)
    for table in (table for table in Base.metadata.sorted_tables if table.name in there.tables):
        older = there.tables[table.name]
        names = [column.name for column in older.columns]
        order = list(table.primary_key.columns)
        rows = source.execute(select(*(table.c[name] for name in names)).order_by(*order)).mappings().all()
        if rows:
            types = {name: table.c[name].type for name in names}
            kept = older.insert().values({name: bindparam(name, type_=types[name]) for name in names})
            target.execute(kept, [dict(row) for row in rows])
        counts[table.name] = len(rows)
    return counts


@pytest.mark.parametrize("engine", ENGINES)
def test_rows_of_the_first_release_stay_whole(databases: Databases, engine: str) -> None:
    newest, older = open_database(databases.clean(engine)), open_database(databases.blank(engine))
    migrate(older, "0001")
    with newest.writing() as session:
        cast = make_cast(session)
        write(session, cast, "self", "branch_manager", change("c/1/note", "灯箱"), change("c/1/answer", {"faults": {}}))
        session.commit()
        with older.engine.execution_options(writing=True).begin() as target:
            counts = copy_rows(session.connection(), target)
    migrate(older)
    assert differences(older) == []
    assert counts["operations"] == 2
    with older.engine.connect() as connection:
        for name, count in counts.items():
            assert connection.scalar(select(func.count()).select_from(Base.metadata.tables[name])) == count, name
        operations = Base.metadata.tables["operations"]
        told = connection.execute(select(operations.c.value, operations.c.skew, operations.c.imported_by)).all()
    assert {tuple(row) for row in told} == {('"灯箱"', 0, None), ('{"faults":{}}', 0, None)}
    for opened in (newest, older):
        opened.engine.dispose()
