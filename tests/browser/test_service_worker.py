"""The worker of the site: it keeps the shell whole or not at all, and opens it with no network."""

from collections.abc import Callable
from pathlib import Path
from time import sleep

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.wrappers import Response

from audit.web.assets import build
from audit.web.language import COOKIE as LANGUAGE
from audit.web.shell import PICTURES, shell_files
from tests.browser.conftest import OpenPage
from tests.browser.filling import open_fill, saved, touch
from tests.browser.server import LiveServer
from tests.browser.shells import OFFER, another_build, answering, await_gone, caches, cut_off, settle, state, update
from tests.browser.test_fill_photographs import camera_file, take
from tests.browser.windows import Windows
from tests.cast import Cast
from tests.chromium import FLAGS
from tests.chromium import chromium as chromium_program

TITLES = {
    "zh": {"/": "外出检查", "/field": "外出检查", "/manual/field": "外出检查怎么做", "/audits": "外出检查"},
    "en": {"/": "Field work", "/field": "Field work", "/manual/field": "How field work goes", "/audits": "Field work"},
}


@pytest.fixture
def tablet(open_page: OpenPage, cast: Cast) -> Page:
    """An inspector's tablet that was on the start page once."""
    page = open_page("inspector", service_workers="allow")
    page.goto("/")
    settle(page)
    return page


@pytest.fixture
def manual(open_page: OpenPage) -> Page:
    """A page of the shell with nobody's work in it."""
    page = open_page(service_workers="allow")
    page.goto("/manual/field")
    settle(page)
    return page


def titled(page: Page, language: str) -> None:
    """Opens what there is with no network, and looks at which page comes."""
    for address, title in TITLES[language].items():
        page.goto(address)
        expect(page).to_have_title(f"{title} · {'星评' if language == 'zh' else 'StarAudit'}")


def test_all_of_the_shell_is_kept_and_said(tablet: Page, live_server: LiveServer) -> None:
    with live_server.app.test_request_context():
        wanted = shell_files()
    found = state(tablet)
    assert (found["build"], found["files"], found["waiting"]) == (build(), len(wanted), False)
    assert found["bytes"] > 300_000
    assert found["cached_at"].endswith("Z")
    assert caches(tablet) == [f"star-audit-shell-{build()}"]


def test_the_worker_keeps_what_the_pages_load(
    open_page: OpenPage, cast: Cast, live_server: LiveServer, tmp_path: Path, windows: Windows
) -> None:
    """Every file that the pages ask for, the workers behind a photograph included."""
    with live_server.app.test_request_context():
        kept = set(shell_files())
    asked: set[str] = set()
    page = open_page("inspector")
    with answering(live_server, asked.add):  # type: ignore[func-returns-value]
        for address in ("/field", "/manual/field"):
            page.goto(address)
        open_fill(page, cast.audits["inspection"].id)
        take(page, camera_file(tmp_path, "a.jpg", 800, 600))
        saved(page)
    files = {path for path in asked if path.startswith(("/s/", "/icons/", "/manifest")) and PICTURES not in path}
    assert f"/s/{build()}/js/fill/photos/reducer.js" in files
    assert files - kept == set()
    windows.faults.clear()  # nobody is signed in on the page for the field


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_shell_opens_with_no_network(
    open_page: OpenPage, windows: Windows, live_server: LiveServer, cast: Cast, tmp_path: Path, language: str
) -> None:
    page = open_page("inspector", language=language, service_workers="allow")
    page.goto("/")
    settle(page)
    open_fill(page, cast.audits["inspection"].id)
    page.context.set_offline(True)
    titled(page, language)
    page.context.set_offline(False)
    with cut_off(live_server, windows, page):
        titled(page, language)
        open_fill(page, cast.audits["inspection"].id)
        touch(page, "1", "满分" if language == "zh" else "Full marks")
        take(page, camera_file(tmp_path, "a.jpg", 800, 600))  # the worker that reduces it was never asked for before


# Done when the choice of a language is on the disk, which the page does not wait for.
CHOSEN = """async () => {
  while (!(await caches.match("/language"))) await new Promise((resume) => setTimeout(resume, 50));
}"""


def test_a_browser_that_was_closed_opens_the_shell_with_no_network(
    chromium: Browser, live_server: LiveServer, tmp_path: Path
) -> None:
    program = {
        "executable_path": chromium_program(),
        "args": list(FLAGS),
        "base_url": live_server.url,
        "locale": "en-GB",
    }
    with chromium.browser_type.launch_persistent_context(tmp_path, **program) as first:
        first.add_cookies([{"name": LANGUAGE, "value": "zh", "url": live_server.url}])
        page = first.new_page()
        page.goto("/manual/field")
        settle(page)
        page.evaluate(CHOSEN)
    live_server.stop()
    with chromium.browser_type.launch_persistent_context(tmp_path, **program) as second:
        page = second.new_page()
        titled(page, "zh")  # as chosen, not as this browser prefers
        page.goto("/fill")
        expect(page.locator("body.filling")).to_be_attached()
    live_server.start()


def test_the_language_changes_with_no_network(tablet: Page, live_server: LiveServer, windows: Windows) -> None:
    tablet.goto("/manual/field")
    with cut_off(live_server, windows, tablet):
        tablet.get_by_role("button", name="English").click()
        expect(tablet.locator("html")).to_have_attribute("lang", "en")
        titled(tablet, "en")
    tablet.goto("/manual/field")
    expect(tablet.locator("html")).to_have_attribute("lang", "en")


def test_the_language_of_other_pages_is_that_of_the_shell(
    tablet: Page, live_server: LiveServer, windows: Windows
) -> None:
    tablet.goto("/account")
    tablet.get_by_role("button", name="English").click()
    expect(tablet.locator("html")).to_have_attribute("lang", "en")
    with cut_off(live_server, windows, tablet):
        titled(tablet, "en")


def test_a_start_page_that_does_not_come_gives_way(tablet: Page, live_server: LiveServer) -> None:
    """Nobody answers within the worker's patience; what stands before the server says that it is away."""

    def slow(path: str) -> None:
        if path == "/":
            sleep(6)

    with answering(live_server, slow):
        tablet.goto("/")
        expect(tablet).to_have_title("外出检查 · 星评")
    with answering(live_server, lambda path: Response("gone", 502) if path in {"/", "/audits"} else None):
        for address in ("/", "/audits"):
            tablet.goto(address)
            expect(tablet).to_have_title("外出检查 · 星评")
    tablet.goto("/")
    expect(tablet).to_have_title("今日工作 · 星评")


# what may come instead of a file: status, headers beside its kind; each is a page
OTHERS: dict[str, tuple[int, dict[str, str]]] = {
    "missing": (404, {"X-Build": "{build}"}),
    "half": (206, {"X-Build": "{build}"}),  # no browser keeps one: it fails when the others are kept already
    "signed out": (302, {"Location": "/fill"}),
    "of a hotel": (200, {}),
    "of another build": (200, {"X-Build": "0123456789ab"}),
}


def instead(ending: str, other: str) -> Callable[[str], Response | None]:
    """Answers addresses with this ending."""
    status, headers = OTHERS[other]

    def answer(path: str) -> Response | None:
        said = {name: value.format(build=build()) for name, value in headers.items()}
        return Response("<h1>页</h1>", status, said, "text/html") if path.endswith(ending) else None

    return answer


@pytest.mark.parametrize("other", OTHERS)
def test_a_shell_that_does_not_come_whole_is_not_kept(
    open_page: OpenPage, live_server: LiveServer, windows: Windows, other: str
) -> None:
    page = open_page(service_workers="allow")
    with answering(live_server, instead("/shell/en/field", other)):
        page.goto("/manual/field")
        page.evaluate("navigator.serviceWorker.register('/sw.js').then((known) => known)")
        await_gone(page)
        assert caches(page) == []
        assert not state(page)["complete"]
    page.reload()
    settle(page)
    windows.faults.clear()


@pytest.mark.parametrize("other", ["half"])
def test_an_update_that_does_not_come_whole_leaves_the_old_shell(
    manual: Page, live_server: LiveServer, windows: Windows, other: str
) -> None:
    old = build()
    with another_build("second") as second:
        with answering(live_server, instead("/reducer.js", other)):
            assert update(manual) == "redundant"
        assert caches(manual) == [f"star-audit-shell-{old}"]
        assert (state(manual)["build"], state(manual)["complete"]) == (old, True)
        windows.faults[:] = [fault for fault in windows.faults if "reducer.js" not in fault]
        with cut_off(live_server, windows, manual):
            titled(manual, "zh")
        manual.goto("/manual/field")
        assert update(manual) == "installed"
        assert sorted(caches(manual)) == sorted([f"star-audit-shell-{old}", f"star-audit-shell-{second}"])


def test_an_update_waits_until_nothing_waits_and_somebody_takes_it(manual: Page, live_server: LiveServer) -> None:
    old = build()
    manual.evaluate(OFFER, 3)  # a form of the queue that no build here can send
    with another_build("second") as second:
        assert update(manual) == "installed"
        manual.evaluate("window.look()")
        assert manual.evaluate("window.offers") == 0
        assert state(manual)["waiting"]
        manual.reload()  # the page of the old build goes on working, its files are the old ones
        assert state(manual)["build"] == old
        assert manual.evaluate("document.styleSheets[0].href").startswith(f"{live_server.url}/s/{old}/")
        manual.evaluate(OFFER, 3)
        manual.evaluate("window.idle = true; window.look()")
        manual.evaluate("window.look()")
        assert manual.evaluate("window.offers") == 1
        manual.evaluate("window.idle = false")
        assert manual.evaluate("window.take()") is False  # something was touched meanwhile
        manual.evaluate("window.idle = true; window.look()")
        loads: list[str] = []
        manual.on("framenavigated", lambda frame: loads.append(frame.url))
        with manual.expect_event("load"):
            manual.evaluate("void window.take()")
        assert (state(manual)["build"], state(manual)["complete"], state(manual)["waiting"]) == (second, True, False)
        assert manual.evaluate("document.styleSheets[0].href").startswith(f"{live_server.url}/s/{second}/")
        assert len(loads) == 1
        assert caches(manual) == [f"star-audit-shell-{second}"]


def test_an_update_that_can_send_what_waits_is_offered_at_once(manual: Page) -> None:
    manual.evaluate(OFFER, 2)
    with another_build("second"):
        assert update(manual) == "installed"
        manual.evaluate("window.look()")
        assert manual.evaluate("window.offers") == 1


def test_another_window_follows_when_nobody_sees_it(manual: Page, live_server: LiveServer) -> None:
    other = manual.context.new_page()
    other.goto("/manual/field")
    for page in (manual, other):
        page.evaluate(OFFER, 2)
    with another_build("second") as second:
        assert update(manual) == "installed"
        manual.evaluate("window.look()")
        with manual.expect_event("load"):
            manual.evaluate("void window.take()")
        with other.expect_event("load"):
            other.evaluate("document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))")
        assert state(other)["build"] == second


def test_what_the_browser_lost_is_fetched_again(manual: Page) -> None:
    name, address = caches(manual)[0], "/shell/zh/fill"
    manual.evaluate("([name, address]) => caches.open(name).then((kept) => kept.delete(address))", [name, address])
    assert not state(manual)["complete"]
    while not state(manual)["complete"]:
        pass
    assert manual.evaluate("async (address) => (await caches.match(address)).status", address) == 200


def test_a_worker_is_withdrawn(manual: Page, live_server: LiveServer) -> None:
    installation = live_server.app.extensions["installation"]
    object.__setattr__(installation, "withdraw_worker", True)
    manual.evaluate("navigator.serviceWorker.getRegistration().then((known) => known.update())")
    await_gone(manual, was_active=True)
    assert caches(manual) == []
    manual.reload()
    assert not manual.evaluate("Boolean(navigator.serviceWorker.controller)")


def test_nobody_gets_the_worker_who_fills_nothing(open_page: OpenPage) -> None:
    page = open_page("reader", service_workers="allow")
    page.goto("/")
    assert page.evaluate("navigator.serviceWorker.getRegistration().then((known) => known === undefined)")
