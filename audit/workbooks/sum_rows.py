"""The rows that sum up: modules, sections, the total and the final score."""

from typing import cast

from audit.scoring.checklist import Module, Section
from audit.wording import _
from audit.workbooks import formulas
from audit.workbooks.columns import at
from audit.workbooks.layout import Row, Span
from audit.workbooks.phrases import worded
from audit.workbooks.table import Table


def write_module(table: Table, row: Row) -> None:
    """A module: its sum less any excess, redistributed where the policy says so."""
    index = next(i for i, rows in enumerate(table.layout.modules) if rows.first == row.number)
    rows, module = table.layout.modules[index], cast("Module", row.subject)
    points = table.sheet.module_points[index]
    table.heading(row, "module", module.id, module.title.in_language(table.language), points)
    inner = [part.first for part in table.layout.sections if rows.first < part.first <= rows.last]
    before = formulas.plain_sum(at("score", number) for number in inner)
    if _spills(table, rows, "module"):
        table.pen.formula(at("module_excess", row.number), f"={before}", "hidden")
        before = formulas.less_excess(rows, "module_excess", at("module_excess", row.number))
    table.pen.formula(at("value", row.number), f"={before}", "hidden")
    table.pen.formula(at("counting", row.number), formulas.module_counting(rows), "hidden")
    score, counted = at("value", row.number), at("counting", row.number)
    if table.sheet.policy == "redistribute":
        score = formulas.redistributed(score, points, counted, '"—"')
    else:
        # nothing is left out of the sums: every module counts in full
        table.pen.value(counted, points / 100, "hidden")
    table.pen.formula(at("score", row.number), f"={score}", "module figure")
    _explain_scaling(table, row)


def _spills(table: Table, rows: Span, excess: str) -> bool:
    spans = table.layout.criteria
    return any(line.excess == excess and rows.first < spans[line.id].first <= rows.last for line in table.sheet.lines)


def _explain_scaling(table: Table, row: Row) -> None:
    """Before and after, wherever they differ."""
    score, before, counted = (at(column, row.number) for column in ("score", "value", "counting"))
    text = table.say(_("折算前{sum}，参与计分{counting}"), sum="{sum}", counting="{counting}")
    shown = worded(text, sum=f'TEXT({before},"0.00")', counting=f'TEXT({counted},"0.00")')
    test = f"AND(ISNUMBER({score}),N({score})<>{before})"
    table.pen.formula(at("reason", row.number), f'=IF({test},{shown},"")', "module note")


def write_section(table: Table, row: Row) -> None:
    """A section: its sum, less the excess of its criteria where they pass it on."""
    index = next(i for i, rows in enumerate(table.layout.sections) if rows.first == row.number)
    rows, section = table.layout.sections[index], cast("Section", row.subject)
    points = table.sheet.section_points[index]
    table.heading(row, "section", section.id, section.title.in_language(table.language), points)
    if not _spills(table, rows, "section"):
        table.pen.formula(at("score", row.number), formulas.section_sum(rows), "section figure")
        return
    before, score = at("value", row.number), at("score", row.number)
    table.pen.formula(before, formulas.section_sum(rows), "hidden")
    table.pen.formula(score, f"={formulas.less_excess(rows, 'section_excess', before)}", "section figure")
    text = table.say(_("扣不完的从本项目再扣{taken}"), taken="{taken}")
    shown = worded(text, taken=f'TEXT({before}-{score},"0.00")')
    table.pen.formula(at("reason", row.number), f'=IF({before}<>{score},{shown},"")', "section note")


def write_total(table: Table, row: Row) -> None:
    """The total of all modules, before any bonus."""
    table.heading(row, "module", "", table.say(_("合计")), table.sheet.points)
    unscaled = formulas.plain_sum(at("score", rows.first) for rows in table.layout.modules)
    table.pen.formula(at("value", row.number), f"={unscaled}", "hidden")
    counted = formulas.total_counting(table.sheet, table.layout)
    table.pen.formula(at("counting", row.number), counted, "hidden")
    table.pen.formula(at("score", row.number), formulas.total(table.sheet, table.layout), "module figure")
    _explain_scaling(table, row)


def write_final(table: Table, row: Row) -> None:
    """The final score, bonus included."""
    table.heading(row, "module", "", table.say(_("总得分")), None)
    table.pen.formula(at("score", row.number), formulas.final(table.sheet, table.layout), "module figure")
