"""The head of the score sheet: column ids, title, fields, and the headings of the table."""

from datetime import date
from typing import Any

from audit.translations import translate
from audit.wording import _
from audit.workbooks import formulas, lists
from audit.workbooks.columns import (
    COLUMNS,
    FIELDS,
    FIRST_FIELD_ROW,
    HEADING_ROW,
    ID_ROW,
    LABEL_COLUMNS,
    TITLE_ROW,
    VALUE_COLUMNS,
    VISIBLE,
    Field,
    at,
    field_key,
)
from audit.workbooks.phrases import quoted, worded
from audit.workbooks.table import Table


def write_header(table: Table) -> None:
    """Writes every row above the table."""
    pen, language = table.pen, table.language
    for column in COLUMNS:
        pen.text(at(column.id, ID_ROW), column.id, "hidden")
        if column.title:
            pen.text(at(column.id, HEADING_ROW), translate(column.title, language), "heading")
    pen.text(at("key", TITLE_ROW), "title", "hidden")
    pen.text(at("key", HEADING_ROW), "columns", "hidden")
    pen.text(at(VISIBLE[0], TITLE_ROW), table.sheet.checklist.title.in_language(language), "sheet title")
    pen.merge(at(VISIBLE[0], TITLE_ROW), at(VISIBLE[-1], TITLE_ROW))
    heights = pen.sheet.row_dimensions
    heights[TITLE_ROW].height, heights[HEADING_ROW].height = 30, 24
    for row, fields in enumerate(FIELDS, FIRST_FIELD_ROW):
        heights[row].height = 20
        pen.text(at("key", row), field_key(fields), "hidden")
        for field, label, value in zip(fields, LABEL_COLUMNS, VALUE_COLUMNS, strict=True):
            _write_field(table, field, row, label, value)


def _write_field(table: Table, field: Field, row: int, label: tuple[str, str], value: tuple[str, str]) -> None:
    pen = table.pen
    pen.text(at(label[0], row), translate(field.label, table.language), "label")
    pen.merge(at(label[0], row), at(label[1], row))
    address = at(value[0], row)
    if field.path is None:
        _write_figure(table, field, address)
    else:
        part, name = field.path
        _write_input(table, field, address, (table.document.get(part) or {}).get(name))
    pen.merge(address, at(value[1], row))


def _write_input(table: Table, field: Field, address: str, given: Any) -> None:
    pen = table.pen
    if field.shape == "list":
        pen.text(address, lists.join_texts(given or []), "text input")
        hint = _("多项之间用逗号分开")
        known = _known_facilities(table) if field.id == "branch.facilities" else ""
        table.validations.hint(address, translate(hint, table.language) + (f"：{known}" if known else ""))
    elif field.shape == "date":
        pen.value(address, _as_date(given), "date input")
        table.validations.hint(address, table.say(_("填日期，如2026-05-20")))
    else:
        pen.text(address, given or "", "text input")


def _known_facilities(table: Table) -> str:
    conditions = (line.applies_to for line in table.sheet.conditional if line.applies_to is not None)
    return ", ".join(dict.fromkeys(name for condition in conditions for name in condition.facilities or ()))


def _as_date(given: str | None) -> date | str | None:
    """A date where the text is exactly one, else the text: reading must give the same text back."""
    try:
        day = date.fromisoformat(given or "")
    except ValueError:
        return given
    return day if day.isoformat() == given and day.year >= 1901 else given


def _write_figure(table: Table, field: Field, address: str) -> None:
    pen, layout = table.pen, table.layout
    if field.id == "checklist":
        pen.text(address, table.sheet.checklist.name, "fact")
    elif field.id == "full":
        pen.value(address, table.sheet.points / 100, "total fact")
    elif field.id == "final":
        pen.formula(address, f"={at('score', layout.totals['final'])}", "total fact")
    else:
        number = formulas.unanswered(layout)
        done = quoted(table.say(_("已完成")))
        rest = worded(table.say(_("未完成 {count} 项"), count="{count}"), count=number)
        pen.formula(address, f"=IF({number}=0,{done},{rest})", "fact")
