"""The fill page: one person, one tablet."""

import json

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from audit.db import Database
from audit.models import Audit, Operation, Register
from audit.services.checklists import publish
from tests.browser.conftest import OpenPage
from tests.browser.filling import SMALL, card, module, open_fill, saved, score, touch
from tests.browser.windows import DESK, PHONE, TABLET, UPRIGHT, Size, Windows, axe, picture
from tests.cast import Cast
from tests.workbooks.samples import shipped


def registers(database: Database, audit_id: int) -> dict[str, object]:
    """What the server has."""
    with database.reading() as session:
        rows = session.execute(select(Register.path, Register.value).where(Register.audit_id == audit_id))
        return {path: json.loads(value) for path, value in rows}


def fill_first_module(page: Page) -> None:
    """Every kind of touch that module 1 of the sample takes."""
    touch(page, "1", "缺一项：加一处")
    touch(page, "1", "缺一项：加一处")
    touch(page, "1", "未设置 −5")
    touch(page, "1", "未设置 −5")
    card(page, "2").locator("[data-part=other-points]").fill("０.５")
    card(page, "2").locator("[data-part=other-reason]").fill("灯箱积灰")
    touch(page, "2", "记入")
    touch(page, "L1", "中 2.25分")
    touch(page, "L2", "满分")
    touch(page, "L2", "备注")
    card(page, "L2").get_by_label("备注").fill("与去年相同")


def test_a_module_is_filled_and_is_there_after_a_reload(open_page: OpenPage, cast: Cast, database: Database) -> None:
    page = open_page("inspector")
    open_fill(page, cast.audits["inspection"].id)
    fill_first_module(page)
    page.locator("#sheet h2").click()
    saved(page)
    assert registers(database, cast.audits["inspection"].id) == {
        "c/1/answer": {"faults": {"a": 2}},
        "c/2/answer": {"faults": {}, "other": [{"points": "0.5", "reason": "灯箱积灰"}]},
        "c/L1/answer": {"level": "fair"},
        "c/L2/answer": {"level": "x"},
        "c/L2/note": "与去年相同",
    }
    shown = page.locator(".dock-figures").inner_text()
    page.reload()
    for id_, figure in (("1", "2.60"), ("2", "3.50"), ("L1", "2.25"), ("L2", "5.00")):
        expect(score(page, id_)).to_have_text(figure)
    expect(card(page, "L2").get_by_label("备注")).to_have_value("与去年相同")
    assert page.locator(".dock-figures").inner_text() == shown
    with database.reading() as session:
        audit = session.get_one(Audit, cast.audits["inspection"].id)
        assert shown == f"{audit.low / 100:.2f} – {audit.high / 100:.2f} / 53.00"
        assert audit.open_count == 5 == int(page.locator("[data-part=open-count]").inner_text())


def test_quick_touches_on_a_counter_are_one_operation_and_all_counted(
    open_page: OpenPage, cast: Cast, database: Database
) -> None:
    page = open_page("inspector")
    open_fill(page, cast.audits["inspection"].id)
    card(page, "1").get_by_role("button", name="缺一项：加一处").click(click_count=3)
    saved(page)
    assert registers(database, cast.audits["inspection"].id) == {"c/1/answer": {"faults": {"a": 3}}}
    with database.reading() as session:
        assert len(session.scalars(select(Operation.id)).all()) <= 3


def test_a_double_touch_gives_full_marks_once_and_a_slip_goes_back_to_open(open_page: OpenPage, cast: Cast) -> None:
    page = open_page("inspector")
    open_fill(page, cast.audits["inspection"].id)
    card(page, "1").get_by_role("button", name="满分").dblclick()
    expect(score(page, "1")).to_have_text("3.00")
    touch(page, "1", "满分")
    expect(score(page, "1")).to_have_text("—")
    touch(page, "1", "缺一项：加一处")
    touch(page, "1", "缺一项：减一处")
    expect(score(page, "1")).to_have_text("—")


def test_what_is_not_complete_is_kept_here_marked_and_not_scored(
    open_page: OpenPage, cast: Cast, database: Database
) -> None:
    page = open_page("inspector")
    open_fill(page, cast.audits["inspection"].id)
    card(page, "2").locator("[data-part=other-points]").fill("9")
    card(page, "2").locator("[data-part=other-points]").press("Enter")
    expect(card(page, "2")).to_contain_text("请写明扣分原因")
    touch(page, "1", "不适用")
    card(page, "1").locator("[data-part=reason-na]").press("Enter")
    expect(card(page, "1")).to_contain_text("请写明不适用的理由")
    module(page, "2")
    card(page, "M1").get_by_label("测得").fill("九十")
    card(page, "M1").get_by_label("测得").press("Enter")
    expect(card(page, "M1")).to_contain_text("这不是数")
    expect(card(page, "M1")).to_contain_text("尚未计分")
    page.reload()
    expect(card(page, "2").locator("[data-part=other-points]")).to_have_value("9")
    expect(card(page, "2")).to_contain_text("尚未计分")
    expect(score(page, "2")).to_have_text("—")
    module(page, "2")
    expect(card(page, "M1").get_by_label("测得")).to_have_value("九十")
    assert registers(database, cast.audits["inspection"].id) == {}


def test_who_only_reads_changes_nothing_and_learns_why(open_page: OpenPage, cast: Cast) -> None:
    page = open_page("reviewer")
    open_fill(page, cast.audits["inspection"].id)
    expect(page.locator("#notices")).to_contain_text("不负责填写")
    expect(card(page, "1").locator("[data-do=full]")).to_be_disabled()
    expect(card(page, "1").locator("label.tool").first).to_be_hidden()
    page.keyboard.press("f")
    expect(score(page, "1")).to_have_text("—")
    expect(page.locator("#dock [data-part=submit]")).to_be_hidden()


@pytest.mark.parametrize(("name", "text"), [("stranger", "没有找到这份审核"), ("inspector", "没有指明审核")])
def test_nothing_to_fill_is_said(open_page: OpenPage, windows: Windows, cast: Cast, name: str, text: str) -> None:
    page = open_page(name)
    page.goto(f"/fill#{cast.audits['inspection'].id if name == 'stranger' else ''}")
    expect(page.locator("#sheet")).to_contain_text(text)
    axe(page)
    windows.faults.clear()  # the browser notes the 404 that was meant


def test_everything_goes_by_keyboard(open_page: OpenPage, cast: Cast, database: Database) -> None:
    page = open_page("inspector", DESK)
    open_fill(page, cast.audits["inspection"].id)
    for key in ("j", "f", "j", "ArrowDown", "k"):
        page.keyboard.press(key)
    expect(card(page, "2")).to_be_focused()
    page.keyboard.press("n")
    expect(card(page, "L1")).to_be_focused()
    page.keyboard.press("f")
    page.keyboard.press("n")
    page.keyboard.press("f")
    page.keyboard.press("n")
    expect(card(page, "C1")).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("f")
    page.keyboard.type("93.5")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("/")
    page.keyboard.type("比例")
    expect(page.locator(".criterion")).to_have_count(2)
    page.keyboard.press("Enter")
    expect(card(page, "M1")).to_be_focused()
    saved(page)
    assert registers(database, cast.audits["inspection"].id) == {
        "c/1/answer": {"faults": {}},
        "c/L1/answer": {"level": "good"},
        "c/L2/answer": {"level": "x"},
        "c/M1/answer": {"value": "93.5"},
    }


def test_vetoes_bonus_and_date(open_page: OpenPage, cast: Cast, database: Database) -> None:
    page = open_page("inspector")
    open_fill(page, cast.audits["inspection"].id)
    module(page, "general")
    page.get_by_label("检查日期").fill("2026-06-05")
    page.get_by_role("button", name="重大案件").click()
    page.get_by_role("button", name="省级荣誉：加一次").click(click_count=2)
    saved(page)
    assert registers(database, cast.audits["inspection"].id) == {"held_on": "2026-06-05", "v/fatal": True, "b/b1": 2}
    expect(page.locator('[data-module="general"]')).to_contain_text("否决1项 · +4.00")


def test_a_complete_audit_is_submitted_and_an_open_one_says_what_is_missing(
    open_page: OpenPage, cast: Cast, database: Database
) -> None:
    page = open_page("inspector")
    open_fill(page, cast.audits["inspection"].id)
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.get_by_role("button", name="确认提交")).to_be_disabled()
    page.get_by_role("button", name="未答9条").click()
    for id_ in ("1", "2", "L1", "L2"):
        touch(page, id_, "满分")
    page.get_by_role("button", name="下一模块").click()
    touch(page, "C1", "达标 2分")
    for id_ in ("M1", "M2", "M3"):
        card(page, id_).get_by_label("测得").fill("40")
    module(page, "3")
    touch(page, "Z", "满分")
    page.get_by_role("button", name="提交", exact=True).click()
    page.get_by_role("button", name="没有填检查日期").click()
    page.get_by_role("button", name="今天").click()
    page.get_by_role("button", name="提交", exact=True).click()
    page.get_by_role("button", name="确认提交").click()
    page.wait_for_url(f"**/audits/{cast.audits['inspection'].id}")
    with database.reading() as session:
        assert session.get_one(Audit, cast.audits["inspection"].id).state == "submitted"


LOOKS = [(TABLET, "zh", False), (UPRIGHT, "zh", True), (PHONE, "en", False), (DESK, "en", True)]


@pytest.mark.parametrize(("size", "language", "dark"), LOOKS)
def test_anybody_can_use_it(
    open_page: OpenPage, cast: Cast, database: Database, size: Size, language: str, dark: bool
) -> None:
    with database.writing() as session:
        session.get_one(Audit, cast.audits["inspection"].id).checklist_id = publish(session, shipped()).id
        session.commit()
    page = open_page("inspector", size, language, dark=dark)
    open_fill(page, cast.audits["inspection"].id)
    card(page, "1").locator("[data-do=more]").first.click()
    card(page, "8").locator(".choice").nth(1).click()
    for panel in ("note", "other", "guidance"):
        card(page, "2").locator(f"[data-panel={panel}]").click()
    card(page, "5").locator("[data-panel=na]").click()
    axe(page)
    assert page.evaluate(SMALL) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    picture(page, "fill")
    for opener, dialog in (("[data-do=submit]", "#submit"), ("[data-do=help]", "#help")):
        page.evaluate("(opener) => document.querySelector(opener).click()", opener)
        expect(page.locator(dialog)).to_be_visible()
        axe(page)
        page.keyboard.press("Escape")
    page.locator(".fill-filters summary").click()
    assert page.evaluate(SMALL) == []


def test_the_first_load_is_light(open_page: OpenPage, cast: Cast, database: Database) -> None:
    with database.writing() as session:
        session.get_one(Audit, cast.audits["inspection"].id).checklist_id = publish(session, shipped()).id
        session.commit()
    page = open_page("inspector")
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    sizes: list[float] = []
    client.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    open_fill(page, cast.audits["inspection"].id)
    page.wait_for_load_state("networkidle")
    assert len(sizes) > 40
    assert sum(sizes) <= 250_000
