"""The rows below the total: bonus, vetoes, signatures."""

from typing import cast

from audit.scoring.checklist import BonusItem, Veto
from audit.scoring.figures import brief
from audit.wording import _
from audit.workbooks import formulas, standards
from audit.workbooks.columns import TICK, VISIBLE, at
from audit.workbooks.layout import Row, Span
from audit.workbooks.table import Table, number_of


def write_bonus_sum(table: Table, row: Row) -> None:
    """The bonus points within their common limit."""
    table.heading(row, "section", "", table.say(_("加分")), None)
    bonus, rows = table.sheet.checklist.bonus, cast("Span", table.layout.bonus)
    if bonus is not None and bonus.max is not None:
        text = table.say(_("合计最多{limit}"), limit=brief(bonus.max))
        table.pen.text(at("standard", row.number), text, "section")
    table.pen.formula(at("score", row.number), formulas.bonus_sum(table.sheet.checklist, rows), "section figure")


def write_bonus(table: Table, row: Row) -> None:
    """One bonus item and how often it was earned."""
    item, number = cast("BonusItem", row.subject), row.number
    table.pen.text(at("text", number), item.text.in_language(table.language), "fault")
    table.pen.text(at("standard", number), standards.of_bonus(item, table.language), "standard")
    count = (table.document.get("bonus") or {}).get(item.id)
    table.pen.value(at("result", number), None if count is None else number_of(count), "number input")
    table.pen.formula(at("amount", number), formulas.bonus_amount(item, number), "figure")
    table.validations.earned(at("result", number), once=item.per == "once")


def write_veto_heading(table: Table, row: Row) -> None:
    """The heading above the vetoes."""
    table.heading(row, "section", "", table.say(_("一票否决")), None)


def write_veto(table: Table, row: Row) -> None:
    """One veto, what it does, and a tick where it is set off."""
    veto, number = cast("Veto", row.subject), row.number
    table.pen.text(at("text", number), veto.text.in_language(table.language), "fault")
    table.pen.text(at("standard", number), _effect(table, veto), "standard")
    ticked = veto.id in (table.document.get("vetoes") or ())
    table.pen.text(at("result", number), table.say(TICK) if ticked else "", "choice input")
    table.validations.choice(at("result", number), table.lists.stretch((table.say(TICK), None))[0])


def _effect(table: Table, veto: Veto) -> str:
    if veto.effect == "disqualify":
        return table.say(_("不予评星"))
    grade = next(grade for grade in table.sheet.checklist.grades if grade.id == veto.grade)
    return table.say(_("最高评为{grade}"), grade=grade.title.in_language(table.language))


def write_signatures(table: Table, row: Row) -> None:
    """The line on which both sides sign."""
    text = table.say(_("考核人员签字：＿＿＿＿＿＿＿＿　　网点负责人签字：＿＿＿＿＿＿＿＿　　日期：＿＿＿＿＿＿＿＿"))
    table.pen.text(at(VISIBLE[0], row.number), text, "signature")
    table.pen.merge(at(VISIBLE[0], row.number), at(VISIBLE[-1], row.number))
