"""The browser tests' own ground: a real server, a strict policy, and faults that do not go unseen."""

from collections.abc import Iterator

import pytest
from flask import Flask, Response
from playwright.sync_api import Page, expect

from audit import vendor
from tests.browser.server import LiveServer, listening_socket
from tests.browser.windows import SIZES, Size, Windows, axe

HEAD = '<!doctype html><html lang="zh-CN"><title>页</title><link rel="icon" href="/dot.svg">'
BUTTONS = "<button>一</button><button>二</button>"
ANSWERS = {
    "good": f"{HEAD}<main><h1>好</h1></main>",
    "blind": f'{HEAD}<main><h1>差</h1><img src="/dot.svg"></main>',
    "dot.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>',
    "tiny": f'{HEAD}<link rel="stylesheet" href="/tiny.css"><main><h1>小</h1>{BUTTONS}</main>',
    "tiny.css": "button { width: 12px; height: 12px; padding: 0; margin: 0; border: 0 }",
    "inline": f"{HEAD}<main><h1>内</h1></main><script>document.title = 'ran'</script>",
    "throws": f'{HEAD}<main><h1>抛</h1></main><script src="/throws.js"></script>',
    "throws.js": "throw new Error('gone wrong')",
    "libraries": f'{HEAD}<main><h1>库</h1></main><script type="module" src="/libraries.js"></script>',
    "libraries.js": "import {openDB} from './idb.js'; import SignaturePad from './signature_pad.js';"
    "document.title = `${typeof openDB} ${SignaturePad.name.length > 0}`",
    **{f"{name}.js": (vendor.TARGET / f"{name}.js").read_text("utf-8") for name in vendor.MODULES},
}
KINDS = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}


@pytest.fixture
def live_server() -> Iterator[LiveServer]:
    """Pages made to be right or wrong, under the strictest policy."""
    app = Flask("pages", static_folder=None)

    @app.get("/<name>")
    def show(name: str) -> Response:
        response = Response(ANSWERS[name], mimetype=KINDS.get(name.rpartition(".")[2], "text/html"))
        response.headers["Content-Security-Policy"] = "default-src 'self'"
        return response

    server = LiveServer(listening_socket(), app)
    yield server
    server.stop()


@pytest.fixture
def page(windows: Windows) -> Page:
    """A window on them."""
    return windows.open()


def test_axe_runs_under_the_policy_and_finds_nothing_on_a_good_page(page: Page) -> None:
    page.goto("/good")
    axe(page)


@pytest.mark.parametrize(("name", "rule"), [("blind", "image-alt"), ("tiny", "target-size")])
def test_axe_finds_what_is_wrong(page: Page, name: str, rule: str) -> None:
    page.goto(f"/{name}")
    with pytest.raises(AssertionError, match=rule):
        axe(page)


@pytest.mark.parametrize(("name", "fault"), [("inline", "Content Security Policy"), ("throws", "gone wrong")])
def test_faults_of_a_page_are_noted(windows: Windows, page: Page, name: str, fault: str) -> None:
    page.goto(f"/{name}")
    expect(page).to_have_title("页")
    page.evaluate("document.title")  # an answer that comes after what the page had to say
    assert len(windows.faults) == 1
    assert fault in windows.faults[0]
    windows.faults.clear()


def test_the_libraries_load_as_modules(page: Page) -> None:
    page.goto("/libraries")
    expect(page).to_have_title("function true")


@pytest.mark.parametrize("size", SIZES)
def test_a_window_has_its_size_and_language(windows: Windows, size: Size) -> None:
    page = windows.open(size, "en", dark=True)
    page.goto("/good")
    assert page.evaluate("[innerWidth, innerHeight, navigator.language]") == [size.width, size.height, "en-GB"]
    assert page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")


def test_a_server_falls_silent_and_comes_back(live_server: LiveServer, windows: Windows, page: Page) -> None:
    fetched = "fetch('/good').then(answer => answer.status, () => 'refused')"
    page.goto("/good")
    live_server.stop()
    assert page.evaluate(fetched) == "refused"
    live_server.start()
    assert page.evaluate(fetched) == 200
    assert [fault for fault in windows.faults if "net::ERR_CONNECTION_" not in fault] == []
    windows.faults.clear()
