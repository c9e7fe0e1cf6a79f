"""The ledger of corrective actions, and what branch and reviewer do with one."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from audit.db import Database
from audit.models import Action
from audit.services import actions
from audit.services.clock import today
from tests.cast import Cast
from tests.services.test_actions import answered
from tests.web.conftest import Browser
from tests.web.test_organisations import counted

DUE = today() + timedelta(days=9)
MEASURES = {"cause": "台账疏漏", "measure": "每日检查", "responsible": "张三", "due_on": f"{DUE}"}


@pytest.fixture
def drafted(cast: Cast, database: Database) -> list[int]:
    """The actions of the dock's inspection, and one of the tower."""
    with database.writing() as session:
        inspection, foreign = (session.merge(cast.audits[name]) for name in ("inspection", "foreign"))
        cast.audits.update(inspection=inspection, foreign=foreign)
        answered(session, cast)
        foreign.kind = "inspection"
        answered(session, cast, "foreign")
        made = [action.id for action in actions.draft(session, inspection)]
        actions.draft(session, foreign)
        session.commit()
        return made


def row(database: Database, action_id: int) -> Action:
    """An action as the database has it."""
    with database.reading() as session:
        return session.scalars(select(Action).where(Action.id == action_id)).one()


def test_the_ledger_says_what_was_found(browser: Browser, drafted: list[int]) -> None:
    page = browser("branch_manager").get("/actions").text
    for text in ("共6项", "缺一项（2次）", "门口积水", "中", "未达标", "实测91%", "dock机构"):
        assert text in page
    assert "tower机构" not in page
    assert "One missing (×2)" in _in_english(browser, "branch_manager")


def _in_english(browser: Browser, who: str) -> str:
    client = browser(who)
    client.post("/language/en")
    return client.get("/actions").text


def test_the_ledger_is_narrowed(browser: Browser, drafted: list[int], database: Database) -> None:
    client = browser("campaign_manager")
    with database.writing() as session:
        late = session.get_one(Action, drafted[0])
        late.due_on, late.responsible = today() - timedelta(days=1), "李四"
        session.get_one(Action, drafted[1]).state = "closed"
        session.commit()
    for query, count in (
        ("", 6),
        ("?state=open", 5),
        ("?state=closed", 1),
        ("?overdue=1", 1),
        ("?search=李四", 1),
        ("?search=gate", 0),
        ("?campaign_id=999999", 0),
        ("?campaign_id=x&under=x&state=nonsense", 0),
    ):
        assert f"共{count}项" in client.get(f"/actions{query}").text, query
    assert "逾期" in client.get("/actions?overdue=1").text


def test_the_branch_writes_and_the_reviewer_judges(browser: Browser, drafted: list[int], database: Database) -> None:
    manager, reviewer, address = browser("branch_manager"), browser("reviewer"), f"/actions/{drafted[0]}"
    assert manager.post(address, data=MEASURES).status_code == 303
    found = row(database, drafted[0])
    assert (found.state, found.measure, found.due_on) == ("open", "每日检查", DUE)
    assert "每日检查" in reviewer.get(address).text
    assert "验收通过" not in reviewer.get(address).text
    assert manager.post(address, data=MEASURES | {"done": "yes"}).status_code == 303
    assert row(database, drafted[0]).state == "done"
    assert "验收通过" in reviewer.get(address).text
    assert "branch_manager先生" in reviewer.get(address).text
    answer = reviewer.post(f"{address}/return", data={"reason": " "})
    assert answer.status_code == 422
    assert "请填写“退回原因”" in answer.text
    assert row(database, drafted[0]).state == "done"
    assert reviewer.post(f"{address}/return", data={"reason": "照片不清"}).status_code == 303
    assert "验收未通过：照片不清" in manager.get(address).text
    manager.post(address, data=MEASURES | {"done": "yes"})
    assert reviewer.post(f"{address}/closure").status_code == 303
    found = row(database, drafted[0])
    assert (found.state, found.reason) == ("closed", "")
    assert reviewer.post(f"{address}/closure").status_code == 409
    assert manager.post(address, data=MEASURES).status_code == 409


def test_a_refused_form_keeps_what_was_entered(browser: Browser, drafted: list[int], database: Database) -> None:
    wrong = MEASURES | {"measure": " ", "responsible": "", "due_on": "2026-13-41", "done": "yes"}
    answer = browser("branch_manager").post(f"/actions/{drafted[0]}", data=wrong)
    assert answer.status_code == 422
    assert "台账疏漏" in answer.text
    assert answer.text.count('class="problem"') == 3
    found = row(database, drafted[0])
    assert (found.state, found.cause) == ("open", "")


@pytest.mark.parametrize("step", ["", "/closure", "/return"])
def test_everybody_keeps_to_the_own_part(browser: Browser, drafted: list[int], database: Database, step: str) -> None:
    data = MEASURES | {"reason": "不行"}
    for who, status in (
        ("neighbour", 404 if not step else 403),
        ("stranger", 403 if not step else 404),
        ("reader", 403),
        ("branch_staff", 403),
        ("administrator", 403),
        ("branch_manager", 303 if not step else 403),
    ):
        assert browser(who).post(f"/actions/{drafted[0]}{step}", data=data).status_code == status, who
    for who, status in (("neighbour", 404), ("stranger", 404), ("inspector", 403), ("reader", 200)):
        assert browser(who).get(f"/actions/{drafted[0]}").status_code == status
    assert row(database, drafted[0]).state == "open"


def test_more_rows_need_no_more_queries(browser: Browser, drafted: list[int], database: Database) -> None:
    client = browser("campaign_manager")
    with database.writing() as session:
        session.get_one(Action, drafted[0]).state = "closed"
        session.commit()
    client.get("/actions")
    with counted(database) as few:
        assert "共1项" in client.get("/actions?state=closed").text
    with counted(database) as many:
        assert "共6项" in client.get("/actions").text
    assert len(many) == len(few)
