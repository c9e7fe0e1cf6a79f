"""A report holds as it was printed, and does not after anything was done to it; verify never raises."""

import io
import json
import zlib
from collections.abc import Callable
from random import Random
from typing import Any

import pikepdf
import pytest

from audit.reporting.report import ANSWERS, CHECKLIST
from audit.reporting.seal import SEAL_NAME, is_whole, sealed
from audit.reporting.tagged import table_rows
from audit.reporting.verify import Findings, verify_pdf
from audit.scoring.figures import show
from tests.reporting.pages import elements, kids
from tests.reporting.reports import example, small_answers, small_report
from tests.scoring.cases import written

Report = tuple[str, str, bytes]


def codes(findings: Findings) -> set[str]:
    return {problem.code for problem in findings.problems}


def test_a_fresh_report_holds(report: Report) -> None:
    found = verify_pdf(report[2])
    assert found.problems == ()
    scored, _document = example()
    assert found.facts["final"] == show(scored.low.final)
    assert found.facts["checklist"] == scored.checklist.name
    assert int(str(found.facts["figures"])) > 50


def test_a_report_of_an_open_audit_holds() -> None:
    answers = small_answers()
    del answers["answers"]["2"]
    for kind in ("full", "exceptions", "sheet"):
        assert verify_pdf(small_report(answers, kind)).problems == ()


@pytest.mark.parametrize("name", ["", "2 号网点 7.00", "支行12345678901234567890123456", "㈠㎡⽬•·", "A" * 200])
def test_a_report_of_any_branch_holds(name: str) -> None:
    assert verify_pdf(small_report(small_answers(name=name), "exceptions")).problems == ()


# -- anything may have happened to the bytes


def test_a_flipped_byte_anywhere_shows(small: bytes) -> None:
    rng = Random(6)
    at = small.index(b"/StarAuditSeal <" if b"/StarAuditSeal <" in small else b"/StarAuditSeal<")
    places = [*rng.sample(range(len(small)), 200), 0, len(small) - 1, *range(at, at + 82, 9)]
    for place in places:
        flipped = bytearray(small)
        flipped[place] ^= rng.choice([1, 2, 4, 8, 16, 32, 64, 128])
        assert not is_whole(bytes(flipped)), place
    for place in places[::10]:
        flipped = bytearray(small)
        flipped[place] ^= 0x20
        assert "seal-broken" in codes(verify_pdf(bytes(flipped))), place


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data[:-1],
        lambda data: data[: len(data) // 2],
        lambda data: data[:9],
        lambda data: data + b"\n",
        lambda data: data + data,
        lambda data: b"\n" + data,
        lambda data: data.replace(b"StarAuditSeal", b"StarAuditSeat"),
        lambda data: data.replace(b"\n", b"\r\n"),
    ],
)
def test_a_cut_or_padded_file_shows(small: bytes, change: Callable[[bytes], bytes]) -> None:
    assert "seal-broken" in codes(verify_pdf(change(small)))


@pytest.mark.parametrize("seed", range(12))
def test_rubbish_is_no_report(seed: int) -> None:
    rng = Random(seed)
    data = [b"", b"%PDF-1.7\n", b"%PDF-1.7\n%%EOF", b"PK\x03\x04", b"\x89PNG\r\n"][seed % 5] + rng.randbytes(seed * 500)
    assert codes(verify_pdf(data)) == {"seal-broken", "not-a-report"}


def test_somebody_elses_pdf_is_no_report() -> None:
    written_ = io.BytesIO()
    with pikepdf.new() as foreign:
        foreign.add_blank_page()
        foreign.save(written_)
    assert codes(verify_pdf(written_.getvalue())) == {"seal-broken", "attachment-missing"}


def test_two_seals_are_none(small: bytes) -> None:
    assert not is_whole(small + b"/StarAuditSeal <" + b"0" * 64 + b">")
    with pytest.raises(ValueError, match="room"):
        sealed(small + b"/StarAuditSeal <" + b"0" * 64 + b">")


# -- somebody who knows how to seal


def resealed(data: bytes, change: Callable[[pikepdf.Pdf], None]) -> bytes:
    """The file after a change, sealed again as our own reports are."""
    written_ = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        change(pdf)
        pdf.Root[f"/{SEAL_NAME}"][f"/{SEAL_NAME}"] = pikepdf.String(bytes(32))
        pdf.save(written_, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    done = sealed(written_.getvalue())
    assert is_whole(done)
    return done


def attach(pdf: pikepdf.Pdf, name: str, data: bytes) -> None:
    pdf.attachments[name] = pikepdf.AttachedFileSpec(pdf, data, filename=name)


def other_answers() -> dict[str, Any]:
    answers = small_answers()
    answers["answers"]["1"]["faults"]["a"] = 2
    return answers


def test_saving_and_sealing_alone_changes_no_figure(small: bytes) -> None:
    assert verify_pdf(resealed(small, lambda _: None)).problems == ()


def test_other_answers_do_not_give_the_printed_figures(small: bytes) -> None:
    forged = resealed(small, lambda pdf: attach(pdf, ANSWERS, written(other_answers()).encode()))
    found = verify_pdf(forged)
    assert codes(found) == {"figure-differs", "page-differs"}
    places = {problem.where() for problem in found.problems}
    assert {"1", "final", "modules.1"} <= places


def test_another_checklist_does_not_give_the_printed_figures(small: bytes) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        checklist = json.loads(pdf.attachments[CHECKLIST].get_file().read_bytes())
        checklist["modules"][0]["sections"][0]["criteria"][1]["points"] = "5"
        attach(pdf, CHECKLIST, json.dumps(checklist).encode())

    assert codes(verify_pdf(resealed(small, change))) == {"figure-differs"}


@pytest.mark.parametrize("name", [ANSWERS, CHECKLIST])
@pytest.mark.parametrize(
    ("data", "code"),
    [
        (None, "attachment-missing"),
        (b"", None),
        (b"\xff\xfe", "not-utf8"),
        (b"[", "not-json"),
        (b"[]", None),
        (b"null", None),
        (b"[" * 100_000, None),
        (b'{"a": 1, "a": 2}', "duplicate-name"),
        (b"[" + b"0," * 8_500_000 + b"0]", "too-large"),
    ],
    ids=["none", "empty", "bytes", "half", "list", "null", "deep", "twice", "long"],
)
def test_an_unreadable_attachment_is_named(small: bytes, name: str, data: bytes | None, code: str | None) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        del pdf.attachments[name]
        if data is not None:
            attach(pdf, name, data)

    found = codes(verify_pdf(resealed(small, change)))
    assert found
    assert code is None or code in found or (code, found) == ("not-json", {"not-yaml"})


def test_an_attachment_that_is_broken_inside_is_refused(small: bytes) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        stream = pdf.attachments[ANSWERS].obj.EF.F
        stream.write(zlib.compress(b"x" * 100)[:-9] + b"\0" * 9, filter=pikepdf.Name.FlateDecode)

    assert not verify_pdf(resealed(small, change)).holds


def repaint(pdf: pikepdf.Pdf, page: int, shown: str, instead: str, occurrence: int = 0) -> None:
    """Shows other digits where a text is shown on a page, in the same font."""
    from tests.reporting.pages import to_unicode

    held = pdf.pages[page]
    instructions = list(pikepdf.parse_content_stream(held))
    found, known = 0, {}
    for position, instruction in enumerate(instructions):
        operands: Any = instruction.operands
        if str(instruction.operator) == "Tf":
            known = to_unicode(held.obj.Resources.Font[str(operands[0])])
        if str(instruction.operator) != "TJ":
            continue
        raw = b"".join(bytes(part) for part in operands[0] if isinstance(part, pikepdf.String))
        pairs = [int.from_bytes(raw[first : first + 2], "big") for first in range(0, len(raw), 2)]
        if "".join(known.get(code, "") for code in pairs) != shown:
            continue
        if found == occurrence:
            codes_of = {text: code for code, text in known.items()}
            data = b"".join(codes_of[sign].to_bytes(2, "big") for sign in instead)
            text = pikepdf.ContentStreamInstruction([pikepdf.Array([pikepdf.String(data)])], pikepdf.Operator("TJ"))
            instructions[position] = text
            held.obj.Contents = pdf.make_stream(pikepdf.unparse_content_stream(instructions))
            return
        found += 1
    raise AssertionError(f"{shown} is not shown on page {page + 1} that often")


# The pages of the small report: cover, contents, summary, deductions, sheet, ledger, workings.
COVER, SUMMARY, DEDUCTIONS, SHEET, LEDGER, WORKINGS = 0, 2, 3, 4, 5, 6
HOW_OFTEN = pytest.mark.parametrize(
    ("page", "shown", "instead", "occurrence"),
    [
        pytest.param(SUMMARY, "7.00", "9.00", 0, id="points of a module"),
        pytest.param(SUMMARY, "6.00", "7.00", 1, id="sum of a module"),
        pytest.param(SUMMARY, "6.00", "7.00", 2, id="score of a module"),
        pytest.param(SUMMARY, "7.00", "6.00", 1, id="points of all"),
        pytest.param(SUMMARY, "6.00", "7.00", 3, id="final score"),
        pytest.param(DEDUCTIONS, "−1.00", "−0.00", 0, id="deduction"),
        pytest.param(SHEET, "2.00", "0.00", 0, id="score of a criterion"),
        pytest.param(SHEET, "3.00", "2.00", 0, id="points of a criterion"),
        pytest.param(SHEET, "4.00", "3.00", 1, id="score of another"),
    ],
)


@HOW_OFTEN
def test_another_printed_figure_shows(small: bytes, page: int, shown: str, instead: str, occurrence: int) -> None:
    forged = resealed(small, lambda pdf: repaint(pdf, page, shown, instead, occurrence))
    found = verify_pdf(forged)
    assert codes(found) == {"figure-differs"}
    assert any(instead in str(problem.facts["printed"]) for problem in found.problems)


@pytest.mark.parametrize(
    ("page", "shown", "instead"),
    [
        pytest.param(COVER, "6.00", "7.00", id="final score on the cover"),
        pytest.param(SUMMARY, "6.00", "7.00", id="final score above the summary"),
        pytest.param(SHEET, "6.00", "7.00", id="sum of a section"),
        pytest.param(LEDGER, "1.00", "0.10", id="deduction in the ledger"),
        pytest.param(WORKINGS, "6.00", "7.00", id="a step of the workings"),
    ],
)
def test_another_printed_figure_shows_wherever_it_stands(small: bytes, page: int, shown: str, instead: str) -> None:
    with pikepdf.open(io.BytesIO(small)) as pdf:
        repaint(pdf, page, shown, instead)
    found = verify_pdf(resealed(small, lambda pdf: repaint(pdf, page, shown, instead)))
    assert codes(found) == {"figure-differs"}


def test_a_sheet_alone_shows_another_final_score() -> None:
    data = small_report(kind="sheet")
    forged = resealed(data, lambda pdf: repaint(pdf, 0, "6.00 / 7.00", "7.00 / 7.00"))
    assert {problem.where() for problem in verify_pdf(forged).problems} == {"final"}


# The pages that hold figures; without the contents only the count of the pages is wrong.
@pytest.mark.parametrize("page", range(7))
def test_a_page_taken_out_shows(small: bytes, page: int) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        del pdf.pages[page]

    found = verify_pdf(resealed(small, change))
    assert "page-differs" in codes(found)
    assert ("row-missing" in codes(found)) == (page in {SUMMARY, DEDUCTIONS, SHEET})


def test_pages_in_another_order_show(small: bytes) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.pages.insert(3, pdf.pages[2])
        del pdf.pages[2]
        pdf.pages.reverse()

    assert "page-differs" in codes(verify_pdf(resealed(small, change)))


def test_rows_taken_from_the_tree_show(small: bytes) -> None:
    """The figures stay on the page, where no reader of the tags would find them."""

    def change(pdf: pikepdf.Pdf) -> None:
        for element in elements(pdf.Root.StructTreeRoot, "/TR"):
            if len(kids(element)) == 5:
                element.K = pikepdf.Array([])

    assert {"row-missing", "page-differs"} <= codes(verify_pdf(resealed(small, change)))


OVER = [
    b"q 1 1 1 rg 100 500 200 60 re f Q",
    b"/Artifact BMC q 1 1 1 rg 100 500 200 60 re f Q BT /F1 12 Tf 100 520 Td <0001> Tj ET EMC",
    b"BT /F1 12 Tf 100 520 Td <0001> Tj ET",
    b"/P <</MCID 9999>> BDC BT /F1 12 Tf 100 520 Td <0001> Tj ET EMC",
    b"q 100 0 0 100 0 0 cm /Im9 Do Q",
    b"q 10 0 0 10 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \xff EI Q",
]


@pytest.mark.parametrize("paint", OVER)
def test_what_is_drawn_over_a_page_shows(small: bytes, paint: bytes) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.pages[SUMMARY].contents_add(b"\n" + paint, prepend=False)

    found = codes(verify_pdf(resealed(small, change)))
    assert found in ({"painted-over"}, {"page-differs"})


def test_a_note_pasted_on_a_page_shows(small: bytes) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FreeText, Rect=[9, 9, 99, 99])
        pdf.pages[SUMMARY].obj.Annots = pdf.make_indirect(pikepdf.Array([pdf.make_indirect(note)]))

    assert codes(verify_pdf(resealed(small, change))) == {"painted-over"}


def test_pages_without_figures_hold_nothing(small: bytes) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        for page in pdf.pages:
            page.obj.Contents = pdf.make_stream(b"")

    assert {"no-figures", "page-differs"} <= codes(verify_pdf(resealed(small, change)))


def test_a_report_without_tags_holds_nothing(small: bytes) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        del pdf.Root.StructTreeRoot

    assert {"no-figures", "page-differs"} <= codes(verify_pdf(resealed(small, change)))


def test_a_tree_that_bites_its_tail_ends(small: bytes) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        root = pdf.Root.StructTreeRoot
        loop = pdf.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.Div))
        loop.K = loop
        root.K = pikepdf.Array([loop])

    assert not verify_pdf(resealed(small, change)).holds


def test_the_tables_are_read_from_the_page(small: bytes) -> None:
    with pikepdf.open(io.BytesIO(small)) as pdf:
        rows = list(table_rows(pdf))
    assert ["1", "环境", "7.00", "6.00", "6.00", "85.7%"] in rows
    assert any(row[0] == "1" and row[2:4] == ["3.00", "2.00"] for row in rows if len(row) == 5)
