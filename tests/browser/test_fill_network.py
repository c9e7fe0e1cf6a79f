"""Bad networks and sessions that end: nothing that was touched is lost, and the page says where it is."""

from playwright.sync_api import expect
from sqlalchemy import select

from audit.db import Database
from audit.models import Register, SignIn, User
from audit.services import sessions
from audit.services.passwords import hash_of
from audit.web.signed_in import COOKIE
from tests.browser.conftest import OpenPage
from tests.browser.filling import card, module, open_fill, saved, score, touch
from tests.browser.server import LiveServer
from tests.browser.windows import Windows, axe
from tests.cast import Cast

PASSWORD = "correct-horse-battery"  # noqa: S105 - of the cast


def paths(database: Database) -> set[str]:
    """The registers that the server has."""
    with database.reading() as session:
        return set(session.scalars(select(Register.path)))


def test_a_dead_network_is_said_and_everything_is_sent_when_it_is_back(
    open_page: OpenPage, live_server: LiveServer, windows: Windows, cast: Cast, database: Database
) -> None:
    page = open_page("inspector")
    open_fill(page, cast.audits["inspection"].id)
    saved(page)
    live_server.stop()
    touch(page, "1", "满分")
    touch(page, "L2", "满分")
    module(page, "2")
    card(page, "M1").get_by_label("测得").fill("96")
    expect(page.locator("#saving")).to_contain_text("连接中断，待发送：3项")
    expect(score(page, "M1")).to_have_text("8.00")
    axe(page)
    live_server.start()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    saved(page)
    assert paths(database) == {"c/1/answer", "c/L2/answer", "c/M1/answer"}
    windows.faults.clear()  # the browser notes every call that nobody answered


def test_what_was_not_sent_survives_the_page(
    open_page: OpenPage, live_server: LiveServer, windows: Windows, cast: Cast, database: Database
) -> None:
    page = open_page("inspector")
    open_fill(page, cast.audits["inspection"].id)
    saved(page)
    page.route("**/operations", lambda route: route.abort())
    touch(page, "1", "满分")
    expect(page.locator("#saving")).to_contain_text("待发送：1项")
    page.unroute("**/operations")
    page.reload()
    expect(score(page, "1")).to_have_text("3.00")
    saved(page)
    assert paths(database) == {"c/1/answer"}
    windows.faults.clear()


def test_an_answer_that_is_lost_on_its_way_is_not_counted_twice(
    open_page: OpenPage, windows: Windows, cast: Cast, database: Database
) -> None:
    page = open_page("inspector")
    open_fill(page, cast.audits["inspection"].id)
    saved(page)
    taken: list[int] = []

    def swallow(route: object) -> None:
        taken.append(route.fetch().status)  # type: ignore[attr-defined] # the server took it; its answer goes nowhere
        route.abort()  # type: ignore[attr-defined]

    page.route("**/operations", swallow, times=1)
    touch(page, "1", "缺一项：加一处")
    expect(page.locator("#saving")).to_contain_text("待发送：1项")
    touch(page, "1", "缺一项：加一处")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    saved(page)
    assert taken == [200]
    expect(score(page, "1")).to_have_text("2.60")
    with database.reading() as session:
        assert session.scalars(select(Register.value)).all() == ['{"faults":{"a":2}}']
    windows.faults.clear()


def test_with_no_network_at_the_start_the_tablet_shows_what_it_has(
    open_page: OpenPage, windows: Windows, cast: Cast
) -> None:
    page = open_page("inspector")
    open_fill(page, cast.audits["inspection"].id)
    touch(page, "1", "满分")
    saved(page)
    page.route("**/api/**", lambda route: route.abort())
    page.reload()
    expect(score(page, "1")).to_have_text("3.00")
    expect(page.locator("#saving")).to_contain_text("连接中断")
    page.goto("about:blank")
    page.goto("/fill#999999")
    expect(page.locator("#sheet")).to_contain_text("连不上服务器")
    windows.faults.clear()


def test_a_session_that_ended_asks_to_sign_in_and_keeps_the_work(
    open_page: OpenPage, live_server: LiveServer, windows: Windows, cast: Cast, database: Database
) -> None:
    page = open_page("inspector")
    open_fill(page, cast.audits["inspection"].id)
    saved(page)
    page.context.clear_cookies(name=COOKIE)
    touch(page, "1", "满分")
    dialog = page.get_by_role("dialog", name="登录已过期")
    expect(dialog).to_be_visible()
    axe(page)
    page.get_by_role("button", name="先接着填").click()
    touch(page, "L2", "满分")
    with database.writing() as session:
        token = sessions.begin(session, cast.people["inspector"], device="test", address="127.0.0.1")
        assert session.scalars(select(SignIn.id)).all()
        session.commit()
    page.context.add_cookies([{"name": COOKIE, "value": token, "url": live_server.url}])
    page.locator("#saving").get_by_role("button").click()
    saved(page)
    assert paths(database) == {"c/1/answer", "c/L2/answer"}
    windows.faults.clear()


def test_signing_in_again_leads_back_to_the_work(
    open_page: OpenPage, windows: Windows, cast: Cast, database: Database
) -> None:
    with database.writing() as session:
        person = session.get_one(User, cast.people["inspector"].id)
        person.password_hash = hash_of(PASSWORD, login=person.login)
        session.commit()
    page = open_page("inspector")
    open_fill(page, cast.audits["inspection"].id, "L2")
    saved(page)
    page.context.clear_cookies(name=COOKIE)
    card(page, "L2").get_by_role("button", name="备注").click()
    card(page, "L2").locator("[data-part=note]").fill("还没离开这一格就去登录")
    touch(page, "1", "满分")
    page.get_by_role("dialog", name="登录已过期").get_by_role("link", name="登录").click()
    page.locator("[name=login]").fill(person.login)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("button.primary").click()
    saved(page)
    assert page.url.endswith(f"/fill#{cast.audits['inspection'].id}/L2")
    assert paths(database) == {"c/1/answer", "c/L2/note"}
    windows.faults.clear()
