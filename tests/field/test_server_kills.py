"""Servers killed under load lose nothing that they acknowledged; servers that are wrong on purpose are caught at it."""

from collections.abc import Iterator
from os import getpid
from pathlib import Path
from uuid import uuid4

import pytest

from tests import postgres
from tests.databases import ENGINES, Databases
from tests.field import server_verdict as verdict
from tests.field.server_kills import kill
from tests.field.server_victims import Mother, database_server

KILLS = {"sqlite": 12, "postgresql": 4}


@pytest.fixture(scope="module")
def mother(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mother]:
    with Mother(tmp_path_factory.mktemp("mother") / "log") as made:
        yield made


def blank(databases: Databases, engine: str) -> str:
    """PostgreSQL's; SQLite's own file is made in the installation's folder, on a disk."""
    return databases.blank(engine) if engine == "postgresql" else ""


@pytest.mark.parametrize("engine", ENGINES)
def test_a_killed_server_has_lost_nothing(mother: Mother, databases: Databases, tmp_path: Path, engine: str) -> None:
    toll = kill(mother, tmp_path, kills=KILLS[engine], url=blank(databases, engine))
    assert toll.faults == []
    assert toll.kills == KILLS[engine]
    assert toll.batches > toll.kills
    assert toll.sent_again > 0


def test_a_killed_database_server_has_lost_nothing(mother: Mother, tmp_path: Path) -> None:
    run = uuid4().hex
    with database_server(run) as behind:
        toll = kill(mother, tmp_path, kills=3, url=postgres.url(run, f"killed_{getpid()}"), behind=behind)
    assert toll.faults == []
    assert (toll.kills, toll.batches > 3) == (3, True)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("variant", "fault"), [("answers-first", verdict.LOST), ("piece-by-piece", verdict.HALF)])
def test_a_server_that_is_wrong_is_caught(
    mother: Mother, databases: Databases, tmp_path: Path, engine: str, variant: str, fault: str
) -> None:
    toll = kill(mother, tmp_path, kills=12, url=blank(databases, engine), variant=variant)
    assert {said.partition(":")[0] for said in toll.faults} >= {fault}
