"""Lists as workbooks: what is written comes back, and every cell that cannot be read is told."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from audit.scoring.problems import RefusedError
from audit.workbooks.organisations import organisations_table
from audit.workbooks.record_sheets import write_records
from audit.workbooks.records import MOST_ROWS, Read, read_records
from tests.workbooks.surgery import saved

TABLE = organisations_table(
    {"branch": "网点", "city": "支行"},
    {"full": "综合网点", "smart": "智能网点"},
    {"parking": "停车场", "vip_area": "贵宾服务区"},
    {"active": "启用", "closed": "停用"},
)
DOCK = {
    "code": "007",
    "name": "=1+1 码头",
    "name_en": "Dock",
    "level": "branch",
    "parent": "-2",
    "kind": "full",
    "facilities": ("parking", "vip_area"),
    "staff_count": 12,
    "address": "江边路1号",
    "active": "active",
}
RIVER = dict.fromkeys(DOCK, "") | {"code": "RIVER", "name": "沿江", "level": "city", "active": "closed"}
RIVER |= {"facilities": (), "staff_count": None}


def changed(change: Callable[[Worksheet], None]) -> bytes:
    """The sheet of both, changed by a person."""
    book = load_workbook(BytesIO(write_records(TABLE, [DOCK, RIVER], "zh")))
    change(book.worksheets[0])
    return saved(book)


def put(**cells: Any) -> bytes:
    """The sheet of both with other values in some cells."""

    def change(page: Worksheet) -> None:
        for address, value in cells.items():
            page[address] = value

    return changed(change)


def told(data: bytes) -> list[tuple[str, str]]:
    """Place and code of every problem."""
    return [(problem.where(), problem.code) for problem in read_records(TABLE, data, "zh").problems]


def values(read: Read) -> list[dict[str, object]]:
    """Only the values of the rows."""
    assert read.problems == []
    return [row.values for row in read.rows]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_written_comes_back(language: str) -> None:
    read = read_records(TABLE, write_records(TABLE, [DOCK, RIVER], language), "zh")
    assert values(read) == [DOCK, RIVER]
    assert read.rows[0].place("staff_count") == ("机构表!H2" if language == "zh" else "Organisations!H2")


def test_the_same_list_is_the_same_file() -> None:
    assert write_records(TABLE, [DOCK], "zh") == write_records(TABLE, [DOCK], "zh")


def test_a_template_has_lists_to_choose_from_and_no_rows() -> None:
    data = write_records(TABLE, [], "zh")
    assert values(read_records(TABLE, data, "zh")) == []
    book = load_workbook(BytesIO(data))
    rules = {rule.type: str(rule.sqref) for rule in book.worksheets[0].data_validations.dataValidation}
    assert rules["whole"] == f"H2:H{MOST_ROWS + 1}"
    assert "list" in rules
    assert [book["lists"]["F1"].value, book["lists"]["F2"].value] == ["综合网点", "智能网点"]
    assert any("停车场" in str(row[0].value) for row in book.worksheets[2].iter_rows())


def test_columns_may_be_moved_left_out_and_named_in_english() -> None:
    book = Workbook()
    page = book.worksheets[0]
    page.append([None, "Staff", "CODE ", "设施"])
    page.append([])
    page.append([None, "１２人", "　Ａ１", "Vip_Area，停车场/停车场"])
    read = read_records(TABLE, saved(book), "zh")
    staff = {"staff_count": 12} if "Staff" in TABLE.headings("en") else {}
    assert read.rows[0].values | staff == {"code": "Ａ１", "facilities": ("vip_area", "parking")} | staff
    assert read.rows[0].number == 3


def test_words_are_taken_in_both_languages_and_as_codes() -> None:
    read = read_records(TABLE, put(D2="Branch", F2="SMART", J2="停用", D3="ｃｉｔｙ", J3="active"), "zh")
    assert [(row["level"], row["kind"], row["active"]) for row in values(read)] == [
        ("branch", "smart", "closed"),
        ("city", "", "active"),
    ]


def test_every_bad_cell_is_told_with_its_address() -> None:
    data = put(D2="总部", G2="停车场、泳池", H2="十二", H3="-1", B3="=1+1", A3="#REF!", L2="旁注", K1="备注")
    assert sorted(told(data)) == sorted(
        [
            ("机构表!A3", "error-value"),
            ("机构表!D2", "one-of"),
            ("机构表!G2", "one-of"),
            ("机构表!H2", "whole"),
            ("机构表!H3", "whole"),
            ("机构表!B3", "formula"),
            ("机构表!L2", "outside-columns"),
            ("机构表!K1", "unknown-column"),
        ]
    )


def test_a_number_is_a_number_however_it_was_typed() -> None:
    for typed in ("１２", " 12人", 12, 12.0):
        assert values(read_records(TABLE, put(H2=typed), "zh"))[0]["staff_count"] == 12
    for typed in (12.5, "1e3", "", "12 13", "9" * 10):
        read = read_records(TABLE, put(H2=typed), "zh")
        # an emptied cell is empty; one that cannot be read says nothing
        expected = (None, 0) if typed == "" else ("unread", 1)
        assert (read.rows[0].values.get("staff_count", "unread"), len(read.problems)) == expected


def test_a_repeated_heading_is_told() -> None:
    assert ("机构表!K1", "repeated-column") in told(put(K1="机构名称", K2="另一个名称"))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"not a workbook", "not-a-workbook"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + bytes(100), "workbook-locked"),
        (saved(Workbook()), "no-such-sheet"),
        (changed(lambda page: page.delete_cols(1)), "no-such-sheet"),
        (changed(lambda page: page.insert_rows(1, 6)), "no-such-sheet"),
    ],
)
def test_what_holds_no_list_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(RefusedError) as refused:
        read_records(TABLE, data, "zh")
    assert [problem.code for problem in refused.value.problems] == [code]


@pytest.mark.parametrize("above", [0, 4])
def test_more_rows_than_are_read_are_told_never_lost(above: int) -> None:
    book = Workbook()
    page = book.worksheets[0]
    for _ in range(above):
        page.append([])
    page.append(["机构编号", "机构名称"])
    for number in range(MOST_ROWS):
        page.append([f"A{number}", "某网点"])
    assert len(values(read_records(TABLE, saved(book), "zh"))) == MOST_ROWS
    page.append(["B", "多出的一行"])
    with pytest.raises(RefusedError) as refused:
        read_records(TABLE, saved(book), "zh")
    assert refused.value.problems[0].code == "too-many-rows"
