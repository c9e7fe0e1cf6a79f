"""What a tablet keeps goes when it is closed: not before, and not while anything of it waits."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import delete, update

from audit.db import Database
from audit.models import Assignment, Audit
from tests.browser.conftest import OpenPage
from tests.browser.filling import open_fill, saved, touch
from tests.browser.test_stores import run
from tests.browser.windows import Windows
from tests.cast import Cast

KEPT = """async ({ databaseOf, Store }, user) => {
    const audits = await new Store(databaseOf(user)).audits();
    return audits.map(({ id }) => id);
}"""


def kept(page: Page, cast: Cast) -> Any:
    """The audits on the tablet of the inspector."""
    return run(page, KEPT, cast.people["inspector"].id)


def give_away(database: Database, audit_id: int) -> None:
    """The audit is nobody's."""
    with database.writing() as session:
        session.execute(delete(Assignment).where(Assignment.audit_id == audit_id))
        session.commit()


def lock(database: Database, audit_id: int) -> None:
    """The audit is closed."""
    with database.writing() as session:
        session.execute(update(Audit).where(Audit.id == audit_id).values(state="locked"))
        session.commit()


def open_field(page: Page) -> None:
    """The field page, done with what it does when it opens."""
    page.goto("/field")
    expect(page.locator("body[data-page=open]")).to_be_attached()
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("late", [False, True])
def test_an_audit_that_is_locked_goes_after_a_month(
    open_page: OpenPage, cast: Cast, database: Database, late: bool
) -> None:
    audit = cast.audits["inspection"].id
    page = open_page("inspector")
    page.clock.install()
    open_fill(page, audit)
    touch(page, "1", "满分")
    saved(page)
    lock(database, audit)
    page.goto("about:blank")
    page.clock.fast_forward(timedelta(days=31 if late else 29).total_seconds() * 1000)
    open_field(page)
    expect(page.locator("body[data-tidy=done]")).to_be_attached()
    assert kept(page, cast) == ([] if late else [audit])


def test_an_audit_that_somebody_else_fills_goes_once_everything_is_sent(
    open_page: OpenPage, cast: Cast, database: Database, windows: Windows
) -> None:
    audit = cast.audits["inspection"].id
    page = open_page("inspector")
    open_fill(page, audit)
    saved(page)
    page.route("**/operations", lambda route: route.abort())
    touch(page, "1", "满分")
    expect(page.locator("#saving")).to_have_attribute("data-state", "unreachable")
    give_away(database, audit)
    open_field(page)
    expect(page.locator("body[data-tidy=done]")).to_be_attached()
    assert kept(page, cast) == [audit]
    page.unroute("**/operations")
    page.locator("#send [data-part=send]").click()
    expect(page.locator("#send")).to_have_attribute("data-state", "sent")
    open_field(page)
    expect(page.locator("body[data-tidy=done]")).to_be_attached()
    assert kept(page, cast) == []
    windows.faults.clear()
