"""The score sheet as it was found in a workbook: rows by key, cells by column id, wherever they stand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter

from audit.scoring.problems import Problem, RefusedError
from audit.workbooks import meta
from audit.workbooks.cells import Cell
from audit.workbooks.columns import COLUMNS, FIELDS, INPUT_COLUMNS, VALUE_COLUMNS, field_key
from audit.workbooks.guard import RawSheet

_KNOWN = {column.id for column in COLUMNS}
_HEAD_KEYS = {field_key(fields) for fields in FIELDS}


@dataclass(slots=True)
class GridRow:
    """One row: its key, its filled cells by column id, and those outside of every known column."""

    key: str
    place: str
    cells: dict[str, Cell] = field(default_factory=dict)
    outside: list[Cell] = field(default_factory=list)


@dataclass(slots=True)
class Grid:
    """All rows below the hidden row of column ids."""

    title: str
    rows: list[GridRow]

    def formulas(self) -> Iterator[tuple[GridRow, str]]:
        """Inputs that hold a formula; the sheet's own formulas are not inputs."""
        heads = {column for column, _last in VALUE_COLUMNS}
        for row in self.rows:
            inputs = heads if row.key in _HEAD_KEYS else INPUT_COLUMNS
            yield from ((row, name) for name in inputs if name in row.cells and row.cells[name].kind == "f")


def find_grid(sheets: list[RawSheet]) -> Grid:
    """The score sheet among the worksheets; raises RefusedError where there is none."""
    for sheet in sheets:
        columns = _columns(sheet)
        if columns:
            return Grid(sheet.title, _rows(sheet, columns))
    raise RefusedError([Problem((), "not-a-score-sheet")])


def _columns(sheet: RawSheet) -> dict[int, str]:
    """The ids in the first row by column number; empty where it is no score sheet."""
    columns = {column: text.strip() for row, column, kind, text in sheet.cells if row == 1 and kind == "s"}
    columns = {number: id_ for number, id_ in columns.items() if id_ in _KNOWN}
    found = list(columns.values())
    needed = {"key", *INPUT_COLUMNS, "text"}
    return columns if needed <= set(found) and len(found) == len(set(found)) else {}


def _rows(sheet: RawSheet, columns: Mapping[int, str]) -> list[GridRow]:
    rows: dict[int, GridRow] = {}
    for number, column, kind, text in sheet.cells:
        if number == 1 or (kind == "s" and not text.strip()):
            continue
        row = rows.setdefault(number, GridRow("", f"{sheet.title}!{number}:{number}"))
        cell = Cell(f"{sheet.title}!{get_column_letter(column)}{number}", kind, text)
        name = columns.get(column)
        if name == "key":
            row.key, row.place = text.strip(), cell.place
        elif name is None:
            row.outside.append(cell)
        else:
            row.cells[name] = cell
    return list(rows.values())


def read_facts(sheets: list[RawSheet]) -> tuple[dict[str, str], str]:
    """What the hidden sheet says, and where; raises RefusedError where there is no hidden sheet."""
    for sheet in sheets:
        if sheet.title == meta.TITLE:
            names = {row: text for row, column, _kind, text in sheet.cells if column == 1}
            values = ((row, text) for row, column, _kind, text in sheet.cells if column == 2)
            return meta.joined((names[row], text) for row, text in values if row in names), f"{sheet.title}!B2"
    raise RefusedError([Problem((), "not-a-score-sheet")])
