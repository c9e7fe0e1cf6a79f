"""Hostile files through the command: refused with status 2, soon, and in little memory."""

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.bench.figures import Run
from tests.bench.processes import STAR_AUDIT, measured
from tests.bench.scoring import NAME

SECONDS, MEGABYTES = 2.0, 300.0
_REFUSED = 2


def run(run: Run) -> None:
    """Each file twice; the better time, the greater memory."""
    for name, file, write in _files(run.folder):
        write(file)
        first, second = (measured([*STAR_AUDIT, "score", NAME, str(file)], may_fail=True) for _ in range(2))
        refused = first.status == second.status == _REFUSED
        said = first.errors.strip().splitlines()[:1]
        saying = f"status {first.status}: {said[0].removeprefix(str(run.folder) + '/')[:60] if said else 'nothing'}"
        seconds, megabytes = min(first.wall, second.wall), max(first.megabytes, second.megabytes)
        run.add("hostile", f"{name}, time", seconds, unit="s", limit=SECONDS, detail=saying, holds=refused)
        run.add("hostile", f"{name}, memory", megabytes, unit="MB", limit=MEGABYTES, holds=refused)
        file.unlink()


def _files(folder: Path) -> Iterator[tuple[str, Path, Callable[[Path], object]]]:
    yield "YAML alias bomb", folder / "aliases.yaml", _alias_bomb
    yield "100,000 brackets, JSON", folder / "brackets.json", lambda f: f.write_text('{"answers": ' + "[" * 100_000)
    yield "100,000 brackets, array", folder / "array.json", lambda f: f.write_text("[" * 100_000)
    yield "100,000 brackets, YAML", folder / "brackets.yaml", lambda f: f.write_text("answers: " + "[" * 100_000)
    yield "30 MB of one JSON string", folder / "string.json", lambda f: _long_string(f, '{"checklist": "', '"}')
    yield "30 MB string in an array", folder / "strings.json", lambda f: _long_string(f, '["', '"]')
    yield "zip bomb, xlsx", folder / "bomb.xlsx", _zip_bomb
    yield "cell at XFD1048576, xlsx", folder / "corner.xlsx", _far_corner


def _alias_bomb(file: Path) -> None:
    lines = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    file.write_text("\n".join(lines))


def _long_string(file: Path, before: str, after: str) -> None:
    with file.open("w") as out:
        out.write(before)
        for _ in range(30):
            out.write("a" * 1_000_000)
        out.write(after)


def _workbook() -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["考核内容", "分值"])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _zip_bomb(file: Path) -> None:
    """A workbook whose sheet unpacks to a gigabyte of blanks."""
    _with_sheet(file, [b" " * 1_000_000] * 1000)


def _far_corner(file: Path) -> None:
    """A workbook with a merged sheet-wide range and a cell in the last row of the last column."""
    cell = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>'
    merged = b'<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    _with_sheet(file, [b"<sheetData>" + cell + b"</sheetData>" + merged])


_HEAD = (
    b'<?xml version="1.0" encoding="UTF-8"?>'
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
)


def _with_sheet(file: Path, content: list[bytes]) -> None:
    plain = zipfile.ZipFile(io.BytesIO(_workbook()))
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in plain.namelist():
            if name != "xl/worksheets/sheet1.xml":
                packed.writestr(name, plain.read(name))
        with packed.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(_HEAD)
            for piece in content:
                sheet.write(piece)
            sheet.write(b"</worksheet>")
