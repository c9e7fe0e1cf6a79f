"""The one door by which values enter a cell: texts stay texts, only our own formulas are formulas."""

import re
from copy import copy
from datetime import date

from openpyxl.cell import Cell
from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet.worksheet import Worksheet

from audit.scoring.plain import UNPRINTABLE
from audit.scoring.problems import Problem, RefusedError
from audit.workbooks.columns import MOST_TEXT
from audit.workbooks.heights import height

_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "'", "＝", "＋", "－", "＠")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


class Pen:
    """Writes into one worksheet."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet
        self.heights: dict[int, float] = {}
        self._styles: dict[str, StyleArray] = {}

    def text(self, address: str, text: str, style: str) -> None:
        """A text, whatever it looks like; raises RefusedError where no cell could hold it."""
        plain = UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
        if len(plain.encode("utf-16-le")) > 2 * MOST_TEXT:
            place = f"{self.sheet.title}!{address}"
            raise RefusedError([Problem((place,), "too-long", {"max_length": MOST_TEXT})])
        cell = self._cell(address, style)
        if plain:
            cell.value = _ESCAPE.sub("_x005F_", plain)
            cell.data_type = "s"
            cell.quotePrefix = plain.startswith(_RISKY)
            needed = height(plain, cell.column, cell.font.size, int(cell.alignment.indent))
            self.heights[cell.row] = max(needed, self.heights.get(cell.row, 0))

    def value(self, address: str, value: float | date | str | None, style: str) -> None:
        """A number or a date; a text where a number would lose digits; nothing for None."""
        if isinstance(value, str):
            self.text(address, value, style)
        else:
            self._cell(address, style).value = value

    def formula(self, address: str, formula: str, style: str) -> None:
        """A formula of ours."""
        self._cell(address, style).value = formula

    def blank(self, address: str, style: str) -> None:
        """An empty cell that is only dressed."""
        self._cell(address, style)

    def merge(self, first: str, last: str) -> None:
        """Joins the cells from one address to another, all dressed as the first."""
        if first == last:
            return
        for row in self.sheet[f"{first}:{last}"]:
            for cell in row:
                cell._style = self.sheet[first]._style
        self.sheet.merge_cells(f"{first}:{last}")

    def _cell(self, address: str, style: str) -> Cell:
        cell: Cell = self.sheet[address]
        if style in self._styles:  # the names are looked up one by one, which adds up
            cell._style = copy(self._styles[style])
        else:
            cell.style = style
            self._styles[style] = copy(cell._style)
        return cell
