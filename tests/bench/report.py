"""The full report of 190 criteria with 60 photographs against Chromium printing the same HTML."""

import json
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from audit.inputs import read_checklist
from audit.reporting.fonts import ensure_fonts
from tests.bench import chromium
from tests.bench.figures import Run, say, turn_about
from tests.bench.photographs import camera_files, small_photographs
from tests.bench.processes import Taken, Worker, job, watched
from tests.bench.scoring import NAME
from tests.bench.sheets import Made, made
from tests.bench.typesetting import has_typst, source

PHOTOGRAPHS = 60
COLD, WARM, MEMORY, SIZE = 0.65, 0.4, 0.35, 10


@dataclass(frozen=True)
class Side:
    """One way of printing: the best of its runs, its greatest memory, its file."""

    wall: float
    cpu: float
    megabytes: float
    file: Path

    @property
    def pages(self) -> int:
        """Pages of the file, by pdfinfo."""
        shown = subprocess.run(["pdfinfo", str(self.file)], capture_output=True, text=True, check=True).stdout
        found = re.search(r"^Pages:\s+(\d+)", shown, re.MULTILINE)
        assert found
        return int(found.group(1))

    @property
    def words(self) -> str:
        """All of it in a line."""
        size = self.file.stat().st_size / 1e6
        memory = f", {self.megabytes:.0f} MB of memory" if self.megabytes else ""
        return f"{self.wall:.2f} s, {self.cpu:.2f} s of CPU{memory}, {size:.1f} MB, {self.pages} pages"


def run(run: Run) -> None:
    """From reduced photographs, then (not when quick) from the camera's files."""
    if chromium.chromium() is None:
        say("· report: no chromium here, nothing to compare with")
        return
    ensure_fonts()
    checklist = read_checklist(NAME)
    report = made(checklist, run.folder, "report", jpegs=small_photographs(PHOTOGRAPHS))
    _against_chromium(run, report)
    if has_typst():
        file = source(run.folder / "typst", checklist, report)
        out = run.folder / "typst.pdf"
        runs = [watched(job("typst", str(file), str(ensure_fonts()), str(out))) for _ in range(1 if run.quick else 3)]
        memory = watched(job("typst", str(file), str(ensure_fonts()), str(out)), memory=True)
        typst = _side(runs, memory, out)
        theirs = next(figure for figure in run.figures if figure.name == "Chromium")
        run.add("report", "Typst, the same content", typst.wall, unit="s", detail=typst.words)
        run.add("report", "Typst / Chromium, wall time", typst.wall / theirs.value)
    if not run.quick:
        _from_the_camera(run, report)


def _against_chromium(run: Run, report: Made) -> None:
    page = chromium.page(run.folder / "page", report.sheets)
    ours_file, warm_file, theirs_file = (run.folder / f"{name}.pdf" for name in ("cold", "warm", "chromium"))
    press = Worker("warm", str(report.file))
    cold_job = job("render", str(report.file), str(ours_file))
    theirs, cold, warm = turn_about(
        1 if run.quick else 3,
        lambda: chromium.printed(page, theirs_file),
        lambda: watched(cold_job),
        lambda: press.ask(str(warm_file)),
    )
    yardstick = _side(theirs, chromium.printed(page, theirs_file, memory=True), theirs_file)
    ours = _side(cold, watched(cold_job, memory=True), ours_file)
    pressed = _side(warm, press.ask(str(warm_file), memory=True), warm_file)
    press.end()
    run.add("report", "Chromium", yardstick.wall, unit="s", detail=yardstick.words)
    for name, side, limit in (("cold process", ours, COLD), ("warm press", pressed, WARM)):
        run.add("report", f"{name}, wall time", side.wall / yardstick.wall, limit=limit, detail=side.words)
        run.add("report", f"{name}, CPU time", side.cpu / yardstick.cpu)
        run.add("report", f"{name}, peak memory", side.megabytes / yardstick.megabytes, limit=MEMORY)
    run.add("report", "size of the file", ours_file.stat().st_size / 1e6, unit="MB", limit=SIZE)


def _from_the_camera(run: Run, report: Made) -> None:
    """Both get the 12-megapixel files; ours reduces them as `report --photos` does."""
    names = [file for file, _ in sorted(report.photos.items(), key=lambda item: item[1].number)]
    folder = run.folder / "camera"
    total = camera_files(folder, names)
    page = chromium.page(run.folder / "camera-page", report.sheets)
    for file, photo in report.photos.items():
        target = page.with_name(f"photo-{photo.number}.jpg")
        target.unlink()
        target.hardlink_to(folder / file)
    document = run.folder / "camera.json"
    document.write_text(json.dumps(report.document), "utf-8")
    ours_file, theirs_file = run.folder / "camera-ours.pdf", run.folder / "camera-chromium.pdf"
    ours_job = job("camera", str(report.file), str(document), str(folder), str(ours_file))
    theirs, ours = turn_about(2, lambda: chromium.printed(page, theirs_file), lambda: watched(ours_job))
    yardstick = _side(theirs, chromium.printed(page, theirs_file, memory=True), theirs_file)
    side = _side(ours, watched(ours_job, memory=True), ours_file)
    label = "from the camera's files"
    detail = f"{PHOTOGRAPHS} files of 12 megapixels, {total / 1e6:.0f} MB: {yardstick.words}"
    run.add("report", f"{label}: Chromium", yardstick.wall, unit="s", detail=detail)
    run.add("report", f"{label}: reducing + cold, wall time", side.wall / yardstick.wall, detail=side.words)
    run.add("report", f"{label}: CPU time", side.cpu / yardstick.cpu)
    run.add("report", f"{label}: peak memory", side.megabytes / yardstick.megabytes)


def _side(runs: Sequence[Taken], memory: Taken, file: Path) -> Side:
    """The least time of the runs; the memory is of a run of its own."""
    return Side(min(taken.wall for taken in runs), min(taken.cpu for taken in runs), memory.megabytes, file)
