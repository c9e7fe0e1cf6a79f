"""The sheet that is written: safe, protected, the same every time, and ready to print."""

import os
import subprocess
import sys
from hashlib import sha256
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from audit.scoring.problems import RefusedError
from audit.workbooks.columns import COLUMNS, HEADING_ROW, field_cell
from audit.workbooks.writing import write_score_sheet
from tests.workbooks.samples import blank, sample, shipped
from tests.workbooks.surgery import address

FULL = {"kind": "full", "facilities": ["parking", "vip_area"]}


def _book(document: dict[str, Any] | None, language: str = "zh", **options: Any) -> Any:
    return load_workbook(BytesIO(write_score_sheet(sample(), document, language)), **options)


def test_the_same_content_is_the_same_bytes_in_any_process() -> None:
    code = (
        "import sys; from hashlib import sha256; from tests.workbooks.test_writing import *;"
        "sys.stdout.write(sha256(write_score_sheet(sample(), blank(sample(), branch=FULL))).hexdigest())"
    )
    own = sha256(write_score_sheet(sample(), blank(sample(), branch=FULL))).hexdigest()
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": "Asia/Shanghai"}
        ran = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
        assert ran.stdout == own


def test_no_clock_is_in_the_file() -> None:
    data = write_score_sheet(sample(), None)
    with ZipFile(BytesIO(data)) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2000-01-01T00:00:00Z" in archive.read("docProps/core.xml")


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "=1", "＝1", "\t=1"])
def test_no_text_becomes_a_formula(text: str) -> None:
    answers = {
        "1": {"faults": {}, "other": [{"points": "1", "reason": text}], "note": text, "photos": [{"file": text}]},
        "Z": {"na": text},
    }
    document = blank(sample(), branch={"name": text, "kind": text}, audit={"place": text}, answers=answers)
    book = _book(document)
    texts = [
        cell
        for page in book
        for row in page.iter_rows()
        for cell in row
        if cell.value and text.strip() in str(cell.value)
    ]
    ours = [cell for cell in texts if cell.value == text.strip() or cell.value == text]
    assert len(ours) == 7 if text != "\t=1" else len(ours) >= 6
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in ours)


def test_checklist_texts_are_texts_too() -> None:
    page = _book(None).worksheets[0]
    assert page["B2"].value == "=样例清单"
    assert page["B2"].data_type == page[address(sample(), "#1", "text")].data_type == "s"


def test_only_inputs_are_open() -> None:
    document = blank(sample(), branch=FULL)
    page = _book(document).worksheets[0]
    assert page.protection.sheet
    assert page.protection.password is None
    open_cells = {cell.coordinate for row in page.iter_rows() for cell in row if not cell.protection.locked}
    for key, columns in {
        "#1": {"result", "reason", "na", "photos"},
        "#2": {"result", "reason", "photos"},
        "#1/a": {"result"},
        "#1/other": {"result", "reason"},
        "veto/fatal": {"result"},
        "bonus/b1": {"result"},
        "module/1": set(),
        "section/1.1": set(),
    }.items():
        assert {column.id for column in COLUMNS if address(sample(), key, column.id) in open_cells} == columns
    assert field_cell("branch.name") in open_cells
    assert field_cell("final") not in open_cells


def test_a_criterion_that_is_not_for_the_branch_has_no_inputs() -> None:
    page = _book(blank(sample(), branch={"kind": "other"})).worksheets[0]
    for key in ("#3", "#3/a", "#3/other", "#C1"):
        assert all(
            page[address(sample(), key, column)].protection.locked for column in ("result", "reason", "na", "photos")
        )
    assert page[address(sample(), "#3")].value == "不适用"


def test_inputs_take_only_what_they_should() -> None:
    page = _book(blank(sample(), branch=FULL)).worksheets[0]

    def rule(key: str) -> tuple[str, str | None, str | None]:
        cell = address(sample(), key)
        (found,) = [rule for rule in page.data_validations.dataValidation if cell in rule.sqref]
        assert found.prompt
        assert found.error
        return found.type, found.formula1, found.formula2

    assert rule("#1/a") == ("whole", "0", None)
    assert rule("#1/d") == ("whole", "0", "1")
    assert rule("#1/other") == ("decimal", "0", None)
    assert rule("#M3") == ("decimal", "0", None)
    assert rule("#M2")[0] == "decimal"
    assert rule("bonus/b2") == ("whole", "0", "1")
    meta = page.parent["meta"]
    for key, words in {
        "#L1": ["=好*", "中", "=好?"],
        "#L2": ["好 [x]", "好 [y]"],
        "#C1": ["达标", "未达标"],
        "#1": ["已查"],
        "veto/fatal": ["是"],
    }.items():
        kind, stretch, _none = rule(key)
        assert kind == "list"
        assert stretch is not None
        cells = meta[stretch.removeprefix("meta!").replace("$", "")]
        assert [cell.value for row in (cells if isinstance(cells, tuple) else ((cells,),)) for cell in row] == words


def test_the_sheet_is_ready_to_print() -> None:
    book = _book(None)
    page = book.worksheets[0]
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
    assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight) == (1, 0)
    assert page.print_title_rows == f"${HEADING_ROW}:${HEADING_ROW}"
    assert page.freeze_panes == f"D{HEADING_ROW + 1}"
    assert [sheet.sheet_state for sheet in book.worksheets] == ["visible", "visible", "hidden"]
    headings = [cell.value for cell in page[HEADING_ROW] if cell.value and cell.column_letter != "A"]
    assert [name for name in headings if name in {"序号", "考核内容", "分值", "得分"}] == [
        "序号",
        "考核内容",
        "分值",
        "得分",
    ]


def test_rows_still_grow_with_what_is_typed() -> None:
    with ZipFile(BytesIO(write_score_sheet(sample(), None))) as archive:
        content = archive.read("xl/worksheets/sheet1.xml")
    assert b" ht=" in content
    assert b"customHeight" not in content


def test_english_sheets_have_english_texts() -> None:
    page = _book(None, "en").worksheets[0]
    assert page["B2"].value == "=Sample"
    assert page[address(sample(), "#1", "text")].value == "Tidy"
    assert page[address(sample(), "#1/a", "text")].value == "One missing"


def test_control_characters_are_left_out_and_texts_no_cell_can_hold_are_refused() -> None:
    note = {"1": {"faults": {}, "note": "a\x00b\ud800c\x0bd"}}
    assert _book(blank(sample(), answers=note)).worksheets[0][address(sample(), "#1", "reason")].value == "abcd"
    with pytest.raises(RefusedError) as refused:
        write_score_sheet(sample(), blank(sample(), answers={"1": {"faults": {}, "note": "长" * 32_768}}))
    assert [problem.code for problem in refused.value.problems] == ["too-long"]


def test_a_text_that_looks_like_an_escape_is_escaped() -> None:
    document = blank(sample(), answers={"1": {"faults": {}, "note": "_x0041_"}})
    with ZipFile(BytesIO(write_score_sheet(sample(), document))) as archive:
        assert b">_x005F_x0041_<" in archive.read("xl/worksheets/sheet1.xml")


def test_a_document_that_cannot_be_scored_is_refused() -> None:
    with pytest.raises(RefusedError) as refused:
        write_score_sheet(sample(), blank(sample(), answers={"nix": {}}))
    assert [problem.code for problem in refused.value.problems] == ["unknown-criterion"]


def test_there_is_always_an_empty_row_for_another_deduction() -> None:
    other = [{"points": "1", "reason": "a"}, {"points": "2", "reason": "b"}]
    page = _book(blank(sample(), answers={"2": {"other": other}})).worksheets[0]
    keys = [cell.value for cell in page["A"]]
    assert (keys.count("#2/other"), keys.count("#1/other")) == (3, 1)


def test_the_big_sheet_stays_small() -> None:
    assert len(write_score_sheet(shipped(), None)) < 300_000
