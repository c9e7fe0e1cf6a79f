"""A printed PDF from the outside: its text by page, its fonts, its structure, what each glyph shows."""

import io
import re
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf
from fontTools.ttLib import TTFont

_WORD = re.compile(r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>')
_ONE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")


def pdftotext(data: bytes, *options: str) -> list[str]:
    """The text of each page as poppler reads it."""
    done = subprocess.run(["pdftotext", *options, "-", "-"], input=data, capture_output=True, check=True, timeout=60)
    return done.stdout.decode().split("\f")[:-1]


def words_over_words(data: bytes, page: int) -> list[tuple[str, str]]:
    """The pairs of words of a page that are printed over one another, by the body of their signs."""
    command = ["pdftotext", "-bbox", "-f", str(page), "-l", str(page), "-", "-"]
    done = subprocess.run(command, input=data, capture_output=True, check=True, timeout=60)
    words = [
        (left + 1, top + (bottom - top) / 4, right - 1, bottom - (bottom - top) / 4, word)
        for *box, word in _WORD.findall(done.stdout.decode())
        for left, top, right, bottom in [map(float, box)]
    ]
    return [
        (one[4], other[4])
        for position, one in enumerate(words)
        for other in words[:position]
        if one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
    ]


def squeezed(text: str) -> str:
    """Text without blanks: how lines are broken does not matter."""
    return "".join(text.split())


@dataclass(frozen=True)
class Glyph:
    """One shown glyph: the page, the font's name, the code, and the character it stands for."""

    page: int
    font: str
    code: int
    text: str


def glyphs(pdf: pikepdf.Pdf) -> frozenset[Glyph]:
    """Every glyph that is shown on a page, once for each file."""
    key = bytes(pdf.trailer.ID[0]) + bytes(pdf.trailer.ID[1])
    if key not in _seen:
        _seen[key] = frozenset(_shown(pdf))
    return _seen[key]


_seen: dict[bytes, frozenset[Glyph]] = {}


def _shown(pdf: pikepdf.Pdf) -> Iterator[Glyph]:
    for number, page in enumerate(pdf.pages, 1):
        fonts: Any = page.obj.Resources.get("/Font", {})
        font, characters = "", {}
        known: dict[str, Any] = {}
        for instruction in pikepdf.parse_content_stream(page, "Tf Tj TJ"):
            operands: Any = instruction.operands
            if str(instruction.operator) == "Tf":
                name = str(operands[0])
                if name not in known:
                    known[name] = str(fonts[name].BaseFont), to_unicode(fonts[name])
                font, characters = known[name]
                continue
            for part in operands[0] if str(instruction.operator) == "TJ" else [operands[0]]:
                if isinstance(part, pikepdf.String):
                    codes = bytes(part)
                    for first in range(0, len(codes), 2):
                        code = int.from_bytes(codes[first : first + 2], "big")
                        yield Glyph(number, font, code, characters.get(code, "\ufffd"))


def to_unicode(font: Any) -> dict[int, str]:
    """The font's map from codes to text."""
    found: dict[int, str] = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", font.ToUnicode.read_bytes(), re.DOTALL):
        for code, text in _ONE.findall(block):
            found[int(code, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be")
    return found


def fonts_of(pdf: pikepdf.Pdf) -> dict[str, Any]:
    """Every font of every page and drawing, by name."""
    found: dict[str, Any] = {}
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/Font" and "/DescendantFonts" in thing:
            found[str(thing.BaseFont)] = thing
    return found


def font_file(font: Any) -> TTFont:
    """The font program that is embedded."""
    descriptor = font.DescendantFonts[0].FontDescriptor
    return TTFont(io.BytesIO(descriptor.FontFile2.read_bytes()))


def tofu(pdf: pikepdf.Pdf) -> set[str]:
    """The characters that are shown as the box for a missing glyph, or as nothing."""
    programs = {name: font_file(font) for name, font in fonts_of(pdf).items()}
    order = {name: program.getGlyphOrder() for name, program in programs.items()}
    missing: set[str] = set()
    for glyph in glyphs(pdf):
        names = order[glyph.font]
        drawn = 0 < glyph.code < len(names) and (
            glyph.text.isspace() or programs[glyph.font]["glyf"][names[glyph.code]].numberOfContours != 0
        )
        if not drawn:
            missing.add(glyph.text)
    return missing


def elements(element: Any, kind: str = "") -> Iterator[Any]:
    """The structure elements under one, in reading order; of one kind, or all."""
    if isinstance(element, pikepdf.Dictionary):
        if "/S" in element and (not kind or kind == element.S):
            yield element
        for kid in kids(element):
            yield from elements(kid, kind)


def kids(element: Any) -> list[Any]:
    """What stands directly under a structure element."""
    held = element.get("/K")
    if held is None:
        return []
    return list(held) if isinstance(held, pikepdf.Array) else [held]


def pages_under(pdf: pikepdf.Pdf, element: Any) -> set[int]:
    """The pages on which the content of a structure element stands."""
    numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
    found: set[int] = set()

    def walk(node: Any, page: Any) -> None:
        if isinstance(node, int):
            found.add(numbers[page.objgen])
        elif isinstance(node, pikepdf.Dictionary):
            for kid in kids(node):
                walk(kid, node.get("/Pg", page))

    walk(element, None)
    return found


def outline(pdf: pikepdf.Pdf) -> dict[str, int]:
    """The page on which each entry of the outline stands."""
    numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
    found: dict[str, int] = {}

    def walk(items: Any) -> None:
        for item in items:
            found[item.title] = numbers[item.destination[0].objgen]
            walk(item.children)

    with pdf.open_outline() as held:
        walk(held.root)
    return found


def by_page(found: dict[str, int]) -> dict[int, list[str]]:
    """The same the other way round."""
    pages: dict[int, list[str]] = defaultdict(list)
    for name, page in found.items():
        pages[page].append(name)
    return pages
