"""Two people at one audit: what the other did appears, and what both did is shown to be decided."""

import re
from datetime import UTC, datetime
from uuid import uuid4

from playwright.sync_api import Locator, Page, expect
from sqlalchemy import delete, select, update

from audit.db import Database
from audit.models import Assignment, Register, Tablet
from audit.services import audits
from audit.services.clock import now
from audit.services.operations import Change, apply
from tests.browser.conftest import OpenPage
from tests.browser.filling import SMALL, card, module, open_fill, saved, score, touch
from tests.browser.server import LiveServer
from tests.browser.windows import Windows, axe
from tests.cast import Cast
from tests.filling import fill


def assign_colleague(database: Database, cast: Cast) -> None:
    """The colleague fills the inspection too."""
    with database.writing() as session:
        session.add(Assignment(audit_id=cast.audits["inspection"].id, user_id=cast.people["colleague"].id))
        session.commit()


def colleague_changes(database: Database, cast: Cast, path: str, value: object, sequence: int = 1) -> None:
    """Another tablet changes a register, not having seen what is there."""
    made_at = int(datetime.now(UTC).timestamp() * 1000)
    change = Change(str(uuid4()), sequence, path, 0, value, made_at)
    with database.writing() as session:
        subject = cast.subjects["colleague"]
        apply(session, subject, cast.audits["inspection"].id, device=str(uuid4()), changes=[change])
        session.commit()


def value_of(database: Database, audit_id: int, path: str) -> str | None:
    """The JSON text of a register."""
    with database.reading() as session:
        return session.scalar(select(Register.value).where(Register.audit_id == audit_id, Register.path == path))


def test_two_values_for_one_criterion_are_both_shown_and_one_is_chosen(
    open_page: OpenPage, cast: Cast, database: Database
) -> None:
    assign_colleague(database, cast)
    audit_id = cast.audits["inspection"].id
    page = open_page("inspector")
    open_fill(page, audit_id)
    saved(page)
    colleague_changes(database, cast, "c/1/answer", {"faults": {"a": 2}})
    touch(page, "1", "满分")
    conflict = card(page, "1").locator(".conflict")
    expect(conflict).to_contain_text("colleague先生填的（现行）")
    expect(conflict).to_contain_text("缺一项 ×2")
    expect(conflict).to_contain_text("inspector先生填的")
    expect(conflict).to_contain_text("满分")
    expect(score(page, "1")).to_have_text("2.60")
    axe(page)
    page.reload()
    conflict.locator("[data-choice=held]").click()
    expect(conflict).to_have_count(0)
    expect(score(page, "1")).to_have_text("3.00")
    saved(page)
    assert value_of(database, audit_id, "c/1/answer") == '{"faults":{}}'
    page.reload()
    expect(score(page, "1")).to_have_text("3.00")
    expect(conflict).to_have_count(0)


def test_two_notes_can_both_be_kept(open_page: OpenPage, cast: Cast, database: Database) -> None:
    assign_colleague(database, cast)
    page = open_page("inspector")
    open_fill(page, cast.audits["inspection"].id)
    saved(page)
    colleague_changes(database, cast, "c/1/note", "门楣掉漆")
    touch(page, "1", "备注")
    card(page, "1").get_by_label("备注").fill("灯箱不亮")
    touch(page, "1", "两段都保留")
    saved(page)
    expect(card(page, "1").get_by_label("备注")).to_have_value("门楣掉漆\n灯箱不亮")
    assert value_of(database, cast.audits["inspection"].id, "c/1/note") == '"门楣掉漆\\n灯箱不亮"'


def test_what_the_other_did_appears_but_not_under_the_finger(
    open_page: OpenPage, cast: Cast, database: Database
) -> None:
    assign_colleague(database, cast)
    page = open_page("inspector")
    open_fill(page, cast.audits["inspection"].id)
    saved(page)
    card(page, "2").locator("[data-part=other-points]").focus()
    colleague_changes(database, cast, "c/1/answer", {"faults": {"a": 2}})
    colleague_changes(database, cast, "c/2/answer", {"faults": {}})
    touch(page, "L2", "满分")
    card(page, "2").locator("[data-part=other-points]").focus()
    expect(score(page, "1")).to_have_text("2.60")
    expect(card(page, "1").locator("[data-part=news]")).to_contain_text("改为：缺一项 ×2")
    saved(page)
    expect(score(page, "2")).to_have_text("—")
    card(page, "L1").focus()
    expect(score(page, "2")).to_have_text("4.00")


def test_work_of_one_person_is_not_sent_in_the_name_of_another(
    open_page: OpenPage, windows: Windows, live_server: LiveServer, cast: Cast, database: Database
) -> None:
    assign_colleague(database, cast)
    page = open_page("inspector")
    open_fill(page, cast.audits["inspection"].id)
    saved(page)
    other = open_page("colleague")
    page.context.add_cookies(other.context.cookies())
    touch(page, "1", "满分")
    expect(page.locator("#notices")).to_contain_text("现在登录的是colleague先生")
    assert value_of(database, cast.audits["inspection"].id, "c/1/answer") is None
    windows.faults.clear()  # the browser notes the refused token


def test_submitted_meanwhile_is_said_and_the_late_change_is_not_lost(
    open_page: OpenPage, cast: Cast, database: Database
) -> None:
    page = open_page("inspector")
    open_fill(page, cast.audits["inspection"].id)
    saved(page)
    with database.writing() as session:
        session.merge(cast.audits["inspection"]).state = "submitted"
        session.commit()
    touch(page, "1", "满分")
    expect(card(page, "1")).to_contain_text("未被接受：满分")
    expect(page.locator("#notices")).to_contain_text("已提交，等待复核")
    expect(card(page, "2").locator("[data-do=full]")).to_be_disabled()
    page.reload()
    expect(card(page, "1")).to_contain_text("未被接受：满分")
    module(page, "2")


def claimed_by_colleague(database: Database, cast: Cast, module_id: str, sequence: int = 1) -> None:
    """The colleague claims a module on a tablet of her own."""
    audit_id, user_id = cast.audits["inspection"].id, cast.people["colleague"].id
    colleague_changes(database, cast, f"claim/{module_id}/{user_id}", True, sequence)
    with database.writing() as session:
        moments = {"taken_at": now(), "seen_at": now()}
        session.add(Tablet(audit_id=audit_id, device=str(uuid4()), user_id=user_id, name="iPad", waiting=3, **moments))
        session.commit()


def mark(page: Page, module_id: str) -> Locator:
    """What the rail shows of a module's claims."""
    return page.locator(f'[data-module="{module_id}"] .rail-claim')


def test_modules_are_claimed_and_released_with_no_network_too(
    open_page: OpenPage, windows: Windows, cast: Cast, database: Database
) -> None:
    assign_colleague(database, cast)
    audit_id, me = cast.audits["inspection"].id, cast.people["inspector"].id
    page = open_page("inspector")
    open_fill(page, audit_id)
    saved(page)
    page.route("**/api/**", lambda route: route.abort())
    page.get_by_role("button", name="由我负责").click()
    expect(mark(page, "1")).to_have_text("我")
    module(page, "2")
    page.get_by_role("button", name="由我负责").click()
    page.get_by_role("button", name="不再负责").click()
    expect(mark(page, "2")).to_have_text("")
    page.reload()
    expect(mark(page, "1")).to_have_text("我")
    page.unroute("**/api/**")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    saved(page)
    windows.faults.clear()  # the browser notes every call that nobody answered
    assert value_of(database, audit_id, f"claim/1/{me}") == "true"
    assert value_of(database, audit_id, f"claim/2/{me}") in {None, "null"}
    other = open_page("colleague")
    open_fill(other, audit_id)
    expect(mark(other, "1")).to_have_text("i")
    expect(other.locator(".sheet-head")).to_contain_text("inspector先生负责")
    expect(other.locator("#dock [data-part=todo]")).to_be_hidden()


def test_the_next_open_one_is_mine_then_nobodys_then_the_others(
    open_page: OpenPage, cast: Cast, database: Database
) -> None:
    assign_colleague(database, cast)
    claimed_by_colleague(database, cast, "1")
    page = open_page("inspector")
    open_fill(page, cast.audits["inspection"].id)
    following = page.locator("#dock [data-part=next]")
    module(page, "3")
    page.get_by_role("button", name="由我负责").click()
    module(page, "1")
    following.click()
    modules: list[str] = []
    for _ in range(9):
        id_ = page.locator(".criterion:focus").get_attribute("data-id") or ""
        modules.append(page.locator("#rail [aria-current]").get_attribute("data-module") or "")
        measured = card(page, id_).locator("[data-field=value] input")
        if measured.count():
            measured.fill("99")
            measured.press("Enter")
        else:
            card(page, id_).locator("[data-part=full]").click()
        if following.is_visible():
            following.click()
    assert modules == sorted(modules, key="321".index)


def test_a_card_of_another_persons_module_says_so_and_takes_the_answer(
    open_page: OpenPage, cast: Cast, database: Database
) -> None:
    assign_colleague(database, cast)
    claimed_by_colleague(database, cast, "1")
    page = open_page("inspector")
    open_fill(page, cast.audits["inspection"].id)
    line = card(page, "1").locator(".criterion-claimed")
    expect(line).to_be_hidden()
    claimed_by_colleague(database, cast, "2")
    touch(page, "L2", "满分")
    expect(mark(page, "2")).to_have_text("c")
    expect(card(page, "1").locator(".criterion-news")).to_be_hidden()
    expect(card(page, "2").locator(".criterion-news")).to_be_hidden()
    touch(page, "1", "满分")
    expect(line).to_contain_text("这一模块由colleague先生负责")
    expect(score(page, "1")).to_have_text("3.00")
    saved(page)
    axe(page)
    page.get_by_role("button", name="由我负责").click()
    expect(line).to_be_hidden()
    expect(page.locator(".sheet-head")).to_contain_text("我和colleague先生负责")


def open_together(page: Page) -> Locator:
    """The list of who fills the audit."""
    page.locator("summary", has_text="更多").click()
    page.get_by_role("button", name="谁在填").click()
    return page.locator("#together")


def test_who_fills_is_listed_with_modules_and_tablets(open_page: OpenPage, cast: Cast, database: Database) -> None:
    assign_colleague(database, cast)
    page = open_page("inspector")
    open_fill(page, cast.audits["inspection"].id)
    touch(page, "1", "满分")
    saved(page)
    claimed_by_colleague(database, cast, "3")
    colleague_changes(database, cast, "c/Z/answer", {"faults": {}}, sequence=2)
    dialog = open_together(page)
    expect(dialog.locator(".fellow").first).to_contain_text("inspector先生")
    expect(dialog.locator(".fellow").first).to_contain_text("这台平板")
    expect(dialog.locator(".fellow").nth(1)).to_contain_text("colleague先生")
    expect(dialog.locator(".fellow").nth(1)).to_contain_text("认领1个，已全答1个")
    expect(dialog.locator(".fellow").nth(1)).to_contain_text(re.compile("iPad：.*联网，还有3项待发送"))
    expect(dialog).to_contain_text("无人认领的模块：1、2")
    axe(page)
    assert page.evaluate(SMALL) == []
    dialog.get_by_role("button", name="关闭").click()
    with database.writing() as session:
        session.execute(update(Tablet).where(Tablet.name == "iPad").values(waiting=5))
        session.commit()
    colleague = open_together(page).locator(".fellow").nth(1)
    expect(colleague).to_contain_text("还有5项待发送")
    colleague.get_by_role("button", name="解除认领").click()
    expect(colleague).to_contain_text("没有认领模块")
    saved(page)
    claim = f"claim/3/{cast.people['colleague'].id}"
    assert value_of(database, cast.audits["inspection"].id, claim) == "null"


def reassign(database: Database, cast: Cast) -> None:
    """The inspection is the colleague's from now on."""
    with database.writing() as session:
        session.execute(delete(Assignment).where(Assignment.audit_id == cast.audits["inspection"].id))
        session.commit()
    assign_colleague(database, cast)


def test_work_for_an_audit_that_is_somebody_elses_now_is_kept_and_decided_by_the_new_inspector(
    open_page: OpenPage, windows: Windows, cast: Cast, database: Database
) -> None:
    audit_id = cast.audits["inspection"].id
    page = open_page("inspector")
    open_fill(page, audit_id)
    touch(page, "L2", "满分")
    saved(page)
    reassign(database, cast)
    touch(page, "1", "满分")
    expect(card(page, "1")).to_contain_text("未被接受：满分")
    expect(card(page, "1")).to_contain_text("审核已改派，这一项留给复核人和新的检查员查看")
    expect(page.locator("#notices")).to_contain_text("这份审核已改派给他人", use_inner_text=True)
    expect(page.locator("#notices")).to_contain_text("1项在改派之后才送到", use_inner_text=True)
    expect(card(page, "2").locator("[data-do=full]")).to_be_disabled()
    axe(page)
    page.reload()
    expect(page.locator("#notices")).to_contain_text("这份审核已改派给他人", use_inner_text=True)
    windows.faults.clear()  # the browser notes that there is no such audit for this person any more
    other = open_page("colleague")
    open_fill(other, audit_id)
    conflict = card(other, "1").locator(".conflict")
    expect(conflict).to_contain_text("改派前的修改")
    expect(conflict).to_contain_text("现行：没有填写")
    expect(conflict).to_contain_text("inspector先生填的")
    axe(other)
    conflict.locator("[data-choice=held]").click()
    expect(conflict).to_have_count(0)
    saved(other)
    assert value_of(database, audit_id, "c/1/answer") == '{"faults":{}}'


def test_what_came_after_the_submission_is_decided_when_the_audit_is_returned(
    open_page: OpenPage, cast: Cast, database: Database
) -> None:
    page = open_page("inspector")
    open_fill(page, cast.audits["inspection"].id)
    saved(page)
    with database.writing() as session:
        fill(session, cast, "inspection", **{"1": {"faults": {"a": 2}}})
        audits.submit(session, cast.subjects["inspector"], cast.audits["inspection"].id)
        session.commit()
    touch(page, "1", "满分")
    expect(card(page, "1")).to_contain_text("审核已提交，这一项留给复核人查看")
    with database.writing() as session:
        audits.give_back(session, cast.subjects["reviewer"], cast.audits["inspection"].id, reason="请核对")
        session.commit()
    page.reload()
    conflict = card(page, "1").locator(".conflict")
    expect(conflict).to_contain_text("提交后")
    expect(conflict).to_contain_text("缺一项 ×2")
    expect(card(page, "1").locator(".held")).to_have_count(0)  # shown once, as a conflict
    conflict.locator("[data-choice=now]").click()
    expect(conflict).to_have_count(0)
    saved(page)
    assert value_of(database, cast.audits["inspection"].id, "c/1/answer") == '{"faults":{"a":2}}'
