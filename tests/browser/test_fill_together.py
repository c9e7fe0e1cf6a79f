"""Two people at one audit: what the other did appears, and what both did is shown to be decided."""

from datetime import UTC, datetime
from uuid import uuid4

from playwright.sync_api import expect
from sqlalchemy import select

from audit.db import Database
from audit.models import Assignment, Register
from audit.services.operations import Change, apply
from tests.browser.conftest import OpenPage
from tests.browser.filling import card, module, open_fill, saved, score, touch
from tests.browser.server import LiveServer
from tests.browser.windows import Windows, axe
from tests.cast import Cast


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
