"""The public page of an issue: what it says and what it keeps to itself, and whether a PDF is the one issued."""

import io
from typing import Any

import pytest
from flask.testing import FlaskClient

from audit.db import Database
from audit.models import Audit, Issue
from audit.reporting.issue import Issue as PrintedIssue
from audit.reporting.press import printed
from audit.reporting.report import report_sheets
from audit.scoring.score import score
from audit.services import audits, issues
from audit.services.documents import document
from audit.web.limits import limiter
from tests.cast import Cast, checklist
from tests.filling import change, lock, sign, write
from tests.web.conftest import Browser

INTERNAL = "只有内部可以看到的备注"


@pytest.fixture
def issue(database: Database, cast: Cast) -> Issue:
    """The issue of the dock's inspection."""
    with database.writing() as session:
        write(session, cast, "inspection", "inspector", change("c/1/note", INTERNAL))
        made = lock(session, cast, "inspection", Z={"faults": {"a": 1}})
        session.commit()
        return made


def pdf_of(database: Database, audit_id: int, number: str, **changed: Any) -> bytes:
    with database.reading() as session:
        answers = document(session, session.get_one(Audit, audit_id)) | changed
    locked = PrintedIssue(number, "http://localhost/v/X")
    scored = score(checklist(), answers)
    return printed(report_sheets(scored, answers, kind="sheet", language="zh", photos={}, issue=locked))


def upload(client: FlaskClient, issue: Issue, data: bytes) -> Any:
    return client.post(f"/v/{issue.code}", data={"report": (io.BytesIO(data), "报告.pdf")})


def test_anybody_with_the_code_sees_the_outcome(browser: Browser, issue: Issue) -> None:
    page = browser(None).get(f"/v/{issue.code}").text
    for told in ("dock机构", issue.number, f"{issue.final / 100:.2f}", "2026年5月20日", "目前有效"):
        assert told in page
    for kept in (INTERNAL, "inspector先生", "branch_manager先生", "2026年度评定", "river机构", "门楣"):
        assert kept not in page


def test_a_code_may_be_typed_as_it_is_read(browser: Browser, issue: Issue) -> None:
    typed = f"{issue.code[:4]}-{issue.code[4:8]} {issue.code[8:]}".lower()
    assert issue.number in browser(None).get(f"/v/{typed}").text


@pytest.mark.parametrize("code", ["A" * 16, "x", "%00", "中" * 16, "9" * 400])
def test_an_unknown_code_is_told_nothing(browser: Browser, issue: Issue, code: str) -> None:
    client = browser(None)
    for answer in (client.get(f"/v/{code}"), client.post(f"/v/{code}", data={})):
        assert (answer.status_code, "没有这个核验码" in answer.text, issue.number in answer.text) == (404, True, False)


def test_a_replaced_issue_leads_to_the_newest(browser: Browser, cast: Cast, database: Database, issue: Issue) -> None:
    with database.writing() as session:
        draft = issues.begin_new(session, cast.subjects["reviewer"], issue.audit_id)
        cast.audits["inspection"] = draft
        session.commit()
    assert "目前有效" in browser(None).get(f"/v/{issue.code}").text
    with database.writing() as session:
        sign(session, cast, "inspection")
        audits.submit(session, cast.subjects["inspector"], draft.id)
        audits.accept(session, cast.subjects["reviewer"], draft.id)
        newer = issues.lock(session, cast.subjects["reviewer"], draft.id)
        session.commit()
    page = browser(None).get(f"/v/{issue.code}").text
    assert "已被新的一期" in page
    assert f'href="/v/{newer.code}"' in page
    assert "目前有效" in browser(None).get(f"/v/{newer.code}").text


def test_the_report_that_was_issued_is_known_again(browser: Browser, database: Database, issue: Issue) -> None:
    data = pdf_of(database, issue.audit_id, issue.number)
    page = upload(browser(None), issue, data).text
    assert f"这份文件是报告{issue.number}，签发后没有改动" in page
    touched = data.replace(b"%%EOF", b"%%EOF\n% touched")
    page = upload(browser(None), issue, touched).text
    assert "这份文件不是所签发的报告" in page
    assert "与封印不符" in page


def test_another_report_is_not_taken_for_it(browser: Browser, database: Database, issue: Issue) -> None:
    answers = {"branch": {"name": "冒名支行", "kind": "full", "facilities": ["vip_area"]}}
    page = upload(browser(None), issue, pdf_of(database, issue.audit_id, "2026-999999", **answers)).text
    assert f"文件的报告编号是2026-999999，不是{issue.number}" in page
    assert f"评分数据与签发报告{issue.number}时的不同" in page
    assert "签发后没有改动" not in page


@pytest.mark.parametrize("data", [b"%PDF-1.7 nothing", b"\x89PNG", b"a" * 100_000])
def test_what_is_no_report_is_said_to_be_none(browser: Browser, issue: Issue, data: bytes) -> None:
    answer = upload(browser(None), issue, data)
    assert (answer.status_code, "不是本系统生成的报告" in answer.text) == (200, True)
    assert "签发后没有改动" not in answer.text


def test_no_file_is_asked_for_again(browser: Browser, issue: Issue) -> None:
    answer = browser(None).post(f"/v/{issue.code}", data={})
    assert (answer.status_code, "请选择一个PDF文件" in answer.text) == (422, True)


def test_an_address_may_check_only_so_often(browser: Browser, issue: Issue) -> None:
    client = browser(None)
    limiter.enabled = True
    limiter.reset()
    try:
        statuses = [client.post(f"/v/{issue.code}", data={}).status_code for _ in range(12)]
    finally:
        limiter.reset()
        limiter.enabled = False
    assert (statuses[:10], statuses[10:]) == ([422] * 10, [429, 429])
