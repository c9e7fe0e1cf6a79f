"""A page in Debian's Chromium with the project's scripts, and a server on this machine that hands them out."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

from playwright.sync_api import Page, sync_playwright

from tests.chromium import FLAGS, chromium

SCRIPTS = Path(__file__).parents[2] / "static" / "js"


class _Handler(SimpleHTTPRequestHandler):
    """The scripts, and at the root a page with nothing on it."""

    extensions_map: ClassVar[dict[str, str]] = {".js": "text/javascript"}

    def list_directory(self, path: object) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def _served() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(SCRIPTS))) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


class Scripts:
    """Calls functions written in JavaScript; `scoring` in them is `static/js/score.js`."""

    def __init__(self, thread: ThreadPoolExecutor, page: Page) -> None:
        self._thread, self._page = thread, page

    def call(self, function: str, *arguments: object) -> Any:
        """What a function makes of its arguments; both ways through JSON text, as on the wire."""
        given = json.dumps(arguments, ensure_ascii=False)
        called = f"text => JSON.stringify(({function})(...JSON.parse(text)))"
        return json.loads(self._thread.submit(self._page.evaluate, called, given).result())


@contextmanager
def scripts() -> Iterator[Scripts]:
    """The scripts in a page of their own; Playwright keeps to a thread, so that other tests may have theirs."""
    with _served() as address, ThreadPoolExecutor(1) as thread:
        playwright = thread.submit(lambda: sync_playwright().start()).result()
        try:
            page = thread.submit(_page, playwright, address).result()
            yield Scripts(thread, page)
            thread.submit(lambda: page.context.browser and page.context.browser.close()).result()
        finally:
            thread.submit(playwright.stop).result()


def _page(playwright: Any, address: str) -> Page:
    browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
    page: Page = browser.new_page()
    page.goto(address)
    page.evaluate("async () => { window.scoring = await import('/score.js') }")
    return page
