"""An installation with the cast in its database, and audits of it to print."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from audit.db import Database
from audit.installation import Installation, open_installation
from audit.jobs.queue import Queue
from audit.jobs.running import run
from audit.models import Audit, Job
from audit.services import jobs
from audit.services.checklists import publish
from audit.services.reports import key_of, report_order
from tests.cast import Cast, make_cast
from tests.conftest import CHAIN_KEY
from tests.reporting.reports import example


@pytest.fixture
def cast(database: Database) -> Cast:
    """The cast, committed."""
    with database.writing() as session:
        made = make_cast(session)
        session.commit()
        return made


@pytest.fixture
def installation(database: Database, database_url: str, tmp_path: Path) -> Installation:
    """An installation in a folder of its own, over the test's database; its worker is another process."""
    folder = tmp_path / "instance"
    folder.mkdir()
    secrets = {"secret_key": "s", "chain_key": CHAIN_KEY.decode()}
    (folder / "secrets.json").write_text(json.dumps(secrets), encoding="utf-8")
    made = open_installation(folder, {"DATABASE_URL": database_url, "PUBLIC_URL": "https://bank.example"})
    made.__dict__["database"] = database
    return made


Print = Callable[..., Job]


@pytest.fixture
def queue(installation: Installation) -> Queue:
    """The installation's queue."""
    return Queue(installation.queue_url)


@pytest.fixture
def printing(installation: Installation, queue: Queue, database: Database, cast: Cast) -> Print:
    """Orders a report of an audit of the cast and makes it here and now: `printing("self", "sheet", "en")`."""

    def do(name: str, kind: str = "sheet", language: str = "zh") -> Job:
        with database.writing() as session:
            audit = session.get_one(Audit, cast.audits[name].id)
            key, order = report_order(session, audit, kind=kind, language=language, public_url=installation.public_url)
            job = jobs.order(session, cast.subjects["reviewer"], kind="report", order=order, key=key)
            session.commit()
        run(installation, queue, job.id)
        with database.reading() as session:
            return session.get_one(Job, job.id)

    return do


def order_example(database: Database, cast: Cast) -> int:
    """A report that takes seconds: the full one of the example branch; gives the job's id."""
    scored, document = example()
    content: dict[str, Any] = {
        "document": document,
        "checklist": scored.checklist.digest,
        "kind": "full",
        "language": "zh",
        "issue": None,
        "pictures": {},
    }
    order = {"audits": [cast.audits["self"].id], "name": "报告.pdf", jobs.INPUT: content}
    with database.writing() as session:
        publish(session, scored.checklist)
        job = jobs.order(session, None, kind="report", order=order, key=key_of(content))
        session.commit()
        return job.id
