"""Writes plain lists as workbooks: headings, rows, dropdowns, and a sheet that says how to fill it in."""

from collections.abc import Iterable
from typing import cast

from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from audit.translations import translate
from audit.wording import _
from audit.workbooks.packing import packed
from audit.workbooks.pen import Pen
from audit.workbooks.records import MOST_ROWS, Column, Record, Table
from audit.workbooks.styles import add_styles
from audit.workbooks.validations import Validations

_LISTS = "lists"
_HEAD = 1
_BLANK_ROWS = 30


def write_records(table: Table, records: Iterable[Record], language: str) -> bytes:
    """The .xlsx file of a list; without a record it is the template to fill in."""
    book = Workbook()
    add_styles(book)
    page = cast("Worksheet", book.active)
    page.title = translate(table.title, language)
    pen = Pen(page)
    for position, column in enumerate(table.columns, 1):
        letter = get_column_letter(position)
        page.column_dimensions[letter].width = column.width
        pen.text(f"{letter}{_HEAD}", translate(column.title, language), "heading")
    last = _HEAD
    for last, record in enumerate(records, _HEAD + 1):
        _write_row(pen, table, last, record, language)
    if last == _HEAD:
        last = _HEAD + _BLANK_ROWS
        for row in range(_HEAD + 1, last + 1):
            _write_row(pen, table, row, {}, language)
    _offer(book, page, table, language)
    _arrange(page, table, last)
    _explain(book, table, language)
    return packed(book)


def _write_row(pen: Pen, table: Table, row: int, record: Record, language: str) -> None:
    for position, column in enumerate(table.columns, 1):
        value = table.shown(column, record.get(column.id), language)
        style = "number input" if column.shape == "count" else "text input"
        pen.value(f"{get_column_letter(position)}{row}", value, style)


def _offer(book: Workbook, page: Worksheet, table: Table, language: str) -> None:
    """Dropdowns and hints for every row that may ever be read."""
    validations = Validations(language)
    hidden = book.create_sheet(_LISTS)
    hidden.sheet_state = "hidden"
    pen = Pen(hidden)
    for position, column in enumerate(table.columns, 1):
        letter = get_column_letter(position)
        stretch = f"{letter}{_HEAD + 1}:{letter}{_HEAD + MOST_ROWS}"
        if column.shape == "choice":
            validations.choice(stretch, _list_of(pen, table, column, letter, language))
        elif column.shape == "count":
            validations.count(stretch, once=False)
        elif column.note:
            validations.hint(stretch, translate(column.note, language))
    validations.put_on(page)


def _list_of(pen: Pen, table: Table, column: Column, letter: str, language: str) -> str:
    words = table.words[column.id].values()
    for row, word in enumerate(words, 1):
        pen.text(f"{letter}{row}", translate(word, language), "hidden")
    return f"{_LISTS}!${letter}$1:${letter}${len(words)}"


def _arrange(page: Worksheet, table: Table, last: int) -> None:
    """Frozen headings, a filter, and everything about printing."""
    end = get_column_letter(len(table.columns))
    page.row_dimensions[_HEAD].height = 24
    page.freeze_panes = f"A{_HEAD + 1}"
    page.auto_filter.ref = f"A{_HEAD}:{end}{last}"
    page.sheet_view.showGridLines = False
    page.print_title_rows = f"{_HEAD}:{_HEAD}"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", page.PAPERSIZE_A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True


def _explain(book: Workbook, table: Table, language: str) -> None:
    page = book.create_sheet(translate(_("填表说明"), language))
    pen = Pen(page)
    pen.text("A1", translate(_("填表说明"), language), "note heading")
    notes = [translate(note, language) for note in table.notes]
    for column in table.columns:
        if column.shape == "choices":
            words = [translate(word, language) for word in table.words[column.id].values()]
            facts = {"column": translate(column.title, language), "words": "、".join(words)}
            notes.append(translate(_("“{column}”可填多项，用顿号或逗号隔开：{words}"), language, **facts))
    for row, text in enumerate(notes, 2):
        pen.text(f"A{row}", f"{row - 1}. {text}", "note")
    page.column_dimensions["A"].width = 110
    page.sheet_view.showGridLines = False
    page.protection.enable()
