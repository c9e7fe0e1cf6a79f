"""Headless Chromium printing the same HTML, style, images and fonts: the yardstick of the report."""

import shutil
from pathlib import Path
from tempfile import mkdtemp

from audit.reporting.fonts import fonts_folder
from audit.reporting.pdf import Sheets
from tests.bench.processes import Taken, watched
from tests.chromium import FLAGS, chromium

_PRINTING = ("--headless", *FLAGS, "--no-pdf-header-footer")


def page(folder: Path, sheets: Sheets) -> Path:
    """The files of a report as Chromium wants them; the page."""
    folder.mkdir()
    for name, data in sheets.files.items():
        (folder / name).write_bytes(data)
    (folder / "report.css").write_text(sheets.style, "utf-8")
    file = folder / "report.html"
    file.write_text(sheets.html.lstrip(), "utf-8")
    return file


def printed(page: Path, out: Path, *, memory: bool = False) -> Taken:
    """What Chromium took to print the page, with a profile of its own."""
    profile = mkdtemp(dir=out.parent)
    out.unlink(missing_ok=True)
    try:
        return watched(
            [
                chromium() or "chromium",
                *_PRINTING,
                f"--user-data-dir={profile}",
                f"--print-to-pdf={out}",
                page.as_uri(),
            ],
            environment={"FONTCONFIG_FILE": str(fonts_folder() / "fonts.conf")},
            memory=memory,
        )
    finally:
        shutil.rmtree(profile, ignore_errors=True)
