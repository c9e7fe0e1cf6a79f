"""What a person types is understood, or refused: every bad cell at once, each by its address."""

import re
from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from audit.scoring.problems import RefusedError
from audit.wording import PROBLEMS, say
from audit.workbooks.columns import field_cell
from audit.workbooks.reading import read_score_sheet
from audit.workbooks.writing import write_score_sheet
from tests.workbooks.samples import blank, canonical, sample, shipped
from tests.workbooks.surgery import address, filled, saved, with_members, with_shared_strings

FULL = {"kind": "full", "facilities": ["parking", "vip_area"]}


def _at(key: str, column: str = "result") -> str:
    return address(sample(), key, column)


def _answers(cells: dict[str, Any]) -> Any:
    read: Any = read_score_sheet(sample(), filled(sample(), cells, blank(sample(), branch=FULL)))
    return read["answers"]


def _problems(data: bytes, checklist: Any = None) -> list[tuple[str, str]]:
    with pytest.raises(RefusedError) as refused:
        read_score_sheet(checklist or sample(), data)
    for problem in refused.value.problems:
        assert "{" not in say(problem, "zh")
    return [(str(problem.path[0]) if problem.path else "", problem.code) for problem in refused.value.problems]


def _bad(cells: dict[str, Any], document: dict[str, Any] | None = None) -> list[tuple[str, str]]:
    found = _problems(filled(sample(), cells, document or blank(sample(), branch=FULL)))
    return [(place.removeprefix("评分表!"), code) for place, code in found]


@pytest.mark.parametrize(
    ("key", "typed", "answer"),
    [
        ("#1/a", 3, {"faults": {"a": 3}}),
        ("#1/a", 3.0, {"faults": {"a": 3}}),
        ("#1/a", "３", {"faults": {"a": 3}}),
        ("#1/a", "2次", {"faults": {"a": 2}}),
        ("#1/a", " 2 项 ", {"faults": {"a": 2}}),
        ("#1/a", "2.0", {"faults": {"a": 2}}),
        ("#1/a", 0, {"faults": {"a": 0}}),
        ("#1/other@fault", "1", {"faults": {"other": 1}}),
        ("#1", "已查", {"faults": {}}),
        ("#1", "√", {"faults": {}}),
        ("#1", "ＹＥＳ", {"faults": {}}),
        ("C1", "达标", {"met": True}),
        ("C1", "Met", {"met": True}),
        ("C1", "未达标 ", {"met": False}),
        ("C1", "not  met", {"met": False}),
        ("C1", "✓", {"met": True}),
        ("C1", True, {"met": True}),
        ("L1", "=好*", {"level": "good"}),
        ("L1", "fair", {"level": "fair"}),
        ("L1", "Good", {"level": "good"}),
        ("L1", " 中\r\n", {"level": "fair"}),
        ("L2", "好 [y]", {"level": "y"}),
        ("L2", "y", {"level": "y"}),
        ("M1", 93.5, {"value": "93.5"}),
        ("M1", "93.5％", {"value": "93.5"}),
        ("M1", "９５%", {"value": "95"}),
        ("M1", (0.935, "0%"), {"value": "93.5"}),
        ("M1", (0.07, "0.00%"), {"value": "7"}),
        ("M1", (93.5, '0.0"%"'), {"value": "93.5"}),
        ("M1", 0.1 + 0.2, {"value": "0.3"}),
        ("M2", "12 分钟", {"value": "12"}),
        ("M2", "12 Minutes", {"value": "12"}),
        ("M2", "−3", {"value": "-3"}),
        ("M3", "30件", {"value": "30"}),
    ],
)
def test_what_people_type_is_understood(key: str, typed: Any, answer: Any) -> None:
    key = key if key.startswith("#") else f"#{key}"
    cell = _at(key)
    data = filled(sample(), {cell: typed}, blank(sample(), branch=FULL))
    if isinstance(typed, str) and typed.startswith("="):
        data = with_members(data, sheet=lambda content: content.replace(b"<f>\xe5\xa5\xbd*</f>", b"<f></f>"))
        book = load_workbook(BytesIO(data))
        book.worksheets[0][cell].value = typed
        book.worksheets[0][cell].data_type = "s"
        data = saved(book)
    read: Any = read_score_sheet(sample(), data)
    assert read["answers"] == {key[1:].split("/")[0]: answer}


def test_discretionary_deductions_are_points_with_a_reason() -> None:
    assert _answers({_at("#2/other"): "０.５分", _at("#2/other", "reason"): " 灯箱积灰_x000D_\n两处 "}) == {
        "2": {"other": [{"points": "0.5", "reason": "灯箱积灰\n两处"}]}
    }


def test_remarks_and_photographs_belong_to_an_answer() -> None:
    cells = {
        _at("#C1"): "达标",
        _at("#C1", "reason"): "备注",
        _at("#C1", "photos"): "p1.jpg ｜ 门楣\n\n p2.jpg ",
        _at("#Z", "na"): "无此业务",
    }
    assert _answers(cells) == {
        "C1": {"met": True, "note": "备注", "photos": [{"file": "p1.jpg", "caption": "门楣"}, {"file": "p2.jpg"}]},
        "Z": {"na": "无此业务"},
    }


@pytest.mark.parametrize(
    "typed",
    [
        "2026-05-20",
        "2026/5/20",
        "2026.5.20",
        "2026年5月20日",
        "２０２６年０５月２０日",
        "20260520",
        (20260520, "General"),
        date(2026, 5, 20),
        datetime(2026, 5, 20, 9, 30),  # noqa: DTZ001 - a cell has no time zone
    ],
)
def test_a_date_is_understood_however_it_is_written(typed: Any) -> None:
    read: Any = read_score_sheet(sample(), filled(sample(), {field_cell("audit.date"): typed}))
    assert read["audit"] == {"date": "2026-05-20"}


def test_the_header_is_read() -> None:
    cells = {
        field_cell("branch.name"): " 东大街支行 ",
        field_cell("branch.code"): 12,
        field_cell("branch.facilities"): "ｐａｒｋｉｎｇ，VIP_area、 atm；",
        field_cell("branch.kind"): "Ｆｕｌｌ ",
        field_cell("audit.assessors"): "张三;李四\n王五",
    }
    read: Any = read_score_sheet(sample(), filled(sample(), cells))
    assert read["branch"] == {
        "name": "东大街支行",
        "code": "12",
        "kind": "full",
        "facilities": ["parking", "vip_area", "atm"],
    }
    assert read["audit"] == {"assessors": ["张三", "李四", "王五"]}


def test_vetoes_and_bonus_are_read() -> None:
    cells = {_at("veto/fatal"): "Yes", _at("veto/elder"): "否", _at("bonus/b1"): "2次"}
    read: Any = read_score_sheet(sample(), filled(sample(), cells))
    assert (read["vetoes"], read["bonus"]) == (["fatal"], {"b1": 2})


def test_every_bad_cell_is_named_at_once() -> None:
    bad = {
        (_at("#1/a"), "count"): "三次",
        (_at("#1/b"), "count"): -1,
        (_at("#Z/a"), "count"): 10**6 + 1,
        (_at("#1/d"), "count-once"): 2,
        (_at("#1/e"), "count"): 1.5,
        (_at("#1/other@fault"), "formula"): "=A1+1",
        (_at("#1/other"), "points"): "0.125",
        (_at("#2/other"), "reason-missing"): 1,
        (_at("#3/a"), "error-value"): "#REF!",
        (_at("#Z/other"), "negative"): -1,
        (_at("#3/other", "reason"), "deduction-missing"): "灯箱积灰",
        (_at("#L1"), "unknown-level"): "优",
        (_at("#L2"), "unknown-level"): "好",
        (_at("#C1"), "one-of"): "也许",
        (_at("#M1"), "value"): "很多",
        (_at("#M2"), "value"): "95%",
        (_at("#M3"), "negative"): -1,
        (_at("#Z"), "one-of"): "没看",
        (_at("veto/fatal"), "one-of"): "可能",
        (_at("bonus/b1"), "count"): date(2026, 1, 2),
        (_at("bonus/b2"), "count-once"): 2,
        (field_cell("audit.date"), "date"): "2026-13-40",
    }
    cells = {place: value for (place, _code), value in bad.items()}
    cells[_at("#1/other", "reason")] = "三位小数"
    cells[_at("#Z/other", "reason")] = "负数"
    assert sorted(_bad(cells)) == sorted(bad)


def test_what_does_not_go_together_is_named() -> None:
    cells = {
        _at("#1", "na"): "无",
        _at("#1/a"): 1,
        _at("#2", "na"): "不得不适用",
        _at("#C1", "reason"): "只有备注",
        _at("#M1", "photos"): "| 只有说明",
        _at("#L1", "na"): "=A1",
    }
    assert _bad(cells) == [
        (_at("#1", "na"), "na-and-answer"),
        (_at("#2", "na"), "na-forbidden"),
        (_at("#L1", "na"), "formula"),
        (_at("#C1", "reason"), "remark-without-answer"),
        (_at("#M1", "photos"), "photo"),
        (_at("#M1", "photos"), "remark-without-answer"),
    ]


def test_an_answer_where_the_criterion_does_not_apply_is_refused() -> None:
    document = blank(sample(), branch={"kind": "other"})
    assert _bad({_at("#3/a"): 1, _at("#C1"): "达标", _at("#3", "reason"): "x"}, document) == [
        (_at("#3/a"), "does-not-apply"),
        (_at("#3", "reason"), "does-not-apply"),
        (_at("#C1"), "does-not-apply"),
    ]


def test_content_outside_the_inputs_is_refused() -> None:
    stray = f"D{int(_at('signatures')[1:]) + 3}"
    cells = {_at("#1/a", "reason"): "写错行", _at("#1/a", "photos"): " ", "T12": "旁注", stray: 5}
    found = _bad(cells)
    assert sorted(found) == sorted(
        [(_at("#1/a", "reason"), "not-an-input"), ("T12", "not-an-input"), (stray, "row-without-key")]
    )


def test_rows_may_be_inserted_and_moved_but_not_lost() -> None:
    data = filled(sample(), {_at("#1/a"): 2, _at("#M1"): "93"}, blank(sample(), branch=FULL))
    book = load_workbook(BytesIO(data))
    page = book.worksheets[0]
    row = int(_at("#1/a")[1:])
    page.insert_rows(row, 3)
    page.insert_cols(3)
    moved: Any = read_score_sheet(sample(), saved(book))
    assert moved["answers"] == {"1": {"faults": {"a": 2}}, "M1": {"value": "93"}}
    page.delete_rows(row + 3)
    assert _problems(saved(book)) == [("评分表", "missing-row")]
    page["A12"] = "#nix/x"
    page["A13"] = "#1"
    codes = [code for _place, code in _problems(saved(book))]
    assert {"unknown-row", "repeated-row", "missing-row"} <= set(codes)


def test_a_formula_with_a_value_counts_as_the_value() -> None:
    cell = _at("#1/a")
    data = filled(sample(), {cell: "=1+1"})

    def give_value(content: bytes) -> bytes:
        given, times = re.subn(rb"<f>1\+1</f><v ?(/>|></v>)", b"<f>1+1</f><v>2</v>", content)
        assert times == 1
        return given

    read: Any = read_score_sheet(sample(), with_members(data, sheet=give_value))
    assert read["answers"] == {"1": {"faults": {"a": 2}}}


def test_a_sheet_of_another_checklist_is_refused() -> None:
    other = write_score_sheet(shipped("linkage-110@1"), None)
    assert _problems(other) == [("meta!B2", "other-checklist")]
    same_name = write_score_sheet(sample("zero"), None)
    assert _problems(same_name) == [("meta!B2", "other-content")]


def _with_meta(name: str, value: str | None) -> bytes:
    document = blank(sample(), branch={"region": "华北"})
    book = load_workbook(BytesIO(write_score_sheet(sample(), document)))
    for row in book["meta"].iter_rows(max_col=2):
        if row[0].value == name:
            row[1].value = value
    return saved(book)


def test_a_damaged_hidden_sheet_is_refused() -> None:
    assert _problems(_with_meta("format", "2")) == [("meta!B2", "sheet-format")]
    assert _problems(_with_meta("branch", "{")) == [("meta!B2", "sheet-damaged")]
    book = load_workbook(BytesIO(write_score_sheet(sample(), None)))
    del book["meta"]
    assert _problems(saved(book)) == [("", "not-a-score-sheet")]
    book = load_workbook(BytesIO(write_score_sheet(sample(), None)))
    book.worksheets[0].delete_rows(1)
    assert _problems(saved(book)) == [("", "not-a-score-sheet")]


def test_other_programs_and_other_sheets_make_no_difference() -> None:
    document = blank(
        sample(),
        branch={"name": '_x0041_ "=a"\n两行', "kind": "full"},
        answers={"1": {"faults": {"a": 1}, "note": "=1+1"}, "L1": {"level": "bad"}},
    )
    data = write_score_sheet(sample(), document, "en")
    assert canonical(read_score_sheet(sample(), with_shared_strings(data))) == canonical(document)  # type: ignore[arg-type]
    book = load_workbook(BytesIO(data))
    book.create_sheet("草稿", 0)["A1"] = "key"
    book.worksheets[1].title = "我的评分"
    assert canonical(read_score_sheet(sample(), saved(book))) == canonical(document)  # type: ignore[arg-type]


def test_every_code_of_a_workbook_has_words() -> None:
    assert {"not-a-workbook", "workbook-locked", "workbook-too-heavy", "not-a-score-sheet"} <= PROBLEMS.keys()
