"""Three people take one audit from its assignment to the printed report, with their own hands, in both languages."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from audit.db import Database
from audit.demo.photographs import photograph
from audit.models import Audit, Campaign, Issue, User
from audit.reporting.verify import verify_pdf
from audit.services.passwords import hash_of
from audit.translations import translate
from tests.browser.conftest import OpenPage
from tests.browser.filling import card, module, saved
from tests.browser.server import LiveServer
from tests.browser.windows import DESK, TABLET, Windows, picture
from tests.cast import Cast
from tests.databases import ENGINES

PASSWORD = "plum-harbour-lantern-9"  # noqa: S105 - of people who live as long as the test


@pytest.fixture
def worker(live_server: LiveServer, database_url: str, tmp_path: Path) -> Iterator[None]:
    """The real worker, in a process of its own."""
    environment = {**os.environ, "DATABASE_URL": database_url, "ADDRESS": live_server.url.removeprefix("http://")}
    command = [sys.executable, "-m", "audit.jobs", str(tmp_path / "instance")]
    started = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    yield
    started.terminate()
    started.wait(timeout=30)


class Person:
    """One of the cast with a window and a password, in a language."""

    def __init__(self, page: Page, language: str) -> None:
        self.page, self.language = page, language

    def say(self, text: str, **facts: object) -> str:
        """A text of the pages in the person's language."""
        return translate(text, self.language, **facts)

    def sign_in(self, login: str) -> None:
        """By the form, as people do."""
        self.page.goto("/")
        self.page.locator("[name=login]").fill(login)
        self.page.locator("[name=password]").fill(PASSWORD)
        self.press("登录")
        expect(self.page.get_by_role("heading", level=1)).to_have_text(self.say("今日工作"))

    def press(self, name: str, **facts: Any) -> None:
        """A button by its name."""
        self.page.get_by_role("button", name=self.say(name, **facts), exact=True).first.click()

    def follow(self, name: str) -> None:
        """A link by its name."""
        self.page.get_by_role("link", name=self.say(name), exact=True).first.click()


@pytest.mark.parametrize(
    ("database_url", "language"), [(ENGINES[0], "zh"), (ENGINES[1], "en")], indirect=["database_url"]
)
@pytest.mark.usefixtures("worker")
def test_from_assignment_to_the_printed_report(
    open_page: OpenPage, cast: Cast, database: Database, language: str, tmp_path: Path
) -> None:
    give_passwords(database)
    people = {
        login: Person(open_page(None, size, language), language)
        for login, size in (("campaign_manager", DESK), ("inspector", TABLET), ("reviewer", DESK), ("reader", DESK))
    }
    for login, person in people.items():
        person.sign_in(login)
    open_season(people["campaign_manager"], database, cast)
    audit_id = fill_and_sign(people["inspector"], tmp_path)
    review_and_lock(people["reviewer"], audit_id)
    print_and_verify(people["reader"], audit_id, database, tmp_path)


def test_signing_in_leads_to_where_one_was_going(
    open_page: OpenPage, windows: Windows, cast: Cast, database: Database
) -> None:
    give_passwords(database)
    page = open_page()
    page.goto(f"/fill#{cast.audits['inspection'].id}")
    page.locator("#sheet").get_by_role("link", name="登录").click()
    windows.faults.clear()  # the browser notes that nobody was signed in
    page.locator("[name=login]").fill("inspector")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("button.primary").click()
    expect(page.locator("body[data-page=open]")).to_be_attached()


def give_passwords(database: Database) -> None:
    """So that they can sign in as people do."""
    with database.writing() as session:
        hashed = hash_of(PASSWORD, login="nobody")
        for user in session.scalars(select(User)):
            user.password_hash = hashed
        session.commit()


def open_season(manager: Person, database: Database, cast: Cast) -> None:
    """The campaign manager opens a campaign, makes audits for all branches and gives them to the inspector."""
    page = manager.page
    manager.follow("评定周期")
    manager.follow("建立评定周期")
    page.get_by_label(manager.say("年度")).fill("2027")
    page.get_by_label(manager.say("名称")).fill("2027 星级评定")
    page.locator("[name=checklist_id]").select_option(index=0)
    page.locator("[name=stages-0-kind]").select_option("inspection")
    page.locator("[name=stages-0-opens_on]").fill("2027-05-01")
    page.locator("[name=stages-0-due_on]").fill("2027-05-31")
    page.locator("[name=stages-1-kind]").select_option("")
    manager.press("确认建立")
    manager.press("为全部{count}个网点新增", count=2)
    picture(page, f"journey-{manager.language}-audits-made")
    page.get_by_label("inspector先生").check()
    manager.press("分派全部{count}项", count=2)
    expect(page.locator(".notice.good")).to_be_visible()
    with database.reading() as session:
        campaign = session.scalars(select(Campaign).where(Campaign.year == 2027)).one()
        audits = session.scalars(select(Audit).where(Audit.campaign_id == campaign.id)).all()
        assert {audit.branch.code for audit in audits} == {"DOCK", "GATE"}
        assert {row.user_id for audit in audits for row in audit.assignments} == {cast.people["inspector"].id}


def fill_and_sign(inspector: Person, tmp_path: Path) -> int:
    """The inspector opens the first branch from the day's list, fills everything, has it signed, and submits."""
    page = inspector.page
    page.goto("/")
    picture(page, f"journey-{inspector.language}-today")
    task = page.locator("a", has_text=inspector.say("填写")).last
    audit_id = int((task.get_attribute("href") or "").partition("#")[2])
    task.click()
    expect(page.locator("body[data-page=open]")).to_be_attached()
    answer_everything(page)
    shot = tmp_path / "shot.jpg"
    shot.write_bytes(photograph("hall", "营业大厅", 1))
    page.locator("[data-module]").first.click()
    card(page, "1").locator("[data-part=gallery] input").set_input_files(shot)
    expect(card(page, "1").locator(".shot:not(.working)")).to_have_count(1)
    module(page, "general")
    page.locator("[data-general=today]").click()
    saved(page)
    module(page, "signatures")
    for role in ("assessor", "branch_head"):
        sign(page, role)
    picture(page, f"journey-{inspector.language}-signed")
    page.locator("[data-part=submit]").click()
    page.locator("#submit [data-part=send]").click()
    expect(page).to_have_url(re.compile(rf"/audits/{audit_id}$"))
    return audit_id


def answer_everything(page: Page) -> None:
    """From one open criterion to the next, one touch each; what is measured is typed."""
    for _ in range(60):
        if page.locator("[data-part=open-count]").inner_text() == "0":
            break
        page.locator("#dock [data-part=next]").click()
        id_ = page.locator(".criterion:focus-within, .criterion:focus").first.get_attribute("data-id")
        assert id_
        measured = card(page, id_).locator("[data-field=value] input")
        if measured.count():
            measured.fill("99")
            measured.press("Enter")
        else:
            card(page, id_).locator("[data-part=full]").click()
    expect(page.locator("[data-part=open-count]")).to_have_text("0")
    saved(page)


def sign(page: Page, role: str) -> None:
    """A name and a stroke on the pad."""
    form = page.locator(f"form[data-role={role}]")
    form.locator("[name=name]").fill("王敏")
    form.scroll_into_view_if_needed()
    box = form.locator("canvas").bounding_box()
    assert box
    page.mouse.move(box["x"] + 20, box["y"] + 40)
    page.mouse.down()
    for step in range(12):
        page.mouse.move(box["x"] + 20 + step * 12, box["y"] + 40 + (step % 3) * 15)
    page.mouse.up()
    form.locator("button.primary").click()
    expect(page.locator(f"#title-{role} .badge.good")).to_be_visible()


def review_and_lock(reviewer: Person, audit_id: int) -> None:
    """The reviewer finds it waiting, accepts it and locks it."""
    page = reviewer.page
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/")
    picture(page, f"journey-{reviewer.language}-waiting")
    page.goto(f"/audits/{audit_id}/review")
    picture(page, f"journey-{reviewer.language}-review")
    reviewer.press("复核通过")
    page.goto(f"/audits/{audit_id}/review")
    page.locator(f"form[action$='/{audit_id}/lock'] button").click()
    expect(page.locator(".badge", has_text=reviewer.say("已锁定")).first).to_be_visible()


def print_and_verify(reader: Person, audit_id: int, database: Database, tmp_path: Path) -> None:
    """Somebody who may read it orders the report, waits for the link, and has the file verified by its code."""
    page = reader.page
    page.goto(f"/audits/{audit_id}")
    picture(page, f"journey-{reader.language}-score")
    page.locator("#kind").select_option("sheet")
    reader.press("生成PDF")
    link = page.locator("[data-job-file]:not([hidden])")
    expect(link).to_be_visible(timeout=90_000)
    with page.expect_download() as download:
        link.click()
    report = tmp_path / "report.pdf"
    download.value.save_as(report)
    assert verify_pdf(report.read_bytes()).holds
    with database.reading() as session:
        issue = session.scalars(select(Issue).where(Issue.audit_id == audit_id)).one()
    page.goto(f"/v/{issue.code}")
    page.locator("#report").set_input_files(report)
    reader.press("核对")
    expect(page.locator(".notice.good[role=alert]")).to_contain_text(issue.number)
    picture(page, f"journey-{reader.language}-verified")
