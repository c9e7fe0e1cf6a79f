"""What the tests of the worker of the site do again and again: other builds, answers of somebody else, a cold start."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Page
from werkzeug.wrappers import Response

from audit.web import shell
from audit.web.assets import assets, build, made
from tests.browser.server import LiveServer
from tests.browser.windows import Windows

# the page's own module: it was loaded already, or comes out of the worker's cache
SITE = """const shell = document.querySelector('script[src*=shell]').src;
    const site = await import(shell.replace('shell', 'tablet/worker-of-site'));"""
UPDATED = """async () => {
    const known = await navigator.serviceWorker.getRegistration();
    await known.update().catch(() => {});
    const coming = known.installing;
    const isSettled = () => ['installed', 'redundant'].includes(coming.state);
    const settled = (done) => coming.addEventListener('statechange', () => isSettled() && done());
    if (coming && !isSettled()) await new Promise(settled);
    return coming?.state ?? (known.waiting ? 'installed' : 'none');
}"""
GONE = """async () => {
    for (let known; (known = await navigator.serviceWorker.getRegistration()); ) {
        if (known.active && !%s) throw new Error('a worker became active');
        await new Promise((done) => setTimeout(done, 50));
    }
}"""
OFFER = f"""async (format) => {{
    {SITE}
    window.offers = 0;
    window.idle = false;
    window.look = site.offerUpdate({{
        isIdle: async () => window.idle,
        format,
        onOffer: (take) => {{ window.offers += 1; window.take = take; }},
    }});
    await window.look();
}}"""


def state(page: Page) -> dict[str, Any]:
    """What the page learns of the worker."""
    found: dict[str, Any] = page.evaluate(f"async () => {{ {SITE} return site.shellState() }}")
    return found


def caches(page: Page) -> list[str]:
    """The caches of the shell on this tablet."""
    found: list[str] = page.evaluate("caches.keys()")
    return [name for name in found if name.startswith("star-audit-shell-")]


def settle(page: Page) -> None:
    """Waits until the worker keeps the whole shell, and answers for this page."""
    page.evaluate("navigator.serviceWorker.ready")
    page.reload()
    found = state(page)
    assert found["controlled"], found
    assert found["complete"], found


def update(page: Page) -> str:
    """Looks for another build: `installed` where it waits, `redundant` where it did not come whole, `none`."""
    found: str = page.evaluate(UPDATED)
    return found


def await_gone(page: Page, *, was_active: bool = False) -> None:
    """Waits until there is no worker any more; fails where one gets into office."""
    page.evaluate(GONE % str(was_active).lower())


@contextmanager
def cut_off(server: LiveServer, windows: Windows, page: Page) -> Iterator[None]:
    """Nobody answers any more; that the browser complains of it is no fault."""
    server.stop()
    try:
        yield
    finally:
        server.start()
    page.goto("about:blank")  # what was still asked is over
    page.evaluate("0")
    windows.faults[:] = [fault for fault in windows.faults if "net::ERR_" not in fault]


@contextmanager
def another_build(mark: str) -> Iterator[str]:
    """Serves another build, as after an update of the server; the old one is gone."""
    name, kept = "css/tokens.css", assets()["css/tokens.css"]
    assets()[name] = made(".css", kept.content + f"/* {mark} */".encode())
    _forget()
    try:
        yield build()
    finally:
        assets()[name] = kept
        _forget()


def _forget() -> None:
    build.cache_clear()
    shell._shell.cache_clear()


@contextmanager
def answering(server: LiveServer, answers: Callable[[str], Response | None]) -> Iterator[None]:
    """Somebody between tablet and server answers some paths instead of it."""
    ours = server.app.wsgi_app

    def between(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        other = answers(environ["PATH_INFO"])
        return ours(environ, start) if other is None else other(environ, start)

    server.app.wsgi_app = between  # type: ignore[method-assign]
    try:
        yield
    finally:
        server.app.wsgi_app = ours  # type: ignore[method-assign]
