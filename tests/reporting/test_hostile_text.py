"""Whatever a person wrote is printed as text: long, foreign, or written to be something else."""

import io

import pikepdf
import pytest

from audit.reporting.glyphs import with_glyphs
from audit.reporting.html import stylesheet
from audit.reporting.press import printed
from audit.reporting.running import Running, running_style
from audit.reporting.verify import verify_pdf
from tests.reporting.pages import pdftotext, squeezed, tofu
from tests.reporting.reports import sheets, small_answers, small_checklist, small_report

MARKUP = [
    "<script>alert(1)</script>",
    "</style><h1>x</h1>",
    "<img src=file:///etc/passwd>",
    "</td></tr></table>",
    "<!-- x",
    "<![CDATA[x]]>",
    "&amp; &#x41; &nbsp;",
    "{{ 7*7 }} {% raw %}",
    "{0} {name} %s %(x)d",
    'a" onerror="x',
    "a'); } body { display: none } /*",
    "\\27 \\a \\",
    "@import url(http://x)",
]


@pytest.mark.parametrize("kind", ["full", "sheet"])
def test_markup_is_printed_as_text(kind: str) -> None:
    text = " ".join(MARKUP)
    answers = small_answers(text, text, other=[{"points": "0.5", "reason": text}])
    answers["branch"] |= {"code": text, "kind": text, "facilities": [text]}
    answers["audit"] = {"kind": text, "date": "2026-05-20", "place": text, "assessors": [text]}
    answers["answers"]["2"] = {"na": text}
    data = printed(sheets(small_checklist(), answers, kind))
    read = squeezed("".join(pdftotext(data, "-layout" if kind == "x" else "-raw")))
    for piece in MARKUP:
        assert read.count(squeezed(piece)) >= 4, piece
    assert b"/etc/passwd:" not in data
    assert verify_pdf(data).holds


def test_markup_in_a_checklist_is_printed_as_text() -> None:
    text = " ".join(MARKUP[:4])
    checklist = small_checklist(title=text)
    module = checklist["modules"][0]
    module["title"] = module["sections"][0]["title"] = text
    module["sections"][0]["criteria"][0]["text"] = text
    data = printed(sheets(checklist, small_answers()))
    read = squeezed("".join(pdftotext(data, "-raw")))
    assert read.count(squeezed(text)) >= 5
    assert verify_pdf(data).holds


@pytest.mark.parametrize("text", [*MARKUP, "\u2028\u2029", '"\\', "评" * 100, "\ufeff", "\U0001f44d"])
def test_a_name_cannot_leave_the_running_style(text: str) -> None:
    import tinycss2

    style = running_style(Running("full", "zh", text, text, "k@1", "0" * 64))
    rules = tinycss2.parse_stylesheet(style, skip_whitespace=True)
    assert [(rule.type, rule.at_keyword) for rule in rules] == [("at-rule", "page")] * 2
    boxes = tinycss2.parse_rule_list(rules[0].content, skip_whitespace=True)
    assert [box.at_keyword for box in boxes] == ["top-left", "top-right", "bottom-left", "bottom-right"]
    shown = [token.value for token in boxes[1].content if token.type == "string"]
    assert len(shown) == 1
    assert shown[0][:20] == with_glyphs(text)[:20]


def test_our_own_style_has_no_fault() -> None:
    import tinycss2

    rules = tinycss2.parse_stylesheet(stylesheet(), skip_comments=True, skip_whitespace=True)
    assert len(rules) > 50
    assert [rule.message for rule in rules if rule.type == "error"] == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("评" * 4000, id="4000"),
        pytest.param("一丝不苟，有始有终。" * 1000, id="10000"),
        pytest.param("x" * 4000, id="unbroken"),
        pytest.param("word " * 2000, id="words"),
    ],
)
def test_a_long_remark_is_printed_whole(text: str) -> None:
    data = small_report(small_answers(text), "sheet")
    pages = pdftotext(data, "-raw")
    # what runs along every page stands between two stretches of the remark
    rows = "".join(squeezed(page) for page in pages)
    assert len(pages) > 1
    for sign in set(squeezed(text)):
        assert rows.count(sign) >= text.count(sign)
    assert verify_pdf(data).holds


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_the_lines_of_a_remark_stay_lines(ending: str) -> None:
    remark = ending.join(["第一行", "第二行", *[""] * 3000, "第三行"])
    texts = pdftotext(small_report(small_answers(remark, other=[{"points": "0.5", "reason": "甲\n乙"}]), "sheet"))
    assert len(texts) == 1
    lines = [
        line.split()[-1]
        for line in pdftotext(small_report(small_answers(remark), "sheet"), "-layout")[0].splitlines()
        if line.strip()
    ]
    assert lines.index("第二行") == lines.index("备注：第一行") + 1
    assert lines.index("第三行") > lines.index("第二行")


def test_many_short_lines_break_between_pages() -> None:
    data = small_report(small_answers("\n".join(map(str, range(100, 150)))), "sheet")
    assert len(pdftotext(data)) == 2
    assert verify_pdf(data).holds


def test_a_long_text_stays_on_the_page() -> None:
    answers = small_answers("x" * 500, other=[{"points": "0.5", "reason": "y" * 500}])
    answers["audit"] = {"place": "z" * 200}
    _assert_inside(small_report(answers))


def test_a_long_name_stays_on_the_cover() -> None:
    _assert_inside(small_report(small_answers(name="n" * 120), "exceptions"))


def _assert_inside(data: bytes) -> None:
    """No word stands beyond the edge of its page."""
    import re
    import subprocess

    done = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=data, capture_output=True, check=True, timeout=60)
    width = 0.0
    for line in done.stdout.decode().splitlines():
        if found := re.search(r'<page width="([\d.]+)"', line):
            width = float(found[1])
        elif found := re.search(r'xMin="(-?[\d.]+)".*xMax="([\d.]+)"', line):
            assert 0 <= float(found[1]) <= float(found[2]) <= width, line[:200]


FOREIGN = {
    "emoji": "👍🏽 👨‍👩‍👧 🇨🇳 ✅",
    "hebrew": "שלום עולם",
    "arabic": "مرحبا بالعالم",
    "uyghur": "ئۇيغۇرچە",
    "tibetan": "བོད་ཡིག",
    "mongolian": "ᠮᠣᠩᠭᠣᠯ",
    "cyrillic": "Привет, мир",
    "greek": "ΑΒΓ αβγ",
    "japanese": "ひらがな カタカナ",
    "vietnamese": "Tiếng Việt",
    "blanks": "a\u00a0b\u2009c\u3000d\u200be\u00adf\u2060g",
    "directions": "\u202eabc\u202c\u2066def\u2069",
    "signs": "①②③ ㈠ ℃ ㎡ № ™ € ¥ ￥ ± × ÷ ≤ ≥ → √ ★ ☆ ■ □ ● ○ ◆",
    "typography": "‘a’ “b” «c» – — … ‑ •",
}


@pytest.fixture(scope="module")
def foreign() -> bytes:
    answers = small_answers(other=[{"points": "0.01", "reason": text} for text in FOREIGN.values()])
    return small_report(answers, "sheet")


@pytest.mark.parametrize("script", ["cyrillic", "greek", "japanese", "vietnamese", "signs", "typography"])
def test_a_foreign_text_can_be_read_out(foreign: bytes, script: str) -> None:
    def kept(text: str) -> str:
        return "".join(sign for sign in squeezed(text) if sign.isprintable()).replace("‑", "-")

    assert kept(FOREIGN[script]) in kept("".join(pdftotext(foreign, "-raw")))
    assert verify_pdf(foreign).holds


@pytest.mark.parametrize("script", ["cyrillic", "greek", "japanese", "vietnamese", "signs", "typography", "blanks"])
def test_a_foreign_text_can_be_seen(foreign: bytes, script: str) -> None:
    with pikepdf.open(io.BytesIO(foreign)) as opened:
        missing = {sign for text in tofu(opened) for sign in text}
    assert {sign for sign in FOREIGN[script] if sign in missing and sign.isprintable()} == set()


@pytest.mark.parametrize("script", ["emoji", "hebrew", "uyghur", "tibetan", "mongolian"])
def test_what_no_font_has_is_shown_as_a_sign_and_not_as_a_box(foreign: bytes, script: str) -> None:
    with pikepdf.open(io.BytesIO(foreign)) as opened:
        missing = {sign for text in tofu(opened) for sign in text}
    assert {sign for sign in FOREIGN[script] if sign in missing} == set()
