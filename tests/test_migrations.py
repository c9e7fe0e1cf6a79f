"""The history of the schema gives the schema that the models describe, on both engines."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from audit.db import Base, Database, open_database
from audit.migrations import head, migrate
from tests.databases import ENGINES, Databases


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
