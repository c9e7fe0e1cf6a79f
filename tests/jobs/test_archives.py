"""Archives: every report of a part of the tree, each made once, with an index that a spreadsheet reads."""

import csv
import io
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from audit.db import Database
from audit.installation import Installation
from audit.jobs.archives import _harmless
from audit.jobs.queue import Queue
from audit.jobs.running import run
from audit.models import Job
from audit.services import audits, jobs
from audit.services.archives import archive_order
from audit.services.errors import NotFoundError, StateError
from tests.cast import Cast
from tests.filling import fill, lock
from tests.jobs.conftest import Print


def ordered(database: Database, cast: Cast, who: str = "reviewer", place: str = "north", stage: str = "") -> Job:
    with database.writing() as session:
        key, order = archive_order(
            session,
            cast.subjects[who],
            organisation_id=cast.places[place].id,
            campaign_id=cast.campaign.id,
            stage=stage,
            kind="sheet",
            language="zh",
            public_url="https://bank.example",
        )
        job = jobs.order(session, cast.subjects[who], kind="archive", order=order, key=key)
        session.commit()
        return job


def submitted(database: Database, cast: Cast) -> None:
    """A locked inspection and a submitted self-assessment of the dock."""
    with database.writing() as session:
        lock(session, cast, "inspection")
        audit = fill(session, cast, "self", **{"1": {"faults": {"a": 1}}})
        audits.submit(session, cast.subjects["branch_manager"], audit.id)
        session.commit()


def test_an_archive_holds_every_report_and_an_index(
    installation: Installation, database: Database, queue: Queue, cast: Cast, printing: Print
) -> None:
    submitted(database, cast)
    single = printing("self")
    job = ordered(database, cast)
    assert job.order["audits"] == [cast.audits["inspection"].id, cast.audits["self"].id]
    run(installation, queue, job.id)
    with database.reading() as session:
        job = session.get_one(Job, job.id)
        made = session.scalars(select(Job).where(Job.kind == "report").order_by(Job.id)).all()
    assert (job.state, job.name, job.problem) == ("done", "north机构_2026.zip", "")
    assert [(report.id == single.id, report.attempts) for report in made] == [(True, 1), (False, 1)]
    assert job.file is not None
    with ZipFile(io.BytesIO(installation.store.get(job.file))) as archive:
        assert archive.testzip() is None
        inspection, own = "DOCK_dock机构_2026_检查_评分表.pdf", "DOCK_dock机构_2026_自评_评分表.pdf"
        assert archive.namelist() == [inspection, own, "index.csv"]
        assert archive.read(own) == installation.store.get(single.file or "")
        rows = list(csv.reader(io.StringIO(archive.read("index.csv").decode("utf-8-sig"))))
    assert rows[0] == [
        "机构代码", "网点", "评定方式", "状态", "最低得分", "最高得分", "星级", "报告编号", "文件", "说明",
    ]  # fmt: skip
    assert [(row[2], row[3], row[8]) for row in rows[1:]] == [
        ("检查", "已锁定", inspection),
        ("自评", "待复核", own),
    ]
    assert rows[1][7].endswith("-000001")
    assert ordered(database, cast).id == job.id  # nothing has changed: it is there


def test_an_archive_is_of_what_the_person_may_see(database: Database, cast: Cast) -> None:
    with pytest.raises(StateError, match="archive-empty"):
        ordered(database, cast)  # a reviewer reads drafts, but they are not handed out
    submitted(database, cast)
    assert ordered(database, cast, "reader").order["audits"] == ordered(database, cast).order["audits"]
    assert ordered(database, cast, stage="self").order["audits"] == [cast.audits["self"].id]
    for who, place in (("stranger", "north"), ("branch_manager", "north"), ("reviewer", "south")):
        with pytest.raises(NotFoundError):
            ordered(database, cast, who, place)
    with pytest.raises(StateError, match="archive-empty"):
        ordered(database, cast, place="gate")


def test_a_report_that_cannot_be_made_is_missing_and_said(
    installation: Installation, database: Database, queue: Queue, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    submitted(database, cast)
    job = ordered(database, cast, stage="self")

    def broken(_order: object) -> bytes:
        raise MemoryError

    with monkeypatch.context() as patched:
        patched.setattr("audit.jobs.reports._printed", broken)
        run(installation, queue, job.id)
    with database.reading() as session:
        job = session.get_one(Job, job.id)
    assert job.file is not None
    with ZipFile(io.BytesIO(installation.store.get(job.file))) as archive:
        assert archive.namelist() == ["index.csv"]
        assert "报告没有印成" in archive.read("index.csv").decode()
    again = ordered(database, cast, stage="self")
    assert again.id != job.id  # one with a gap is not handed out again
    run(installation, queue, again.id)
    with database.reading() as session:
        assert session.get_one(Job, again.id).state == "done"


@pytest.mark.parametrize(
    ("cell", "shown"), [("=1+1", "'=1+1"), ("-1.50", "-1.50"), ("-1+1", "'-1+1"), ("@x", "'@x"), ("东", "东")]
)
def test_a_cell_is_no_formula(cell: str, shown: str) -> None:
    assert _harmless(cell) == shown
