"""An Excel score sheet as the answer document it stands for, or every bad cell at once."""

from typing import Any

from audit.scoring.answers import read_answers
from audit.scoring.checklist import Checklist
from audit.scoring.compiled import Sheet, compile_checklist
from audit.scoring.problems import Problem, RefusedError
from audit.workbooks import lists, meta
from audit.workbooks.cells import Understanding
from audit.workbooks.columns import FIELDS, INPUTS, VALUE_COLUMNS, Field, field_key
from audit.workbooks.conclusions import AnswerReader
from audit.workbooks.grid import Grid, GridRow, find_grid, read_facts
from audit.workbooks.guard import read_cells
from audit.workbooks.layout import Layout, lay_out
from audit.workbooks.standards import folded

_SPARE_ROWS = 5000
# Rows that may stand there more than once, and rows whose cells nobody reads.
_REPEATED = {"other"}
_PLAIN_KEYS = {"title", "columns"}


def read_score_sheet(checklist: Checklist, data: bytes) -> dict[str, object]:
    """The answers in a filled-in score sheet, ready for score(); raises RefusedError with every problem."""
    sheet = compile_checklist(checklist)
    layout = lay_out(sheet, {})
    most = layout.last + _SPARE_ROWS
    sheets = read_cells(data, rows=most)
    facts, place = read_facts(sheets)
    meta.check_identity(checklist, facts, place)
    grid = find_grid(sheets)
    if any(grid.formulas()):
        _put_cached(grid, find_grid(read_cells(data, rows=most, cached=True)))
    document = _Reading(sheet, layout, grid, facts, place).document()
    read_answers(sheet, document)
    return document


def _put_cached(grid: Grid, cached: Grid) -> None:
    """Puts the values that formulas last had in their place; a formula without one stays a formula."""
    known = {cell.place: cell for row in cached.rows for cell in row.cells.values()}
    for row, column in list(grid.formulas()):
        cell = row.cells[column]
        row.cells[column] = known.get(cell.place, cell)


class _Reading:
    """One pass over a grid."""

    def __init__(self, sheet: Sheet, layout: Layout, grid: Grid, facts: dict[str, str], place: str) -> None:
        self.sheet, self.layout, self.grid = sheet, layout, grid
        self.facts, self.place = facts, place
        self.cells = Understanding()
        self.by_key: dict[str, list[GridRow]] = {}
        # facilities and kinds that criteria ask for, however wide they were typed
        conditions = (line.applies_to for line in sheet.conditional if line.applies_to is not None)
        named = (id_ for asked in conditions for id_ in (*(asked.facilities or ()), *(asked.kinds or ())))
        self.known_ids = {folded(id_): id_ for id_ in named}

    def document(self) -> dict[str, object]:
        """The whole document; raises RefusedError."""
        self._sort_rows()
        document: dict[str, Any] = {"checklist": self.sheet.checklist.name}
        for part in ("branch", "audit"):
            content = {**self._fields(part), **meta.extra_of(self.facts, part, self.place)}
            if content:
                document[part] = content
        reader = AnswerReader(self.sheet, self.by_key, self.cells, self.facts.get("language", "zh"))
        document["answers"] = reader.answers(document.get("branch") or {})
        for name, found in (("vetoes", reader.vetoes()), ("bonus", reader.bonus())):
            if found:
                document[name] = found
        if self.cells.problems:
            raise RefusedError(self.cells.problems)
        return document

    def _sort_rows(self) -> None:
        """Rows by key; notes what is missing, repeated, unknown, or filled in where nobody reads."""
        kinds = {row.key: row.kind for row in self.layout.rows}
        heads = {field_key(fields) for fields in FIELDS}
        for row in self.grid.rows:
            kind = kinds.get(row.key, "")
            if not row.key:
                self._refuse_strays(row)
            elif row.key not in kinds and row.key not in heads | _PLAIN_KEYS:
                self.cells.problems.append(Problem((row.place,), "unknown-row", {"given": row.key[:80]}))
            elif row.key in self.by_key and kind not in _REPEATED:
                self.cells.problems.append(Problem((row.place,), "repeated-row", {"given": row.key[:80]}))
            else:
                self.by_key.setdefault(row.key, []).append(row)
                self._refuse_misplaced(row, kind)
        for key in [*heads, *kinds]:
            if key not in self.by_key:
                self.cells.problems.append(Problem((self.grid.title,), "missing-row", {"given": key[:80]}))

    def _refuse_strays(self, row: GridRow) -> None:
        for cell in [*row.cells.values(), *row.outside][:1]:
            self.cells.refuse(cell, "row-without-key")

    def _refuse_misplaced(self, row: GridRow, kind: str) -> None:
        for cell in row.outside:
            self.cells.refuse(cell, "not-an-input")
        inputs = INPUTS.get(kind, ())
        if not inputs:
            return
        for column in INPUTS["criterion"]:
            if column in row.cells and column not in inputs and row.cells[column].filled:
                self.cells.refuse(row.cells[column], "not-an-input")

    def _fields(self, part: str) -> dict[str, object]:
        """The header's fields of `branch` or `audit`, empty ones left out."""
        found: dict[str, object] = {}
        for fields in FIELDS:
            for row in self.by_key.get(field_key(fields), [])[:1]:
                for field, (column, _last) in zip(fields, VALUE_COLUMNS, strict=True):
                    if field.path and field.path[0] == part and (value := self._field(field, row, column)):
                        found[field.path[1]] = value
        return found

    def _field(self, field: Field, row: GridRow, column: str) -> object:
        cell = row.cells.get(column)
        if field.shape == "date":
            return self.cells.day(cell, self.facts.get("date", ""))
        text = self.cells.text(cell)
        if field.id == "branch.facilities":
            return [self.known_ids.get(folded(item), item) for item in lists.split_texts(text)]
        if field.id == "branch.kind":
            return self.known_ids.get(folded(text), text)
        return lists.split_texts(text) if field.shape == "list" else text
