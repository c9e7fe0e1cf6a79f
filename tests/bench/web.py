"""The save path under measurement: CPU of single requests beside a bare Flask hello, and fifty tablets at once."""

import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from statistics import median, quantiles

from tests import postgres
from tests.bench.fieldwork import Tablet, prepare
from tests.bench.figures import Run, turn_about
from tests.bench.served import FOLDER
from tests.bench.servers import Server, ask, serving

TABLETS = 50


def run(run: Run) -> None:
    """Both databases; the CPU of single requests is told for SQLite, which serves most installations."""
    for kind in ("SQLite", "PostgreSQL"):
        folder = run.folder / kind
        with _database(kind) as url:
            tablets = prepare(folder, url, TABLETS)
            environment = {FOLDER: str(folder)} | ({"DATABASE_URL": url} if url else {})
            with serving("ours()", **environment) as ours, serving("hello") as hello:
                _greet(ours, tablets)
                _requests(run, kind, ours, hello, tablets[0])
                _crowd(run, kind, ours, tablets)


@contextmanager
def _database(kind: str) -> Iterator[str | None]:
    """The address of a database whose commits are on the disk when they are answered; None is SQLite's file."""
    if kind == "SQLite":
        yield None
        return
    os.environ[postgres.DURABLE] = "yes"
    yield postgres.url(f"bench{os.getpid()}", "bench")


def _greet(ours: Server, tablets: list[Tablet]) -> None:
    connection = ours.connect()
    for tablet in tablets:
        said = ask(connection, "GET", "/api/v1/session", None, tablet.headers)
        tablet.headers["X-CSRFToken"] = json.loads(said)["csrf"]


def _requests(run: Run, kind: str, ours: Server, hello: Server, tablet: Tablet) -> None:
    """CPU of the worker for each request: hello, all answers, one operation, ten operations."""
    count, rounds = (150, 3) if run.quick else (400, 5)
    ways = (
        lambda: _cpu(hello, count * 3, lambda: ("GET", "/", None), {}),
        lambda: _cpu(ours, count, lambda: ("GET", tablet.whole, None), tablet.headers),
        lambda: _cpu(ours, count, lambda: ("POST", f"{tablet.whole}/operations", tablet.batch()), tablet.headers),
        lambda: _cpu(ours, count, lambda: ("POST", f"{tablet.whole}/operations", tablet.batch(10)), tablet.headers),
    )
    plain, whole, one, ten = (min(found) for found in turn_about(rounds, *ways))
    shown = f"{plain * 1e6:.0f} µs hello"
    add = run.add
    add(kind, "all answers of an audit", whole / plain, limit=10, detail=f"{whole * 1e6:.0f} µs against {shown}")
    add(kind, "one answer saved", one / plain, limit=15, detail=f"{one * 1e6:.0f} µs against {shown}")
    add(kind, "ten answers saved at once", ten / one, limit=1.5, detail=f"{ten * 1e6:.0f} µs against one")


def _cpu(
    server: Server, count: int, request: Callable[[], tuple[str, str, bytes | None]], headers: dict[str, str]
) -> float:
    """Seconds of the worker's CPU for one request."""
    connection = server.connect()
    ask(connection, *request(), headers)
    before = server.cpu()
    for _ in range(count):
        ask(connection, *request(), headers)
    return (server.cpu() - before) / count


def _crowd(run: Run, kind: str, ours: Server, tablets: list[Tablet]) -> None:
    """Fifty tablets that save once a second, beside the same request by one tablet alone."""
    connection = ours.connect()
    alone = median(_save(tablets[0], connection) for _ in range(100))
    seconds = 8 if run.quick else 30
    times: list[float] = []
    failed: list[str] = []
    threads = [
        threading.Thread(target=_work, args=(ours, tablet, number / TABLETS, seconds, times, failed))
        for number, tablet in enumerate(tablets)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    detail = f"{len(times)} saved by {TABLETS} tablets in {seconds} s, alone {alone * 1000:.1f} ms"
    run.add(kind, "tablets: errors", len(failed), unit="", limit=0, detail=" ".join(failed[:1]))
    run.add(kind, "tablets: median", median(times) / alone, limit=6, detail=detail)
    p99 = quantiles(times, n=100)[98]
    run.add(kind, "tablets: 99 of 100", p99 / alone, limit=25, detail=f"{p99 * 1000:.0f} ms")


def _work(ours: Server, tablet: Tablet, wait: float, seconds: int, times: list[float], failed: list[str]) -> None:
    """One tablet's work: a tap a second."""
    connection = ours.connect()
    start = time.perf_counter() + wait
    for tap in range(seconds):
        time.sleep(max(0, start + tap - time.perf_counter()))
        try:
            times.append(_save(tablet, connection))
        except (AssertionError, OSError) as error:
            failed.append(str(error)[:200])


def _save(tablet: Tablet, connection: HTTPConnection) -> float:
    body = tablet.batch()
    start = time.perf_counter()
    ask(connection, "POST", f"{tablet.whole}/operations", body, tablet.headers)
    return time.perf_counter() - start
