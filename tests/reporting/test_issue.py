"""A locked report: its number on every page, a code that leads to its verification, the drawn signatures."""

import io
import re
import subprocess
from typing import Any

import pikepdf
import pytest
import segno
from PIL import Image, ImageDraw

from audit.reporting.issue import Issue, Signature
from audit.reporting.press import printed
from audit.reporting.report import ANSWERS, CHECKLIST, ISSUE, report_sheets
from audit.reporting.signature import drawn
from audit.reporting.verify import verify_pdf
from audit.scoring.problems import RefusedError
from tests.reporting.pages import elements, pdftotext, squeezed, tofu
from tests.reporting.reports import KINDS, scored_pair, small_answers, small_checklist
from tests.reporting.test_verify import attach, resealed

URL = "https://bank.example/v/7KQ4M2XA"
PATH = b"M 10 40 C 30 -20 50 90 70 40 Q 90 0 110 40 L 130 45M60,70L140,20"


def inked(size: tuple[int, int] = (400, 120), mode: str = "RGBA") -> bytes:
    image = Image.new(mode, size, 0 if mode == "RGBA" else 255)
    ink = (10, 20, 60, 255) if mode == "RGBA" else 20
    ImageDraw.Draw(image).line([(size[0] // 2, 20), (size[0] - 80, size[1] - 20)], fill=ink, width=5)
    written = io.BytesIO()
    image.save(written, "PNG")
    return written.getvalue()


SIGNED = (
    Signature("assessor", "李明", "2026-05-20", inked()),
    Signature("branch", "王芳", "2026-05-20", PATH),
    Signature("监督员", "赵强", "2026-05-21", refusal="对第1条有异议"),
)


def issue(**more: Any) -> Issue:
    return Issue(**{"number": "GZ-2026-0012", "verification_url": URL, "signatures": SIGNED, **more})


def locked(kind: str = "full", language: str = "zh", **more: Any) -> bytes:
    scored, document = scored_pair(small_checklist(), small_answers())
    return printed(report_sheets(scored, document, kind=kind, language=language, photos={}, issue=issue(**more)))


@pytest.fixture(params=[(kind, language) for kind in KINDS for language in ("zh", "en")], ids="-".join)
def lock(request: pytest.FixtureRequest, kept: Any) -> tuple[str, str, bytes]:
    kind, language = request.param
    return kind, language, kept(f"locked-{kind}-{language}.pdf", lambda: locked(kind, language))


def test_every_page_shows_the_number_and_the_report_holds(lock: tuple[str, str, bytes]) -> None:
    _kind, language, data = lock
    pages = pdftotext(data)
    assert [number for number, text in enumerate(pages, 1) if "GZ-2026-0012" not in text] == []
    assert {"zh": "报告编号：GZ-2026-0012", "en": "Report no. GZ-2026-0012"}[language] in pages[0]
    found = verify_pdf(data)
    assert (found.problems, found.facts["issue"]) == ((), "GZ-2026-0012")


def test_its_pictures_are_described_and_its_signs_are_there(lock: tuple[str, str, bytes]) -> None:
    _kind, language, data = lock
    with pikepdf.open(io.BytesIO(data)) as pdf:
        alts = [str(figure.Alt) for figure in elements(pdf.Root.StructTreeRoot, "/Figure")]
        assert tofu(pdf) == set()
    expected = {
        "zh": [f"核验二维码：{URL}", "考核人员签字：李明的手写签名", "网点负责人签字：王芳的手写签名"],
        "en": [
            f"Verification code: {URL}",
            "Signature of the assessor: handwritten signature of 李明",
            "Signature of the branch head: handwritten signature of 王芳",
        ],
    }[language]
    assert [alt for alt in alts if alt in expected] == expected
    read = squeezed("".join(pdftotext(data)))
    assert squeezed({"zh": "拒绝签字：对第1条有异议", "en": "Refused to sign: 对第1条有异议"}[language]) in read


def test_the_code_leads_to_the_verification(lock: tuple[str, str, bytes]) -> None:
    """The picture on the page is, square by square, the code of the address, with its quiet zone."""
    with pikepdf.open(io.BytesIO(lock[2])) as pdf:
        images = [pikepdf.PdfImage(image).as_pil_image() for image in pdf.pages[0].get_images().values()]
    (code,) = (image.convert("1") for image in images if image.width == image.height)
    matrix = [[not dark for dark in row] for row in segno.make_qr(URL, error="m").matrix_iter(border=4)]
    scale = code.width // len(matrix)
    seen = [
        [bool(code.getpixel((x * scale + scale // 2, y * scale + scale // 2))) for x in range(len(matrix))]
        for y in range(len(matrix))
    ]
    assert seen == matrix


def test_it_replaces_another() -> None:
    assert "替代报告：GZ-2026-0007" in pdftotext(locked("exceptions", replaces="GZ-2026-0007"))[0]


def test_without_signatures_there_are_lines_to_sign_on() -> None:
    assert "网点负责人签字" in pdftotext(locked("sheet", signatures=()))[-1]


def test_the_same_issue_gives_the_same_bytes(lock: tuple[str, str, bytes]) -> None:
    kind, language, data = lock
    if kind == "sheet":
        assert locked(kind, language) == data


def test_its_lock_is_attached(lock: tuple[str, str, bytes]) -> None:
    with pikepdf.open(io.BytesIO(lock[2])) as pdf:
        assert set(pdf.attachments) == {ANSWERS, CHECKLIST, ISSUE}
        held = pdf.attachments[ISSUE].get_file().read_bytes()
    assert held == issue().canonical.encode()
    assert b"picture_sha256" in held


def test_another_number_in_the_attachment_shows(lock: tuple[str, str, bytes]) -> None:
    changed = issue(number="GZ-2026-0013").canonical
    found = verify_pdf(resealed(lock[2], lambda pdf: attach(pdf, ISSUE, changed.encode())))
    assert {problem.code for problem in found.problems} == {"issue-differs", "page-differs"}


def test_a_number_without_a_lock_shows(lock: tuple[str, str, bytes]) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        del pdf.attachments[ISSUE]

    assert "issue" in {problem.where() for problem in verify_pdf(resealed(lock[2], change)).problems}


def test_a_long_number_and_address_stay_on_the_page() -> None:
    data = locked("exceptions", "en", number="N" * 90, verification_url=f"https://bank.example/v/{'x' * 300}")
    done = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=data, capture_output=True, check=True, timeout=60)
    edges = [float(edge) for edge in re.findall(r'xMax="([\d.]+)"', done.stdout.decode())]
    assert max(edges) < 596
    assert verify_pdf(data).holds


# -- signatures


@pytest.mark.parametrize("mode", ["RGBA", "L"])
def test_a_picture_is_cut_to_its_ink(mode: str) -> None:
    kind, data = drawn(inked(mode=mode))
    with Image.open(io.BytesIO(data)) as image:
        assert (kind, image.mode) == ("png", "L")
        assert image.width < 140
        assert image.height < 100


def test_a_path_is_drawn_in_its_own_size() -> None:
    kind, data = drawn(PATH)
    assert kind == "svg"
    assert b'viewBox="0 0 135.2 115.2"' in data


HOSTILE = [
    b"",
    b"x",
    b"M",
    b"M 1 1",
    b"M 1 1 L 1 1",
    b"L 1 1 2 2",
    b"M 1 1 L 2",
    b"M 1 1 L 2 nan",
    b"M 1 1 L 2 1e9",
    b"M 1 1 L 2 12345678901234567890",
    b"M 1 1 l 2 2",
    b"M 0 0 L 9 9" * 30_000,
    b'M 1 1 L 2 2"/><script>',
    b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "M 1 1 L ２ 3".encode(),
    b"\x89PNG\r\n\x1a\n",
    inked()[:200],
    b"\xff\xd8\xff\xe0" + bytes(100),
    bytes(2_000_001),
]


@pytest.mark.parametrize("picture", HOSTILE, ids=range(len(HOSTILE)))
def test_what_is_no_signature_is_refused(picture: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        drawn(picture)


@pytest.mark.parametrize("mode", ["RGBA", "L", "1"])
def test_an_empty_picture_is_no_signature(mode: str) -> None:
    written = io.BytesIO()
    Image.new(mode, (60, 40), 0 if mode == "RGBA" else 255).save(written, "PNG")
    with pytest.raises(ValueError, match="nothing is drawn"):
        drawn(written.getvalue())


def test_bad_signatures_are_all_named() -> None:
    bad = (Signature("assessor", picture=b"x"), SIGNED[0], Signature("branch", picture=b"M 1 1"))
    with pytest.raises(RefusedError) as refused:
        locked(signatures=bad)
    assert [(problem.where(), problem.code) for problem in refused.value.problems] == [
        ("signatures[0].picture", "signature-unreadable"),
        ("signatures[2].picture", "signature-unreadable"),
    ]
