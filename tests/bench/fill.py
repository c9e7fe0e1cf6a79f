"""The fill page in a browser: bytes of a first visit, and how soon a tap shows its score on a slow processor."""

import os
from statistics import median, quantiles

from playwright.sync_api import CDPSession, Page, sync_playwright

from audit.reporting.fonts import ensure_fonts
from audit.web.signed_in import COOKIE
from tests.bench.fieldwork import prepare
from tests.bench.figures import Run
from tests.bench.served import FOLDER
from tests.bench.servers import Server, serving
from tests.chromium import FLAGS, chromium

SLOWED = 4
# From a touch to the picture that shows the new score: the handler, the score, the page laid out and painted.
_TAP = """async (button) => {
  const start = performance.now();
  button.click();
  await new Promise((shown) => requestAnimationFrame(() => setTimeout(shown)));
  return performance.now() - start;
}"""


def run(run: Run) -> None:
    """A tablet's window on the application under gunicorn."""
    folder = run.folder / "fill"
    tablet = prepare(folder, None, 1)[0]
    with serving("ours()", **{FOLDER: str(folder)}) as server, sync_playwright() as playwright:
        environment = {**os.environ, "FONTCONFIG_FILE": str(ensure_fonts() / "fonts.conf")}
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS), env=environment)
        context = browser.new_context(viewport={"width": 1024, "height": 768}, has_touch=True)
        context.add_cookies([{"name": COOKIE, "value": tablet.cookie, "url": _url(server)}])
        page = context.new_page()
        session = context.new_cdp_session(page)
        _first_visit(run, page, session, f"{_url(server)}/fill#{tablet.audit_id}")
        _taps(run, page, session)
        browser.close()


def _url(server: Server) -> str:
    return f"http://127.0.0.1:{server.port}"


def _first_visit(run: Run, page: Page, session: CDPSession, url: str) -> None:
    """Everything that comes over the wire until the audit is open, headers included."""
    received: list[float] = []
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    page.goto(url)
    page.locator("body[data-page=open]").wait_for(state="attached")
    page.wait_for_timeout(1000)
    detail = f"{len(received)} requests, 190 criteria, zh and en"
    run.add("fill", "first visit", sum(received) / 1024, unit="KB", limit=250, detail=detail)


def _taps(run: Run, page: Page, session: CDPSession) -> None:
    """Taps on the counters and full marks of one module, one after another."""
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    buttons = page.locator(".criterion [data-part=more]:enabled, .criterion [data-part=full]:enabled")
    times = []
    for tap in range(20 if run.quick else 60):
        button = buttons.nth(tap % buttons.count())
        times.append(button.evaluate(_TAP))
        page.wait_for_timeout(120)
    worst = quantiles(times, n=20)[18]
    detail = f"{len(times)} taps, median {median(times):.0f} ms, processor slowed {SLOWED} times"
    run.add("fill", "tap to shown score, 95 of 100", worst, unit="ms", limit=50, detail=detail)
