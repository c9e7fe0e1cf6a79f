"""What archives, screen readers and browsers need of every report, and the same bytes for the same input."""

import hashlib
import io
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pikepdf
import pytest

from audit.reporting.press import PressError, printed
from audit.reporting.report import ANSWERS, CHECKLIST
from tests.catalogue import ROOT
from tests.reporting.pages import elements, font_file, fonts_of, glyphs, kids, outline, to_unicode
from tests.reporting.reports import example, sheets, small_answers, small_checklist

Report = tuple[str, str, bytes]
TITLES = {
    ("full", "zh"): "网点服务考评报告",
    ("exceptions", "zh"): "网点服务考评扣分报告",
    ("sheet", "zh"): "网点服务考评评分表",
}


def test_it_says_that_it_is_archivable_and_accessible(pdf: pikepdf.Pdf) -> None:
    with pdf.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        assert metadata["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"


def test_title_and_language(report: Report, pdf: pikepdf.Pdf) -> None:
    kind, language, _data = report
    title = str(pdf.docinfo["/Title"])
    with pdf.open_metadata() as metadata:
        assert metadata["dc:title"] == title
    assert title == TITLES.get((kind, language), title)
    assert (language == "en") == title.isascii()
    assert str(pdf.Root.Lang) == {"zh": "zh-CN", "en": "en"}[language]
    assert pdf.Root.ViewerPreferences.DisplayDocTitle is True


def test_no_metadata_of_an_english_report_is_punctuated_in_chinese(report: Report, pdf: pikepdf.Pdf) -> None:
    if report[1] == "en":
        assert "（" not in str(pdf.docinfo["/Subject"])


def test_it_is_tagged(pdf: pikepdf.Pdf) -> None:
    assert pdf.Root.MarkInfo.Marked is True
    kinds = {str(element.S) for element in elements(pdf.Root.StructTreeRoot)}
    assert {"/Document", "/H1", "/Table", "/TR", "/TH", "/TD"} <= kinds
    assert all("/StructParents" in page.obj for page in pdf.pages)


def test_every_header_cell_says_for_what(pdf: pikepdf.Pdf) -> None:
    """Data cells name their headers, and every name is that of a header cell of the document."""
    names = [str(header.ID) for header in elements(pdf.Root.StructTreeRoot, "/TH")]
    assert len(names) == len(set(names)) > 0
    for row in elements(pdf.Root.StructTreeRoot, "/TR"):
        cells = kids(row)
        if len(cells) == 5:
            for cell in cells:
                held = [] if cell.S == "/TH" else [str(name) for name in cell.A.Headers]
                assert held or cell.S == "/TH"
                assert set(held) <= set(names)


def test_it_has_outlines(report: Report, pdf: pikepdf.Pdf) -> None:
    assert len(outline(pdf)) >= {"full": 17, "exceptions": 4, "sheet": 11}[report[0]]


def test_every_font_is_embedded_cut_down_and_readable(pdf: pikepdf.Pdf) -> None:
    fonts = fonts_of(pdf)
    assert fonts
    for name, font in fonts.items():
        subset, plus, _family = name.removeprefix("/").partition("+")
        assert (len(subset), plus, subset.isupper()) == (6, "+", True), name
        assert font.Encoding == "/Identity-H"
        program = font_file(font)
        assert len(program.getGlyphOrder()) > 1
        assert to_unicode(font)
        assert sum(map(bool, (program["glyf"][glyph].numberOfContours for glyph in program.getGlyphOrder()))) < 5000
    simple = [thing for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/Font"]
    assert {str(font.Subtype) for font in simple} == {"/Type0", "/CIDFontType2"}


def test_every_shown_glyph_has_a_character(pdf: pikepdf.Pdf) -> None:
    assert {glyph for glyph in glyphs(pdf) if glyph.text == "\ufffd"} == set()


def test_its_data_is_attached(pdf: pikepdf.Pdf) -> None:
    scored, document = example()
    relations = {name: str(spec.obj.AFRelationship) for name, spec in pdf.attachments.items()}
    assert relations == {ANSWERS: "/Source", CHECKLIST: "/Supplement"}
    assert json.loads(pdf.attachments[ANSWERS].get_file().read_bytes()) == json.loads(json.dumps(document))
    held = pdf.attachments[CHECKLIST].get_file().read_bytes()
    assert hashlib.sha256(held).hexdigest() == scored.checklist.digest
    assert len(pdf.Root.AF) >= len(relations)
    for name in relations:
        assert str(pdf.attachments[name].obj.EF.F.Subtype) == "/application/json"


def test_its_colours_are_those_of_a_profile(pdf: pikepdf.Pdf) -> None:
    (intent,) = pdf.Root.OutputIntents
    assert intent.S == "/GTS_PDFA1"
    profile = intent.DestOutputProfile
    assert profile.N == 3
    assert profile.read_bytes()[36:40] == b"acsp"


def test_every_figure_is_described(report: Report, pdf: pikepdf.Pdf) -> None:
    figures = list(elements(pdf.Root.StructTreeRoot, "/Figure"))
    assert len(figures) == {"full": 25, "exceptions": 25, "sheet": 0}[report[0]]
    assert [figure for figure in figures if not str(figure.get("/Alt", "")).strip()] == []


def test_nothing_in_it_acts_or_leads_out(pdf: pikepdf.Pdf) -> None:
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Dictionary):
            assert not {"/JS", "/JavaScript", "/Launch", "/OpenAction", "/AA", "/URI"} & set(thing.keys())
    assert "/Encrypt" not in pdf.trailer


def test_qpdf_finds_nothing_wrong(report: Report, tmp_path: Path) -> None:
    place = tmp_path / "report.pdf"
    place.write_bytes(report[2])
    with pikepdf.open(place) as opened:
        assert opened.check_pdf_syntax() == []


# -- the same bytes

_ELSEWHERE = """
import hashlib, sys
from audit.reporting.press import printed
from tests.reporting.reports import sheets, small_answers, small_checklist
data = printed(sheets(small_checklist(), small_answers()))
sys.stdout.write(hashlib.sha256(data).hexdigest())
"""


def elsewhere(**environment: str) -> str:
    """The digest of the small report, printed by a process of its own."""
    command = [sys.executable, "-c", _ELSEWHERE]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout


def test_the_same_input_gives_the_same_bytes_at_any_time_in_any_process(small: bytes) -> None:
    later = elsewhere(PYTHONHASHSEED="7", TZ="Asia/Tokyo", LANG="de_DE.UTF-8")
    assert later == hashlib.sha256(small).hexdigest()


def test_another_input_gives_another_identifier() -> None:
    identifiers = set()
    for note in ("一", "二"):
        with pikepdf.open(io.BytesIO(printed(sheets(small_checklist(), small_answers(note), "sheet")))) as opened:
            identifiers.add(bytes(opened.trailer.ID[0]))
    assert len(identifiers) == 2


# -- the press


def test_a_report_that_takes_too_long_is_given_up() -> None:
    started = time.monotonic()
    with pytest.raises(PressError, match="within"):
        printed(sheets(small_checklist(), small_answers()), seconds=0)
    assert time.monotonic() - started < 5


def test_a_report_that_takes_too_much_memory_is_given_up() -> None:
    with pytest.raises(PressError):
        printed(sheets(small_checklist(), small_answers("评" * 50_000)), memory=50_000_000)


def test_every_header_cell_says_what_it_heads(pdf: pikepdf.Pdf) -> None:
    scopes = {
        str(item.A.get("/Scope"))
        for item in pdf.objects
        if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/TH"
    }
    assert scopes == {"/Column", "/Row"}
