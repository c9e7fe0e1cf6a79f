"""The schema's history: `migrate` brings a database to the newest version, `head` names it."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from audit.db import Database

_FOLDER = Path(__file__).parent


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    return config


def migrate(database: Database, to: str = "head") -> None:
    """Brings the schema to the newest version, or to the one that is named, all or nothing."""
    with database.engine.execution_options(writing=True).begin() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, to)


def head() -> str:
    """The newest version of the schema."""
    newest = ScriptDirectory.from_config(_config()).get_current_head()
    assert newest is not None  # noqa: S101 - a history without versions is a broken installation
    return newest
