"""A checklist and its answers as an Excel score sheet: to print, to fill in, to read back."""

from collections.abc import Callable, Mapping
from typing import Any, cast

from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from audit.scoring.answers import read_answers
from audit.scoring.checklist import Checklist
from audit.scoring.compiled import compile_checklist
from audit.translations import translate
from audit.wording import _
from audit.workbooks import criterion_rows, end_rows, formulas, meta, sum_rows
from audit.workbooks.columns import COLUMNS, FIRST_ROW, HEADING_ROW, ID_ROW, TITLE_ROW, VISIBLE, at, span
from audit.workbooks.header import write_header
from audit.workbooks.layout import Layout, Row, lay_out
from audit.workbooks.packing import packed
from audit.workbooks.pen import Pen
from audit.workbooks.styles import add_styles
from audit.workbooks.table import Lists, Table


def write_score_sheet(checklist: Checklist, document: dict | None, language: str = "zh") -> bytes:
    """The .xlsx score sheet of an answer document, or a blank one; raises RefusedError for a bad document."""
    sheet = compile_checklist(checklist)
    given: dict[str, Any] = document if document is not None else {"checklist": checklist.name, "answers": {}}
    read_answers(sheet, given)
    entries: Mapping[str, dict[str, Any]] = given["answers"]
    layout = lay_out(sheet, {id_: len(entry.get("other") or ()) for id_, entry in entries.items()})
    book = Workbook()
    add_styles(book)
    page = cast("Worksheet", book.active)
    page.title = translate(_("评分表"), language)
    lists = Lists()
    table = Table(Pen(page), sheet, layout, given, language, lists)
    write_header(table)
    for row in layout.rows:
        table.dress(row)
        _ROWS[row.kind](table, row)
        page.row_dimensions[row.number].height = _HEIGHTS.get(row.kind) or max(16, table.pen.heights[row.number])
    table.validations.put_on(page)
    _arrange(page, layout, language)
    _instruct(book, language)
    _write_meta(book, meta.facts_of(checklist, given, language), lists)
    return packed(book)


_ROWS: Mapping[str, Callable[[Table, Row], None]] = {
    "module": sum_rows.write_module,
    "section": sum_rows.write_section,
    "criterion": criterion_rows.write_criterion,
    "fault": criterion_rows.write_fault,
    "other": criterion_rows.write_other,
    "total": sum_rows.write_total,
    "bonus_sum": end_rows.write_bonus_sum,
    "bonus": end_rows.write_bonus,
    "final": sum_rows.write_final,
    "veto_heading": end_rows.write_veto_heading,
    "veto": end_rows.write_veto,
    "signatures": end_rows.write_signatures,
}


_HEIGHTS = {"module": 22, "section": 19, "total": 22, "final": 22, "signatures": 48}


def _arrange(page: Worksheet, layout: Layout, language: str) -> None:
    """Widths, frozen head, protection and everything about printing."""
    for position, column in enumerate(COLUMNS):
        dimension = page.column_dimensions[at(column.id, 1)[:-1]]
        dimension.width, dimension.hidden = column.width, not column.title
        dimension.index = chr(ord("A") + position)
    page.row_dimensions[ID_ROW].hidden = True
    page.freeze_panes = at("points", FIRST_ROW)
    page.sheet_view.showGridLines = False
    page.sheet_view.zoomScale = 90
    for name in ("formatRows", "formatColumns", "autoFilter"):
        setattr(page.protection, name, False)
    page.protection.enable()
    _mark_states(page, layout)
    page.print_area = f"{at(VISIBLE[0], TITLE_ROW)}:{at(VISIBLE[-1], layout.last)}"
    page.print_title_rows = f"{HEADING_ROW}:{HEADING_ROW}"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", page.PAPERSIZE_A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.page_margins.left = page.page_margins.right = 0.4
    page.page_margins.top, page.page_margins.bottom, page.page_margins.footer = 0.5, 0.7, 0.3
    page.print_options.horizontalCentered = True
    page.oddFooter.center.text = translate(_("第 &P 页，共 &N 页"), language)


def _mark_states(page: Worksheet, layout: Layout) -> None:
    """What is open has an amber number, what is left out is grey."""
    first = layout.rows[0].number
    numbers, rows = (
        span("number", first, layout.last),
        f"{at(VISIBLE[0], first)}:{at(VISIBLE[-1], layout.last)}",
    )
    state = f"$L{first}"
    amber = PatternFill("solid", start_color="FFD8A8", end_color="FFD8A8")
    is_open = f"AND(ISNUMBER({state}),{state}={formulas.OPEN})"
    left_out = f"AND(ISNUMBER({state}),{state}={formulas.LEFT_OUT})"
    page.conditional_formatting.add(numbers, FormulaRule(formula=[is_open], fill=amber))
    page.conditional_formatting.add(rows, FormulaRule(formula=[left_out], font=Font(color="9AA5B1")))


_INSTRUCTIONS = (
    _("只填浅黄色的单元格，其余单元格已锁定，得分和合计自动计算。"),
    _("扣分类条目：没有问题时在本条的“检查结果”选“已查”；有问题时在对应的扣分点填次数。"),
    _("清单没有列出的问题：在“其他扣分”行填扣分和原因，两者都要填。"),
    _("等次类条目选等次，达标类条目选“达标”或“未达标”，测量类条目填数值。"),
    _("不适用的条目：写明不适用理由，不再填检查结果。"),
    _("照片每行一张，写成“文件名 | 说明”；备注写在本条的“扣分原因、备注”。"),
    _("序号为橙色的条目尚未完成；未完成时，合计只是已填部分的得分。"),
    _("可以用Excel、WPS或LibreOffice填写，另存为.xlsx后交回；请不要删除行、列或隐藏的工作表。"),
)


def _instruct(book: Workbook, language: str) -> None:
    page = book.create_sheet(translate(_("填表说明"), language))
    pen = Pen(page)
    pen.text("A1", translate(_("填表说明"), language), "note heading")
    for row, text in enumerate(_INSTRUCTIONS, 2):
        pen.text(f"A{row}", f"{row - 1}. {translate(text, language)}", "note")
    page.column_dimensions["A"].width = 110
    page.sheet_view.showGridLines = False
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", page.PAPERSIZE_A4
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.protection.enable()


def _write_meta(book: Workbook, facts: list[tuple[str, str]], lists: Lists) -> None:
    page = book.create_sheet(meta.TITLE)
    page.sheet_state = "hidden"
    page.protection.enable()
    pen = Pen(page)
    for row, (name, value) in enumerate(facts, 1):
        pen.text(f"A{row}", name, "hidden")
        pen.text(f"B{row}", value, "hidden")
    for row, (label, points) in enumerate(lists.rows, 1):
        pen.text(f"D{row}", label, "hidden")
        pen.value(f"E{row}", points, "hidden")
