"""Plain lists as workbooks: one table of columns a sheet, used to write it and to read it back.

What a cell may hold is said by its column's shape; a column of choices knows the words of its codes in every
language, and takes any of them, or the code.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal
from unicodedata import normalize

from openpyxl.utils import get_column_letter

from audit.scoring.problems import Problem, RefusedError
from audit.translations import LANGUAGES, translate
from audit.workbooks.cells import Cell, Understanding
from audit.workbooks.guard import RawSheet, read_cells
from audit.workbooks.lists import split_texts
from audit.workbooks.standards import folded

MOST_ROWS = 5000
Words = Mapping[str, str]
Record = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in a record, its heading, and what its cells hold."""

    id: str
    title: str
    width: float
    shape: Literal["text", "count", "choice", "choices"] = "text"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """What a sheet is called and which columns it has; `words` holds the codes and source texts of the choices."""

    title: str
    columns: Sequence[Column]
    key: str  # the column without which a row is no row
    notes: Sequence[str] = ()
    words: Mapping[str, Words] = field(default_factory=dict[str, Words])

    def shown(self, column: Column, value: object, language: str) -> str | int | None:
        """What a cell shows of a value."""
        if column.shape == "choices":
            codes = value if isinstance(value, list | tuple) else ()
            return joined([self._word(column, code, language) for code in codes], language)
        if column.shape == "choice":
            return self._word(column, str(value or ""), language)
        return value if isinstance(value, int) else str(value or "") or None

    def _word(self, column: Column, code: str, language: str) -> str:
        words = self.words[column.id]
        return translate(words[code], language) if code in words else code

    def headings(self, language: str) -> str:
        """All headings, to be told what is expected."""
        return joined([translate(column.title, language) for column in self.columns], language)

    def codes(self, column: Column) -> dict[str, str]:
        """The codes of a column by everything they may be called, folded."""
        names: dict[str, str] = {}
        for code, text in self.words[column.id].items():
            for name in (code, *(translate(text, language) for language in LANGUAGES)):
                names.setdefault(folded(name), code)
        return names


def joined(words: list[str], language: str) -> str:
    """A list of words in one text."""
    return ("、" if language == "zh" else ", ").join(words)


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row as it was read: values by column, and the address of every cell, filled or not."""

    number: int
    values: dict[str, object]
    places: dict[str, str]

    def place(self, column: str) -> str:
        """Where a value stands: `机构!C7`."""
        return self.places.get(column) or next(iter(self.places.values()))


@dataclass(frozen=True, slots=True)
class Read:
    """Everything a sheet holds, and everything wrong with its cells."""

    rows: list[ReadRow]
    problems: list[Problem]


def read_records(table: Table, data: bytes, language: str) -> Read:
    """The rows of a sheet, what was expected told in a language; raises RefusedError where there is no such sheet."""
    most = MOST_ROWS + _HEAD_WITHIN + 1
    sheets = read_cells(data, rows=most)
    if any(cell[2] == "f" for sheet in sheets for cell in sheet.cells):
        sheets = _with_results(sheets, read_cells(data, rows=most, cached=True))
    for sheet in sheets:
        heads = _heads(table, sheet)
        if heads:
            return _Reading(table, sheet, *heads, language).read()
    raise RefusedError([Problem((), "no-such-sheet", {"expected": table.headings(language)})])


def _with_results(sheets: list[RawSheet], cached: list[RawSheet]) -> list[RawSheet]:
    """Formulas replaced by what they last gave; one that never gave anything stays a formula."""
    merged = []
    for sheet, results in zip(sheets, cached, strict=True):
        known = {cell[:2]: cell for cell in results.cells}
        cells = [known.get(cell[:2], cell) if cell[2] == "f" else cell for cell in sheet.cells]
        merged.append(RawSheet(sheet.title, cells))
    return merged


def _heads(table: Table, sheet: RawSheet) -> tuple[int, dict[int, Column]] | None:
    """The row of the headings and the columns below them, by number; None where the key's heading is missing."""
    names = {folded(translate(column.title, language)): column for column in table.columns for language in LANGUAGES}
    rows: dict[int, dict[int, Column]] = {}
    for row, number, kind, text in sheet.cells:
        if row > _HEAD_WITHIN:
            break
        if kind == "s" and folded(text) in names:
            rows.setdefault(row, {})[number] = names[folded(text)]
    for row, found in rows.items():
        ids = [column.id for column in found.values()]
        if table.key in ids and len(found) > 1:
            return row, found
    return None


_HEAD_WITHIN = 5


class _Reading:
    """One pass over a sheet."""

    def __init__(self, table: Table, sheet: RawSheet, head: int, columns: dict[int, Column], language: str) -> None:
        self.table, self.sheet, self.head, self.columns, self.language = table, sheet, head, columns, language
        self.cells = Understanding()
        self.codes = {
            column.id: table.codes(column) for column in table.columns if column.shape in {"choice", "choices"}
        }

    def read(self) -> Read:
        """Every row below the headings that holds anything."""
        rows: dict[int, dict[int, Cell]] = {}
        for row, number, kind, text in self.sheet.cells:
            cell = Cell(f"{self.sheet.title}!{get_column_letter(number)}{row}", kind, text)
            if row == self.head:
                self._check_head(number, cell)
            elif row > self.head and cell.filled:
                rows.setdefault(row, {})[number] = cell
        if len(rows) > MOST_ROWS:
            raise RefusedError([Problem((self.sheet.title,), "too-many-rows", {"most": MOST_ROWS})])
        return Read([self._row(number, cells) for number, cells in rows.items()], self.cells.problems)

    def _check_head(self, number: int, cell: Cell) -> None:
        """An unknown heading would lose its column in silence, a repeated one half of it."""
        column = self.columns.get(number)
        if column is None and cell.filled:
            self.cells.refuse(cell, "unknown-column", expected=self.table.headings(self.language))
        elif column is not None and [*self.columns.values()].index(column) != [*self.columns].index(number):
            self.cells.refuse(cell, "repeated-column")

    def _row(self, row: int, cells: Mapping[int, Cell]) -> ReadRow:
        for number, cell in cells.items():
            if number not in self.columns:
                self.cells.refuse(cell, "outside-columns")
        values: dict[str, object] = {}
        for number, column in self.columns.items():
            before = len(self.cells.problems)
            value = self._value(column, cells.get(number))
            # what cannot be read says nothing: it must not look like an emptied cell
            if column.id == self.table.key or len(self.cells.problems) == before:
                values[column.id] = value
        places = {
            column.id: f"{self.sheet.title}!{get_column_letter(number)}{row}" for number, column in self.columns.items()
        }
        return ReadRow(row, values, places)

    def _value(self, column: Column, cell: Cell | None) -> object:
        if column.shape == "count":
            return self._count(cell)
        text = " ".join(self.cells.text(cell).split())
        if column.shape == "choices":
            parts = split_texts(text.replace("/", "、"))
            return tuple(dict.fromkeys(filter(None, (self._code(column, cell, part) for part in parts))))
        return self._code(column, cell, text) if column.shape == "choice" and text else text

    def _code(self, column: Column, cell: Cell | None, text: str) -> str:
        """The code of a word; what is none is noted, and the value is empty."""
        known = self.codes[column.id]
        if folded(text) in known:
            return known[folded(text)]
        if cell is not None:
            words = [translate(word, self.language) for word in self.table.words[column.id].values()]
            expected = joined(words, self.language)
            self.cells.problems.append(Problem((cell.place,), "one-of", {"given": text[:80], "expected": expected}))
        return ""

    def _count(self, cell: Cell | None) -> int | None:
        if cell is None or not self.cells.sound(cell):
            return None
        text = normalize("NFKC", cell.shown).removesuffix("人").strip()
        if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
            self.cells.refuse(cell, "whole")
            return None
        return int(text)


_MOST_DIGITS = 9
