"""Downloads: ordered, followed, fetched; by those who may read the audit, when they fetch it."""

import json
from datetime import timedelta
from io import BytesIO
from urllib.parse import quote

import pytest
from openpyxl import load_workbook
from sqlalchemy import select, update

from audit.db import Database
from audit.installation import Installation
from audit.jobs.queue import queue_of
from audit.jobs.running import run
from audit.models import Appointment, Audit, Job, User
from audit.scoring.problems import Problem
from audit.scoring.results import result_of
from audit.services import jobs
from audit.services.clock import now
from audit.services.documents import document
from audit.services.scores import score_of
from tests.cast import Cast
from tests.filling import fill, lock
from tests.web.conftest import Browser

CHOICES = {"kind": "sheet", "language": "zh"}


@pytest.fixture
def audit(database: Database, cast: Cast) -> int:
    """The dock's inspection, filled by the inspector; a draft."""
    with database.writing() as session:
        fill(session, cast, "inspection", **{"1": {"faults": {"a": 2}}})
        session.commit()
    return cast.audits["inspection"].id


def only_job(database: Database) -> Job:
    with database.reading() as session:
        return session.scalars(select(Job)).one()


def ordered(browser: Browser, database: Database, audit: int, who: str = "reviewer") -> Job:
    answer = browser(who).post(f"/audits/{audit}/reports", data=CHOICES)
    job = only_job(database)
    assert (answer.status_code, answer.location) == (302, f"/downloads/{job.id}")
    return job


def test_a_report_is_ordered_made_and_fetched(
    browser: Browser, database: Database, installation: Installation, audit: int
) -> None:
    job = ordered(browser, database, audit)
    queue = queue_of(installation)
    assert queue.waiting() == {job.id}
    page = browser("reviewer").get(f"/downloads/{job.id}")
    assert "排队等候" in page.text
    state = browser("reviewer").get(f"/jobs/{job.id}").json
    assert (state["state"], state["over"], state["silent"], state["file"]) == ("queued", False, False, "")
    assert browser("reviewer").get(f"/jobs/{job.id}/file").status_code == 404
    run(installation, queue, job.id)
    state = browser("reviewer").get(f"/jobs/{job.id}").json
    assert (state["state"], state["progress"], state["file"]) == ("done", 100, f"/jobs/{job.id}/file")
    got = browser("reviewer").get(state["file"], buffered=True)
    assert (got.status_code, got.mimetype, got.data[:5]) == (200, "application/pdf", b"%PDF-")
    disposition = got.headers["Content-Disposition"]
    assert disposition.startswith("attachment;")
    # RFC 6266: the Chinese name, in its own notation
    assert f"filename*=UTF-8''{quote('dock机构_2026_检查_评分表.pdf')}" in disposition
    assert f'href="/jobs/{job.id}/file"' in browser("reviewer").get(f"/downloads/{job.id}").text


def test_the_same_report_is_there_at_once(
    browser: Browser, database: Database, installation: Installation, audit: int
) -> None:
    job = ordered(browser, database, audit)
    run(installation, queue_of(installation), job.id)
    assert ordered(browser, database, audit, "inspector").state == "done"  # and it is the only one
    assert job.file is None
    done = only_job(database)
    installation.store.path(done.file or "").unlink()
    assert ordered(browser, database, audit).state == "queued"  # what was lost is made again


def test_a_reading_is_for_readers_only(browser: Browser, database: Database, audit: int, cast: Cast) -> None:
    job = ordered(browser, database, audit)
    addresses = [f"/downloads/{job.id}", f"/jobs/{job.id}", f"/jobs/{job.id}/file"]
    addresses += [f"/audits/{audit}/{name}" for name in ("sheet.xlsx", "answers.json", "result.json")]
    for who in ("stranger", "colleague", "branch_manager", "reader"):  # a draft inspection is not for these
        assert [browser(who).get(address).status_code for address in addresses] == [404] * 6
        assert browser(who).post(f"/audits/{audit}/reports", data=CHOICES).status_code == 404
    assert {browser(None).get(address).status_code for address in addresses} == {302}
    assert browser("reviewer").post(f"/jobs/{job.id}").status_code == 405


def test_who_lost_the_right_loses_the_file(
    browser: Browser, database: Database, installation: Installation, audit: int, cast: Cast
) -> None:
    job = ordered(browser, database, audit)
    run(installation, queue_of(installation), job.id)
    client = browser("reviewer")
    assert client.get(f"/jobs/{job.id}/file", buffered=True).status_code == 200
    with database.writing() as session:
        person = session.get_one(User, cast.people["reviewer"].id)
        session.execute(
            update(Appointment).where(Appointment.user_id == person.id).values(organisation_id=cast.places["south"].id)
        )
        person.version += 1
        session.commit()
    assert client.get(f"/jobs/{job.id}/file").status_code == 404


@pytest.mark.parametrize("wrong", [{}, {"kind": "all", "language": "zh"}, {"kind": "full", "language": "fr"}])
def test_a_choice_that_is_not_offered_is_refused(
    browser: Browser, database: Database, audit: int, wrong: dict[str, str]
) -> None:
    assert browser("reviewer").post(f"/audits/{audit}/reports", data=wrong).status_code == 400
    with database.reading() as session:
        assert session.scalars(select(Job)).all() == []


def test_a_worker_that_is_not_there_is_said(browser: Browser, database: Database, audit: int) -> None:
    job = ordered(browser, database, audit)
    with database.writing() as session:
        session.execute(update(Job).values(seen_at=now() - jobs.QUIET - timedelta(seconds=1)))
        session.commit()
    page = browser("reviewer").get(f"/downloads/{job.id}").text
    assert "后台没有回应" in page
    assert "data-job-progress hidden" in page
    assert browser("reviewer").get(f"/jobs/{job.id}").json["silent"]


def test_a_failure_is_said_and_can_be_tried_again(browser: Browser, database: Database, audit: int) -> None:
    job = ordered(browser, database, audit)
    with database.writing() as session:
        claimed = jobs.claim(session, job.id)
        assert claimed is not None
        jobs.fail(session, claimed, Problem((), "job-disk-full"))
        session.commit()
    page = browser("reviewer").get(f"/downloads/{job.id}").text
    assert "服务器磁盘已满" in page
    assert f'action="/audits/{audit}/reports"' in page
    assert ordered(browser, database, audit).state == "queued"


def test_workbook_and_json_are_there_at_once(browser: Browser, database: Database, audit: int) -> None:
    client = browser("inspector")
    with database.reading() as session:
        row = session.get_one(Audit, audit)
        expected, scored = document(session, row), score_of(session, row)
    answers = client.get(f"/audits/{audit}/answers.json")
    assert json.loads(answers.text) == expected
    assert json.loads(client.get(f"/audits/{audit}/result.json").text) == result_of(scored)
    sheet = client.get(f"/audits/{audit}/sheet.xlsx")
    assert load_workbook(BytesIO(sheet.data)).sheetnames[0] == "评分表"
    assert ".xlsx" in sheet.headers["Content-Disposition"]


def test_an_archive_is_ordered_from_its_page(
    browser: Browser, database: Database, installation: Installation, cast: Cast
) -> None:
    address = f"/organisations/{cast.places['north'].id}/archives"
    assert "还没有可以打包的报告" in browser("reader").get(address).text
    with database.writing() as session:
        lock(session, cast, "inspection")
        session.commit()
    assert "1份报告" in browser("reader").get(address).text
    choices = {"campaign": cast.campaign.id, "stage": "", **CHOICES}
    answer = browser("reader").post(address, data=choices)
    job = only_job(database)
    assert answer.location == f"/downloads/{job.id}"
    run(installation, queue_of(installation), job.id)
    got = browser("reviewer").get(f"/jobs/{job.id}/file", buffered=True)
    assert (got.status_code, got.mimetype, got.data[:2]) == (200, "application/zip", b"PK")
    assert browser("neighbour").get(f"/jobs/{job.id}/file").status_code == 404
    for who, status in (("stranger", 404), ("neighbour", 404), ("inspector", 403)):
        assert browser(who).post(address, data=choices).status_code == status
    assert browser("reader").post(address, data={**choices, "campaign": "x"}).status_code == 404
    assert browser("reader").post(address, data={**choices, "stage": "x"}).status_code == 400


def test_archives_are_found_from_the_organisation_and_the_campaign(browser: Browser, cast: Cast) -> None:
    north, campaign = cast.places["north"].id, cast.campaign.id
    place, season = f"/organisations/{north}", f"/campaigns/{campaign}"
    assert f'href="{place}/archives"' in browser("reader").get(place).text
    assert f'href="{place}/archives?campaign={campaign}"' in browser("reader").get(season).text
    assert "/archives" not in browser("inspector").get(place).text + browser("inspector").get(season).text


def test_what_is_downloaded_is_kept_by_nobody_on_the_way(browser: Browser, audit: int) -> None:
    for path in (f"/audits/{audit}/sheet.xlsx", f"/audits/{audit}/answers.json"):
        assert browser("reviewer").get(path).headers["Cache-Control"] == "no-store"
    assert browser("administrator").get("/people/export.xlsx").headers["Cache-Control"] == "no-store"
