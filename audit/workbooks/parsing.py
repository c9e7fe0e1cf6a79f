"""An .xlsx file into plain cells; runs in the guard's child process, for the file may be hostile."""

import re
import warnings
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, BinaryIO
from zipfile import ZipFile

from openpyxl import load_workbook

RawCell = tuple[int, int, str, str]  # row, column, kind, text
# Kinds: s text, n number, p number shown as percent, b truth value, d day, e error, f formula without value.

_MOST_MEMBERS = 500
_MOST_DECLARED = 64 * 1024 * 1024
_MOST_RATIO = 200
_SMALL = 256 * 1024
_MOST_COLUMNS = 30
_MOST_CHARACTERS = 8_000_000
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


class TooHeavyError(Exception):
    """The file would cost more than any score sheet does."""


def read_sheets(source: BinaryIO, *, rows: int, cached: bool) -> list[tuple[str, list[RawCell]]]:
    """Title and filled cells of every worksheet; raises anything for what is not a sound workbook."""
    _check_archive(source)
    warnings.simplefilter("ignore")
    book = load_workbook(source, read_only=True, data_only=cached, keep_links=False)
    sheets: list[tuple[str, list[RawCell]]] = []
    room = _MOST_CHARACTERS
    for sheet in book.worksheets:
        cells: list[RawCell] = []
        for cell in _cells(sheet, rows):
            room -= len(cell[3]) + 8
            if room < 0:
                raise TooHeavyError
            cells.append(cell)
        sheets.append((sheet.title, cells))
    return sheets


def _check_archive(source: BinaryIO) -> None:
    with ZipFile(source) as archive:
        members = archive.infolist()
        if len(members) > _MOST_MEMBERS or sum(member.file_size for member in members) > _MOST_DECLARED:
            raise TooHeavyError
        for member in members:
            if member.file_size > _SMALL and member.file_size > _MOST_RATIO * member.compress_size:
                raise TooHeavyError
            if member.flag_bits & 1:
                raise ValueError(member.filename)
        archive.getinfo("xl/workbook.xml")


def _cells(sheet: Any, rows: int) -> Iterator[RawCell]:
    # with limits of our own the declared dimension is not asked: a lying one would hide rows
    for number, row in enumerate(sheet.iter_rows(max_row=rows, max_col=_MOST_COLUMNS), 1):
        for column, cell in enumerate(row, 1):
            value = cell.value
            if value is not None and value != "":
                yield (number, column, *_plain(cell, value))


def _plain(cell: Any, value: object) -> tuple[str, str]:
    if cell.data_type in ("f", "e"):
        return cell.data_type, str(value) if cell.data_type == "e" else ""
    if isinstance(value, bool):
        return "b", str(value)
    if isinstance(value, int | float):
        return "p" if "%" in _QUOTED.sub("", cell.number_format or "") else "n", digits(value)
    if isinstance(value, date):
        return "d", value.isoformat()[:10]  # of a day with a time of day, the day
    # Excel writes odd characters as _xHHHH_, and the escape itself as _x005F_
    return "s", str(value).replace("_x000D_", "").replace("_x005F_", "_")


def digits(number: float) -> str:
    """A number in plain digits, as precise as spreadsheet programs show it."""
    if isinstance(number, int):
        return str(number)
    text = format(number, ".15g")
    return format(Decimal(text), "f") if "e" in text else text
