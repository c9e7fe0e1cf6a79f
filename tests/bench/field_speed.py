"""How fast a tablet is, each figure beside its yardstick in the same run: saving, starting cold, sending, memory."""

import io
from pathlib import Path
from random import Random
from statistics import median, quantiles

from PIL import Image
from playwright.sync_api import Page, Playwright, sync_playwright

from tests.bench import field_scripts as scripts
from tests.bench import fieldwork
from tests.bench.figures import Run, turn_about
from tests.bench.photographs import photograph
from tests.bench.served import FOLDER
from tests.bench.servers import Server, serving
from tests.field.tablet import Tablet

LINE = {"offline": False, "latency": 50, "downloadThroughput": 1_250_000, "uploadThroughput": 625_000}  # 5 Mbit/s up
_SLOW = 180_000  # milliseconds


class Bench:
    """The application under gunicorn, one audit of 190 criteria in it, and tablets that open it."""

    def __init__(self, run: Run, playwright: Playwright, server: Server, work: fieldwork.Tablet) -> None:
        self.run, self.playwright, self.server, self.work = run, playwright, server, work

    def tablet(self, name: str) -> Tablet:
        """A tablet with a folder of its own, switched on."""
        url, profile = f"http://127.0.0.1:{self.server.port}", self.run.folder / name
        profile.mkdir()
        tablet = Tablet(self.playwright, profile, url, self.work.cookie)
        tablet.start().set_default_timeout(_SLOW)
        return tablet

    def open(self, tablet: Tablet) -> Page:
        """The audit on it; everything is with the server."""
        page = tablet.page
        page.goto("about:blank")
        page.goto(f"/fill#{self.work.audit_id}")
        page.locator('#saving[data-state="saved"]').wait_for()
        return page


def run(run: Run) -> None:
    """All figures of the field."""
    folder = run.folder / "field"
    work = fieldwork.prepare(folder, None, 1)[0]
    pictures = _pictures(run, 10 if run.quick else 40)
    with serving("ours()", **{FOLDER: str(folder)}) as server, sync_playwright() as playwright:
        bench = Bench(run, playwright, server, work)
        _saving(bench, pictures)
        _cold(bench)
        _sending(bench, pictures)
        _memory(bench, pictures)


def _pictures(run: Run, count: int) -> list[Path]:
    """As many 12-megapixel files, all different."""
    random, folder = Random(12), run.folder / "pictures"
    folder.mkdir()
    whole = [photograph(random, (4000, 3000), noise=22 + number, quality=88) for number in range(4)]
    for number in range(count):
        # a comment behind the last byte would vanish with the reduction: a stripe does not
        small = photograph(random, (400, 300), noise=20, quality=85)
        (folder / f"{number}.jpg").write_bytes(whole[number] if number < len(whole) else _enlarged(small))
    return [folder / f"{number}.jpg" for number in range(count)]


def _enlarged(small: bytes) -> bytes:
    written = io.BytesIO()
    with Image.open(io.BytesIO(small)) as picture:
        picture.resize((4000, 3000), Image.Resampling.BICUBIC).save(written, "JPEG", quality=88)
    return written.getvalue()


def _p95(times: list[float]) -> float:
    return quantiles(times, n=20)[18]


def _told(times: list[float]) -> str:
    return f"{_p95(times):.0f} ms (median {median(times):.0f})"


def _saving(bench: Bench, pictures: list[Path]) -> None:
    """From a touch until both stores have it, beside one bare transaction and one flushed record."""
    tablet = bench.tablet("saving")
    body = {"body": scripts.WRITER, "content_type": "text/javascript"}
    tablet.context.route("**/bench-writer.js", lambda route: route.fulfill(**body))
    page = bench.open(tablet)
    page.wait_for_timeout(5000)  # until the reserve is laid down
    numbers = iter(range(10_000))

    def ours(pause: int = 100) -> float:
        page.wait_for_timeout(pause)
        taken: float = page.evaluate(scripts.SAVED, next(numbers))
        return taken

    quiet, bare = turn_about(30 if bench.run.quick else 100, ours, lambda: page.evaluate(scripts.SAVED_BARE))
    detail = f"{len(quiet)} taps {_told(quiet)}, bare {_told(bare)}"
    bench.run.add("field", "tap to saved in both stores, 95 of 100", _p95(quiet) / _p95(bare), limit=2.5, detail=detail)
    page.set_input_files(".criterion [data-part=gallery] input >> nth=0", pictures[:4])
    page.locator('#saving[data-kept="yes"]').wait_for()  # the cameras' files are safe: now they shrink
    busy = []
    while page.locator(".shot.working").count() > 0 or len(busy) < 10:
        busy.append(ours(20))
    detail = f"{len(busy)} taps {_told(busy)} while four photographs of 12 megapixels shrink"
    bench.run.add("field", "the same beside photographs", _p95(busy) / _p95(quiet), limit=2, detail=detail)
    tablet.close()


def _cold(bench: Bench) -> None:
    """The first page of a browser that was just started, with no network, from what the worker of the site keeps."""
    tablet = bench.tablet("cold")
    page = bench.open(tablet)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_timeout(2000)
    page.evaluate(scripts.MAKE_STATIC)
    tablet.cut_off(True)

    def started(path: str, mark: str) -> float:
        page = tablet.restart()
        page.add_init_script(scripts.OPENED)
        page.goto(path, wait_until="load")
        taken: float = page.evaluate(scripts.MARKED, mark)
        return taken

    fill, static = turn_about(
        4 if bench.run.quick else 12,
        lambda: started(f"/fill#{bench.work.audit_id}", "openedAt"),
        lambda: started("/manual/field", "loadedAt"),
    )
    detail = f"{len(fill)} starts, {median(fill):.0f} ms, a static page of the same bytes {median(static):.0f} ms"
    bench.run.add("field", "cold start with no network", median(fill) / median(static), limit=1.5, detail=detail)
    tablet.close()


def _sending(bench: Bench, pictures: list[Path]) -> None:
    """190 answers and 20 photographs over 5 Mbit/s and 50 ms, beside the bare upload of the same bytes."""
    tablet = bench.tablet("sending")
    page = bench.open(tablet)
    line = tablet.context.new_cdp_session(page)
    line.send("Network.enable")
    tablet.context.set_offline(True)
    answers = page.evaluate(scripts.ANSWER_ALL)
    photographs = pictures[: min(20, len(pictures))]
    _take(page, photographs)
    sizes: list[int] = []
    page.on("request", lambda request: sizes.append(len(request.post_data_buffer or b"")))
    tablet.context.set_offline(False)
    line.send("Network.emulateNetworkConditions", LINE)
    ours = page.evaluate(scripts.SEND)
    total = sum(sizes)
    with serving("sink") as sink:
        bare_page = tablet.context.new_page()
        bare_page.goto(f"http://127.0.0.1:{sink.port}/")
        line = tablet.context.new_cdp_session(bare_page)
        line.send("Network.enable")
        line.send("Network.emulateNetworkConditions", LINE)
        bare = bare_page.evaluate(scripts.SENT_BARE, [total // len(photographs)] * len(photographs))
    size = f"{answers} answers, {len(photographs)} photographs, {total / 1e6:.1f} MB"
    detail = f"{size} in {ours / 1000:.1f} s, bare {bare / 1000:.1f} s"
    bench.run.add("field", "sending a day at 5 Mbit/s", ours / bare, limit=1.3, detail=detail)
    tablet.close()


def _take(page: Page, photographs: list[Path]) -> None:
    for picture in photographs:
        page.set_input_files(".criterion [data-part=gallery] input >> nth=0", picture)
        page.locator('#saving[data-kept="yes"]').wait_for()
        while page.locator(".shot.working").count() > 0:
            page.wait_for_timeout(50)


def _memory(bench: Bench, pictures: list[Path]) -> None:
    """What the page's process holds after its photographs, with no network."""
    tablet = bench.tablet("memory")
    page = bench.open(tablet)
    tablet.context.set_offline(True)
    start = _held(page, tablet)
    _take(page, pictures[:4])
    few = _held(page, tablet)
    _take(page, pictures[4:])
    many = _held(page, tablet)
    detail = f"{many / 1024:.0f} MB, {few / 1024:.0f} after 4, {start / 1024:.0f} before"
    name = f"memory of the page after {len(pictures)} photographs"
    bench.run.add("field", name, many / few, limit=1.2, detail=detail)
    tablet.close()


def _held(page: Page, tablet: Tablet) -> int:
    """Kilobytes that the renderers hold once their garbage is collected."""
    session = tablet.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    page.wait_for_timeout(3000)
    session.send("HeapProfiler.collectGarbage")
    session.detach()
    return max(_proportional(process) for process in tablet.processes())


def _proportional(process: int) -> int:
    """Kilobytes of a renderer, shared pages by their share; 0 of any other process."""
    folder = Path(f"/proc/{process}")
    if b"--type=renderer" not in (folder / "cmdline").read_bytes():
        return 0
    lines = (folder / "smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
