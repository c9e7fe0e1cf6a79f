"""The six reports of the example branch, printed once for all workers."""

import fcntl
from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf
import pytest

from audit.reporting.fonts import use_fonts
from tests.reporting.reports import KINDS, example_report, small_report


@pytest.fixture(scope="session", autouse=True)
def _renderer() -> None:
    """Loaded once, so that the children that print find it; a page printed here would leave files open."""
    use_fonts()
    import weasyprint

    assert weasyprint.HTML


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that the workers of one run share."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "reports"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def kept(shelf: Path) -> Callable[[str, Callable[[], bytes]], bytes]:
    """Makes a file once, whichever worker asks first."""

    def keep(name: str, make: Callable[[], bytes]) -> bytes:
        with (shelf / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            place = shelf / name
            if not place.exists():
                place.write_bytes(make())
            return place.read_bytes()

    return keep


EVERY_REPORT = [(kind, language) for kind in KINDS for language in ("zh", "en")]


@pytest.fixture(params=EVERY_REPORT, ids="-".join)
def report(request: pytest.FixtureRequest, kept: Callable[[str, Callable[[], bytes]], bytes]) -> tuple[str, str, bytes]:
    """Kind, language and bytes of each report of the example branch in turn."""
    kind, language = request.param
    return kind, language, kept(f"{kind}-{language}.pdf", lambda: example_report(kind, language))


@pytest.fixture
def pdf(report: tuple[str, str, bytes], tmp_path: Path) -> Iterator[pikepdf.Pdf]:
    """The same, opened."""
    place = tmp_path / "report.pdf"
    place.write_bytes(report[2])
    with pikepdf.open(place) as opened:
        yield opened


@pytest.fixture(scope="session")
def small(kept: Callable[[str, Callable[[], bytes]], bytes]) -> bytes:
    """The full report of a small audit."""
    return kept("small.pdf", small_report)
