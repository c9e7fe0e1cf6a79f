"""How the pages of a report look: numbers, contents, whole rows, readable signs."""

import io
import re
from typing import Any

import pikepdf
import pytest

from audit.reporting.press import printed
from audit.reporting.report import report_sheets
from audit.scoring.score import score
from tests.reporting.pages import (
    by_page,
    elements,
    glyphs,
    kids,
    outline,
    pages_under,
    pdftotext,
    squeezed,
    tofu,
    words_over_words,
)
from tests.reporting.reports import (
    RARE,
    example,
    example_photos,
    many_modules,
    sheets,
    small_answers,
    small_checklist,
    small_report,
)

Report = tuple[str, str, bytes]


def test_every_page_but_the_cover_is_numbered(report: Report) -> None:
    kind, language, data = report
    texts = [squeezed(text) for text in pdftotext(data)]
    for number, text in enumerate(texts, 1):
        form = f"第{number}页，共{len(texts)}页" if language == "zh" else f"Page{number}of{len(texts)}"
        cover = kind != "sheet" and number == 1
        assert (form.lower() in text.lower()) is not cover, (number, text[-60:])


def test_no_page_is_nearly_empty(report: Report) -> None:
    for number, text in enumerate(pdftotext(report[2]), 1):
        assert len(squeezed(text)) > 90, number


def test_no_sign_is_missing(pdf: pikepdf.Pdf) -> None:
    assert tofu(pdf) == set()


def test_the_contents_name_the_pages_where_the_headings_stand(report: Report, pdf: pikepdf.Pdf) -> None:
    kind, _language, data = report
    if kind != "full":
        return
    headings = outline(pdf)
    texts = pdftotext(data, "-layout")
    entries = dict(re.findall(r"^ *(\S[^·\n]*?) +(\d+)$", texts[1], re.MULTILINE))
    numbers = {squeezed(title): int(page) for title, page in entries.items()}
    wanted = {squeezed(title.split("\u3000")[0] if title[0].isdigit() else title): p for title, p in headings.items()}
    assert len(numbers) == 16, numbers
    assert {title: wanted[title] for title in numbers} == numbers
    for title, page in numbers.items():
        assert title in squeezed(texts[page - 1]), title


def test_headings_do_not_stand_alone_at_the_foot(report: Report, pdf: pikepdf.Pdf) -> None:
    """Behind every heading, on its page, comes a table with more than its head."""
    root = pdf.Root.StructTreeRoot
    for page, titles in by_page(outline(pdf)).items():
        rows = [row for row in elements(root, "/TR") if page in pages_under(pdf, row)]
        numbered = [title for title in titles if title[0].isdigit()]
        assert not numbered or len(rows) > 3 * len(numbered), titles


def test_no_row_of_the_sheet_is_cut_in_two(report: Report, pdf: pikepdf.Pdf) -> None:
    if report[0] == "exceptions":
        return
    scored, _document = example()
    rows = [row for row in elements(pdf.Root.StructTreeRoot, "/TR") if len(kids(row)) == 5]
    assert len(rows) > len(scored.criteria)
    assert [pages for row in rows if len(pages := pages_under(pdf, row)) > 1] == []
    starts = [row for row in rows if kids(kids(row)[0])]
    assert len(starts) == len(rows), "a row goes on without its number"


def test_every_criterion_is_on_the_sheet_once_in_order(report: Report) -> None:
    kind, _language, data = report
    if kind == "exceptions":
        return
    scored, _document = example()
    with pikepdf.open(io.BytesIO(data)) as opened:
        numbers = [row[0] for row in _rows(opened) if len(row) == 5 and re.fullmatch(r"\d+\.\d\d", row[2])]
    assert numbers == [criterion.line.id for criterion in scored.criteria]


def _rows(pdf: pikepdf.Pdf) -> list[list[str]]:
    from audit.reporting.tagged import table_rows

    return list(table_rows(pdf))


def test_a_photograph_stands_with_its_row(report: Report, pdf: pikepdf.Pdf) -> None:
    before: Any = None
    seen = 0
    for row in elements(pdf.Root.StructTreeRoot, "/TR"):
        if list(elements(row, "/Figure")):
            seen += 1
            assert pages_under(pdf, before) & pages_under(pdf, row), "the photograph is on another page"
        before = row
    assert seen == (0 if report[0] == "sheet" else 20)


def test_many_photographs_stand_with_their_rows() -> None:
    checklist, answers = small_checklist(), small_answers()
    section = checklist["modules"][0]["sections"][0]
    section["criteria"] = [{**section["criteria"][1], "id": str(number)} for number in range(1, 41)]
    photo = example_photos()["001-1.jpg"]
    answers["answers"] = {
        str(number): {"met": True, "note": "评" * (number % 7 * 20), "photos": [{"file": "001-1.jpg"}]}
        for number in range(1, 41)
    }
    data = printed(sheets(checklist, answers, "full", "zh", {"001-1.jpg": photo}))
    with pikepdf.open(io.BytesIO(data)) as opened:
        before, seen = None, set()
        for row in elements(opened.Root.StructTreeRoot, "/TR"):
            if list(elements(row, "/Figure")):
                assert pages_under(opened, before) == pages_under(opened, row)
                seen |= pages_under(opened, row)
            before = row
    assert len(seen) > 5


def test_the_summary_of_sixteen_modules_is_one_page() -> None:
    texts = pdftotext(printed(sheets(*many_modules(16), kind="exceptions")))
    assert "最省力的整改" in texts[1]
    assert "扣分明细" in texts[2]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_summary_of_an_open_audit_is_one_page(language: str) -> None:
    scored, document = example()
    answers = {id_: entry for n, (id_, entry) in enumerate(document["answers"].items()) if n % 3}
    document = {**document, "answers": answers}
    again = score(scored.checklist, document)
    data = printed(report_sheets(again, document, kind="exceptions", language=language, photos={}))
    texts = pdftotext(data)
    assert {"zh": "最省力的整改", "en": "Least effort"}[language] in texts[1]
    assert {"zh": "扣分明细", "en": "Deductions"}[language] in texts[2]


VETO = {
    "zh": "拒绝为老年人、残疾人提供人工服务，或强制要求使用智能设备办理业务的",
    "en": "Refusing to serve the elderly or the disabled at the counter, or forcing them to use machines",
}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("count", [1, 2, 9])
def test_vetoes_stand_on_the_cover_without_printing_over_anything(count: int, language: str) -> None:
    vetoes = [{"id": f"v{n}", "text": VETO, "effect": "disqualify"} for n in range(count)]
    answers = small_answers(name="网点" * 30)
    answers["vetoes"] = [veto["id"] for veto in vetoes]
    answers["audit"] = {"kind": "self", "date": "2026-05-20", "place": "地点" * 30, "assessors": ["某人"] * 20}
    answers["branch"] |= {"code": "B1", "kind": "full", "facilities": ["parking", "vip_area"]}
    data = printed(sheets(small_checklist(vetoes=vetoes), answers, "exceptions", language))
    texts = [squeezed(text) for text in pdftotext(data)]
    assert (squeezed(VETO[language]) in texts[0]) == (count == 1 or (count == 2 and language == "zh"))
    assert texts[1].count(squeezed(VETO[language])) >= count
    assert words_over_words(data, 1) == []


def test_a_sheet_alone_says_what_was_set_off() -> None:
    vetoes = [{"id": "v", "text": VETO, "effect": "disqualify"}]
    answers = small_answers() | {"vetoes": ["v"]}
    texts = pdftotext(printed(sheets(small_checklist(vetoes=vetoes), answers, "sheet")))
    assert squeezed(VETO["zh"]) in squeezed(texts[-1])


def test_english_signs_are_not_as_wide_as_chinese_ones(report: Report, pdf: pikepdf.Pdf) -> None:
    if report[1] != "en":
        return
    fonts: dict[str, set[str]] = {}
    for glyph in glyphs(pdf):
        fonts.setdefault(glyph.text, set()).add(glyph.font.partition("+")[2])
    latin = {"StarAudit-Latin", "StarAudit-Latin-Bold"}
    assert "’" in fonts
    wide = {sign: names for sign, names in fonts.items() if sign in set("‘’“”…·–—") and not names <= latin}
    assert wide == {}


def test_english_pages_hold_chinese_only_where_the_branch_does(report: Report) -> None:
    kind, language, data = report
    if language != "en":
        return
    _scored, document = example()
    given = squeezed(str(document))
    left = [
        run
        for text in pdftotext(data)
        for line in text.splitlines()
        for run in re.findall("[\u3400-\u9fff]+", line)
        if run not in given
    ]
    assert left == [], kind


@pytest.mark.parametrize("language", ["zh", "en"])
def test_rare_characters_are_printed_and_can_be_read_out(language: str) -> None:
    data = small_report(small_answers(name=f"{RARE}支行"), "exceptions", language)
    assert all(RARE in squeezed(text) for text in pdftotext(data)[:2])
    with pikepdf.open(io.BytesIO(data)) as opened:
        assert tofu(opened) == set()


def test_the_example_keeps_its_rows_whole_with_long_remarks_too() -> None:
    answers = small_answers("评" * 500)
    answers["answers"]["2"]["note"] = "星" * 590
    data = printed(sheets(small_checklist(), answers, "sheet"))
    with pikepdf.open(io.BytesIO(data)) as opened:
        rows = [row for row in elements(opened.Root.StructTreeRoot, "/TR") if len(kids(row)) == 5]
        assert [len(pages_under(opened, row)) for row in rows] == [1] * len(rows)
        assert all(kids(kids(row)[0]) for row in rows)
