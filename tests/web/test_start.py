"""Today: each role finds its own work, and nobody another's."""

import pytest
import time_machine
from sqlalchemy import update

from audit.db import Database
from audit.models import Audit, Campaign
from audit.services import audits
from tests.cast import Cast
from tests.filling import fill, lock
from tests.web.conftest import Browser


@pytest.mark.parametrize(
    ("day", "group"),
    [("2026-06-20", "以后"), ("2026-06-23", "七天内到期"), ("2026-06-30", "七天内到期"), ("2026-07-02", "已逾期")],
)
def test_work_stands_by_how_near_its_day_is(browser: Browser, cast: Cast, day: str, group: str) -> None:
    with time_machine.travel(f"{day}T12:00:00Z"):
        page = browser("inspector").get("/").text
    groups = {text for text in ("以后", "七天内到期", "已逾期", "退回修改") if f"{text} <span" in page}
    assert groups == {group}
    assert f"/fill#{cast.audits['inspection'].id}" in page
    assert f'data-unsent="{cast.audits["inspection"].id}"' in page
    assert f"/fill#{cast.audits['self'].id}" not in page


def test_what_was_returned_comes_first_with_its_reason(browser: Browser, cast: Cast, database: Database) -> None:
    with database.writing() as session:
        audit_id = fill(session, cast, "self").id
        audits.submit(session, cast.subjects["branch_manager"], audit_id)
        audits.give_back(session, cast.subjects["reviewer"], audit_id, reason="请补第1条的照片")
        session.commit()
    page = browser("branch_staff").get("/").text
    assert "退回修改" in page
    assert "请补第1条的照片" in page
    assert "请补第1条的照片" not in browser("neighbour").get("/").text


def test_a_closed_campaign_asks_for_nothing(browser: Browser, cast: Cast, database: Database) -> None:
    with database.writing() as session:
        session.execute(update(Campaign).values(state="closed"))
        session.commit()
    assert "/fill#" not in browser("inspector").get("/").text


def test_a_branch_sees_its_inspection_and_its_actions(browser: Browser, cast: Cast, database: Database) -> None:
    with database.writing() as session:
        lock(session, cast, "inspection", Z={"faults": {"a": 1}})
        session.commit()
    page = browser("branch_manager").get("/").text
    assert f'href="/audits/{cast.audits["inspection"].id}"' in page
    assert "待整改1项" in page
    other = browser("neighbour").get("/").text
    assert f'href="/audits/{cast.audits["inspection"].id}"' not in other
    assert "待整改0项" in other


def test_a_reviewer_sees_what_waits(browser: Browser, cast: Cast, database: Database) -> None:
    with database.writing() as session:
        audit_id = fill(session, cast, "self").id
        audits.submit(session, cast.subjects["branch_manager"], audit_id)
        session.commit()
    path = f"/audits/{audit_id}/review"
    assert path in browser("reviewer").get("/").text
    assert path not in browser("stranger").get("/").text
    with database.writing() as session:
        audits.accept(session, cast.subjects["reviewer"], audit_id)
        session.commit()
    assert "等待锁定" in browser("reviewer").get("/").text


def test_the_season_at_a_glance(browser: Browser, cast: Cast) -> None:
    page = browser("campaign_manager").get("/").text
    assert "2026年度评定（north）" in page
    assert "2026年度评定（south）" not in page


def test_a_reader_sees_the_latest_results(browser: Browser, cast: Cast, database: Database) -> None:
    assert "还没有锁定的结果" in browser("reader").get("/").text
    with database.writing() as session:
        number = lock(session, cast, "inspection").number
        session.commit()
    assert number in browser("reader").get("/").text


def test_an_administrator_is_told_what_is_missing(browser: Browser, cast: Cast, database: Database) -> None:
    client = browser("administrator")
    assert "启用步骤" not in client.get("/").text
    with database.writing() as session:
        for audit in cast.audits.values():
            for assignment in session.get_one(Audit, audit.id).assignments:
                session.delete(assignment)
            session.flush()
            session.delete(session.get_one(Audit, audit.id))
        session.flush()
        for campaign in session.query(Campaign):
            session.delete(campaign)
        session.commit()
    page = client.get("/").text
    assert "启用步骤" in page
    assert page.count("已完成") == 2
