"""Signing on the tablet: like every other change it is kept first and sent when it can be."""

import json
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from audit.db import Database
from audit.models import Register
from audit.services import audits
from tests.browser.conftest import OpenPage
from tests.browser.filling import SMALL, module, open_fill, saved, touch
from tests.browser.server import LiveServer
from tests.browser.test_fill_together import assign_colleague, colleague_changes
from tests.browser.windows import PHONE, TABLET, UPRIGHT, Size, Windows, axe, picture
from tests.cast import Cast
from tests.filling import change, fill, sign, write

STROKES = [[[100, 100], [400, 300]]]


def signer(page: Page, role: str) -> Locator:
    """The part of the page where a role signs."""
    return page.locator(f".signer[data-role={role}]")


def draw(page: Page, role: str) -> None:
    """A stroke from the left to the right across the middle of the pad."""
    pad = signer(page, role).locator("canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.1, box["y"] + box["height"] / 2)
    page.mouse.down()
    for step in range(2, 10):
        page.mouse.move(box["x"] + box["width"] * step / 10, box["y"] + box["height"] / 2)
    page.mouse.up()


def save(page: Page, role: str) -> None:
    """Saves what stands in the form of a role."""
    signer(page, role).get_by_role("button", name="保存签字").click()


def badge(page: Page, role: str) -> Locator:
    """What the page says of a role's signature."""
    return signer(page, role).locator(".badge")


def signatures(database: Database) -> dict[str, Any]:
    """The signatures that the server has."""
    with database.reading() as session:
        rows = session.execute(select(Register.path, Register.value).where(Register.path.startswith("sig/")))
        return {path: json.loads(value) for path, value in rows}


def test_signing_needs_no_network(
    open_page: OpenPage, live_server: LiveServer, windows: Windows, cast: Cast, database: Database
) -> None:
    page = open_page("inspector")
    open_fill(page, cast.audits["inspection"].id, "signatures")
    saved(page)
    # no worker of the site is on this tablet: what it would keep has to be there first
    expect(signer(page, "assessor").get_by_label("姓名")).to_have_value("inspector先生")
    live_server.stop()
    draw(page, "assessor")
    save(page, "assessor")
    expect(badge(page, "assessor")).to_have_text("已签字")
    expect(signer(page, "assessor").locator("svg polyline")).to_have_count(1)
    expect(page.locator('[data-module="signatures"]')).to_contain_text("1/2")
    live_server.start()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    saved(page)
    windows.faults.clear()  # the browser notes every call that nobody answered
    signed = signatures(database)["sig/assessor"]
    assert signed["name"] == "inspector先生"
    points = signed["strokes"][0]
    assert (points[0][0], points[-1][0]) == (pytest.approx(100, abs=15), pytest.approx(900, abs=15))
    assert {y for _x, y in points} <= set(range(240, 260))
    page.reload()
    expect(badge(page, "assessor")).to_have_text("已签字")


def test_a_page_without_its_signatures_says_so(open_page: OpenPage, windows: Windows, cast: Cast) -> None:
    page = open_page("inspector")
    page.route("**/signing/view.js", lambda route: route.abort())
    open_fill(page, cast.audits["inspection"].id, "signatures")
    expect(page.locator("#sheet")).to_contain_text("签字部分没有打开")
    windows.faults.clear()  # the browser notes what did not come


def test_what_is_not_saved_yet_survives_turning_the_tablet_and_the_page(open_page: OpenPage, cast: Cast) -> None:
    page = open_page("inspector", TABLET)
    open_fill(page, cast.audits["inspection"].id, "signatures")
    draw(page, "branch_head")
    signer(page, "branch_head").get_by_label("姓名").fill("赵行长")
    expect(signer(page, "branch_head")).to_contain_text("尚未保存")
    page.set_viewport_size({"width": UPRIGHT.width, "height": UPRIGHT.height})
    module(page, "1")
    page.reload()
    expect(page.locator("body[data-page=open]")).to_be_attached()
    module(page, "signatures")
    expect(signer(page, "branch_head").get_by_label("姓名")).to_have_value("赵行长")
    save(page, "branch_head")
    drawn = signer(page, "branch_head").locator("svg polyline")
    points = [tuple(map(int, point.split(","))) for point in (drawn.get_attribute("points") or "").split()]
    assert (points[0][0], points[-1][0]) == (pytest.approx(100, abs=15), pytest.approx(900, abs=15))
    page.reload()
    expect(signer(page, "branch_head").locator("form")).to_be_hidden()


def test_a_refusal_needs_its_reason_and_a_signature_its_name(
    open_page: OpenPage, cast: Cast, database: Database
) -> None:
    page = open_page("branch_manager")
    open_fill(page, cast.audits["self"].id, "signatures")
    expect(page.locator(".signer")).to_have_count(1)
    head = signer(page, "branch_head")
    save(page, "branch_head")
    expect(head.locator(".problem")).to_have_text("请填写姓名。")
    head.get_by_label("姓名").fill("赵行长")
    save(page, "branch_head")
    expect(head.locator(".problem")).to_contain_text("请先签名")
    head.locator("summary").click()
    head.get_by_role("button", name="填入：已在纸质评分表上签字").click()
    save(page, "branch_head")
    expect(badge(page, "branch_head")).to_have_text("拒签")
    saved(page)
    kept = signatures(database)["sig/branch_head"]
    assert (kept["name"], kept["refused"]) == ("赵行长", "已在纸质评分表上签字")


def test_who_signed_other_results_is_asked_to_sign_again(open_page: OpenPage, cast: Cast) -> None:
    page = open_page("inspector")
    open_fill(page, cast.audits["inspection"].id)
    touch(page, "1", "满分")
    module(page, "signatures")
    draw(page, "assessor")
    save(page, "assessor")
    changed = signer(page, "assessor").get_by_text("签字之后结果有改动")
    expect(badge(page, "assessor")).to_have_text("已签字")
    expect(changed).to_be_hidden()
    module(page, "1")
    touch(page, "1", "缺一项：加一处")
    expect(page.locator('[data-module="signatures"]')).to_contain_text("须重签")
    module(page, "signatures")
    expect(changed).to_be_visible()
    module(page, "1")
    touch(page, "1", "缺一项：减一处")
    module(page, "signatures")
    expect(changed).to_be_hidden()  # the results are again those that were signed
    saved(page)
    page.reload()
    expect(page.locator('[data-module="signatures"]')).not_to_contain_text("须重签")


def test_an_old_signature_is_judged_by_what_came_after_it(open_page: OpenPage, cast: Cast, database: Database) -> None:
    with database.writing() as session:
        answer = change("c/1/answer", {"faults": {}})
        write(
            session, cast, "inspection", "inspector", answer, change("sig/assessor", {"name": "王", "strokes": STROKES})
        )
        session.commit()
    page = open_page("inspector")
    open_fill(page, cast.audits["inspection"].id)
    expect(page.locator('[data-module="signatures"]')).to_contain_text("1/2")
    expect(page.locator('[data-module="signatures"]')).not_to_contain_text("须重签")
    touch(page, "L2", "满分")
    saved(page)
    page.reload()
    expect(page.locator('[data-module="signatures"]')).to_contain_text("须重签")


def test_submitting_names_who_has_not_signed_but_does_not_ask_for_it(
    open_page: OpenPage, cast: Cast, database: Database
) -> None:
    with database.writing() as session:
        audit_id = fill(session, cast, "inspection").id
        session.commit()
    page = open_page("inspector")
    open_fill(page, audit_id)
    page.locator("#dock [data-part=submit]").click()
    dialog = page.locator("#submit")
    expect(dialog.locator("[data-part=send]")).to_be_enabled()
    axe(page)
    dialog.get_by_role("button", name="未签字：考核人员签字；网点负责人签字").click()
    draw(page, "assessor")
    save(page, "assessor")
    page.locator("#dock [data-part=submit]").click()
    expect(dialog).to_contain_text("未签字：网点负责人签字")
    dialog.locator("[data-part=send]").click()
    expect(page).to_have_url(f"{page.url.partition('/audits')[0].partition('/fill')[0]}/audits/{audit_id}")


def test_two_signatures_for_one_place_are_shown_in_words_and_settled(
    open_page: OpenPage, cast: Cast, database: Database
) -> None:
    assign_colleague(database, cast)
    page = open_page("inspector")
    open_fill(page, cast.audits["inspection"].id, "signatures")
    saved(page)
    colleague_changes(database, cast, "sig/branch_head", {"name": "钱副行长", "refused": "不认可第1条"})
    signer(page, "branch_head").get_by_label("姓名").fill("赵行长")
    draw(page, "branch_head")
    save(page, "branch_head")
    conflict = signer(page, "branch_head").locator(".conflict")
    expect(conflict).to_contain_text("两台平板上的签字不一样")
    expect(conflict).to_contain_text("钱副行长拒签：不认可第1条")
    expect(conflict).to_contain_text("赵行长已签字")
    module(page, "1")
    page.locator("#dock [data-part=todo]").click()
    axe(page)
    conflict.locator("[data-choice=held]").click()
    expect(conflict).to_have_count(0)
    expect(badge(page, "branch_head")).to_have_text("已签字")
    saved(page)
    assert signatures(database)["sig/branch_head"]["name"] == "赵行长"


def test_who_does_not_fill_sees_the_signatures_only(open_page: OpenPage, cast: Cast, database: Database) -> None:
    with database.writing() as session:
        audit_id = fill(session, cast, "inspection").id
        sign(session, cast, "inspection", "assessor")
        audits.submit(session, cast.subjects["inspector"], audit_id)
        session.commit()
    for who in ("reviewer", "inspector"):
        page = open_page(who)
        page.goto(f"/audits/{audit_id}/signatures")
        expect(badge(page, "assessor")).to_have_text("已签字")
        expect(badge(page, "branch_head")).to_have_text("未签字")
        expect(page.locator(".signer form:visible, .signer button:visible")).to_have_count(0)


@pytest.mark.parametrize(
    ("size", "language", "dark"),
    [(TABLET, "zh", False), (UPRIGHT, "en", True), (PHONE, "zh", False), (PHONE, "en", True)],
)
def test_the_signatures_can_be_read_and_touched(
    open_page: OpenPage, cast: Cast, database: Database, size: Size, language: str, dark: bool
) -> None:
    with database.writing() as session:
        signed = change("sig/assessor", {"name": "王敏", "strokes": STROKES})
        answer = change("c/1/answer", {"faults": {}})
        write(session, cast, "inspection", "inspector", signed, answer)
        session.commit()
    page = open_page("inspector", size, language, dark=dark)
    open_fill(page, cast.audits["inspection"].id, "signatures")
    draw(page, "branch_head")
    signer(page, "branch_head").locator("summary").click()
    expect(page.locator(".signing-outdated").first).to_be_visible()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(SMALL) == []
    picture(page, "fill-signatures")
