"""The branch page: its scores through the years, what it lost, and nothing of its neighbours' own."""

import re
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from audit.db import Database
from audit.models import Assignment, Audit, Campaign
from audit.services import audits, issues
from audit.services.scores import start
from audit.web.history_chart import Point, history_chart
from tests.cast import Cast, _audit, _campaign
from tests.filling import change, fill, lock, write
from tests.web.conftest import Browser


def another_year(session: Session, cast: Cast, year: int, **answers: Any) -> None:
    """A locked inspection of the dock in another campaign."""
    campaign: Campaign = _campaign(session, cast, "north")
    campaign.year, campaign.title = year, f"{year}年度评定"
    name = f"inspection {year}"
    cast.audits[name] = audit = _audit(session, cast, campaign.stages[1], "dock")
    audit.assignments = [Assignment(user_id=cast.people["inspector"].id)]
    session.flush()
    fill(session, cast, name, "inspector", **answers)
    strokes = [[[100, 100], [400, 300]]]
    signed = [change(f"sig/{role}", {"name": role, "strokes": strokes}) for role in ("assessor", "branch_head")]
    write(session, cast, name, "inspector", *signed)
    audits.submit(session, cast.subjects["inspector"], audit.id)
    audits.accept(session, cast.subjects["reviewer"], audit.id)
    issues.lock(session, cast.subjects["reviewer"], audit.id)


def page_of(browser: Browser, cast: Cast, who: str, place: str = "dock", status: int = 200) -> str:
    answer = browser(who).get(f"/branches/{cast.places[place].id}")
    assert answer.status_code == status
    return answer.text


def test_a_branch_without_audits_says_so(browser: Browser, cast: Cast) -> None:
    page = page_of(browser, cast, "reader")
    assert "还没有得分" in page
    assert "综合网点" in page


def test_scores_of_the_years_are_shown(browser: Browser, database: Database, cast: Cast) -> None:
    with database.writing() as session:
        another_year(session, cast, 2025, **{"1": {"faults": {"a": 3}}})
        lock(session, cast, "inspection", **{"1": {"faults": {"a": 1}}, "L2": {"level": "y"}})
        last = session.get_one(Audit, cast.audits["inspection"].id).low
        session.commit()
    page = page_of(browser, cast, "reader")
    assert re.search(rf'<p class="figure">\s*{last / 100:.2f}', page)
    rows = re.findall(r'<th scope="row"><a href="/audits/(\d+)">([^<]*)</a>', page)
    assert [title for _id, title in rows] == ["2026年度评定（north）", "2025年度评定"]
    assert "历次得分率：2025 检查" in page
    assert "<svg" in page
    assert "style=" not in page
    assert re.search(r"待整改3项，待验收0项，已销号0项", page)


def test_what_may_not_be_read_is_neither_shown_nor_counted(browser: Browser, database: Database, cast: Cast) -> None:
    with database.writing() as session:
        fill(session, cast, "inspection")  # a draft
        audit = fill(session, cast, "self")
        audits.submit(session, cast.subjects["branch_manager"], audit.id)
        session.commit()
    for who in ("reader", "reviewer", "branch_manager"):
        page = page_of(browser, cast, who)
        assert f"/audits/{cast.audits['inspection'].id}" not in page
        assert f"/audits/{cast.audits['self'].id}" in page
    page_of(browser, cast, "stranger", status=404)
    page_of(browser, cast, "neighbour", status=404)
    page_of(browser, cast, "reader", "river", status=404)  # no branch
    assert f"/audits/{cast.audits['self'].id}" not in page_of(browser, cast, "inspector")  # has only what is theirs


def test_neighbours_are_only_counted_and_only_for_who_manages(browser: Browser, database: Database, cast: Cast) -> None:
    with database.writing() as session:
        lock(session, cast, "inspection", **{"L2": {"level": "y"}})
        own = session.get_one(Audit, cast.audits["inspection"].id).low
        cast.audits["gate"] = gate = _audit(session, cast, cast.campaign.stages[1], "gate")
        gate.assignments = [Assignment(user_id=cast.people["inspector"].id)]
        session.flush()
        start(session, gate)
        fill(session, cast, "gate", "inspector")
        audits.submit(session, cast.subjects["inspector"], gate.id)
        session.refresh(gate)
        mean = (own + gate.low) / 200
        session.commit()
    assert f"本支行2个网点中第2名，平均{mean:.2f}分" in page_of(browser, cast, "campaign_manager")
    for who in ("reader", "branch_manager", "reviewer"):
        page = page_of(browser, cast, who)
        assert "个网点中第" not in page
        assert f"{gate.low / 100:.2f}" not in page


def test_a_longer_history_needs_no_more_queries(browser: Browser, database: Database, cast: Cast) -> None:
    client = browser("reader")

    def queries() -> int:
        statements: list[str] = []
        note = lambda *given: statements.append(given[2])  # noqa: E731
        event.listen(database.engine, "before_cursor_execute", note)
        assert client.get(f"/branches/{cast.places['dock'].id}").status_code == 200
        event.remove(database.engine, "before_cursor_execute", note)
        return len(statements)

    with database.writing() as session:
        lock(session, cast, "inspection")
        session.commit()
    queries()
    few = queries()
    with database.writing() as session:
        another_year(session, cast, 2024)
        another_year(session, cast, 2025)
        session.commit()
    assert queries() == few


@pytest.mark.parametrize("share", [-0.05, 0.0, 0.03, 0.5, 0.995, 1.0, 1.05])
def test_any_score_has_its_place_in_the_chart(app: Any, share: float) -> None:
    with app.test_request_context():
        svg = str(history_chart([Point("2026", "self", share)], {"self": "自评"}).svg)
    height = float(re.search(r'<circle cx="[^"]*" cy="([^"]*)"', svg)[1])  # type: ignore[index]
    assert 34 <= height <= 226


def test_the_list_of_actions_is_offered_to_those_who_may_open_it(browser: Browser, cast: Cast) -> None:
    """And with it their number: who may not read them is not told that there are none."""
    dock = cast.places["dock"]
    seen, hidden = page_of(browser, cast, "reader"), page_of(browser, cast, "inspector")
    assert f'href="/actions?search={quote(dock.name)}"' in seen
    assert "待整改0项" in seen
    assert "/actions" not in hidden and "待整改" not in hidden
