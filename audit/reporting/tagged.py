"""A tagged PDF read the way assistive technology reads it: its tables, row by row, cell by cell.

What stands on the page is decoded from the content streams through each font's own map to Unicode, and put
together by the structure tree; nothing is taken from the data the report was made from.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pikepdf

Row = list[str]
_MAPPED = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_RANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_MOST_DEPTH = 60


@dataclass(frozen=True)
class Reading:
    """What a tagged PDF shows.

    `rows` are those of every table in reading order, as the texts of their cells; a paragraph is a row of one.
    `loose` is, page by page, the text that no tag names: what runs along its edges. `painted` are the numbers
    of the pages where something is painted outside all marks, or a text is marked as a mere ornament.
    """

    rows: list[Row]
    loose: list[str]
    painted: list[int]


def read_pages(pdf: pikepdf.Pdf) -> Reading:
    """Reads every page once."""
    fonts: dict[tuple[int, int], dict[bytes, str]] = {}
    pages = {page.obj.objgen: _Page(page, fonts) for page in pdf.pages}
    texts = {place: page.texts for place, page in pages.items()}
    root = pdf.Root.get("/StructTreeRoot")
    named = _named(root) if root is not None else {}
    return Reading(
        [] if root is None else list(_rows(root, texts, None, 0)),
        ["".join(page.loose(named.get(place, set()))) for place, page in pages.items()],
        [number for number, page in enumerate(pages.values(), 1) if page.painted],
    )


def table_rows(pdf: pikepdf.Pdf) -> Iterator[Row]:
    """The rows alone."""
    yield from read_pages(pdf).rows


def squeezed(text: str) -> str:
    """Text without blanks: how lines were broken does not matter."""
    return "".join(text.split())


def _rows(element: Any, texts: Mapping[Any, Mapping[int, str]], page: Any, depth: int) -> Iterator[Row]:
    if depth > _MOST_DEPTH or not isinstance(element, pikepdf.Dictionary):
        return
    page = element.get("/Pg", page)
    if element.get("/S") == "/TR":
        yield ["".join(_text(cell, texts, page, depth)) for cell in _kids(element)]
        return
    if element.get("/S") == "/P":
        yield ["".join(_text(element, texts, page, depth))]
        return
    for kid in _kids(element):
        yield from _rows(kid, texts, page, depth + 1)


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K")
    if kids is None:
        return []
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _text(element: Any, texts: Mapping[Any, Mapping[int, str]], page: Any, depth: int) -> Iterator[str]:
    if isinstance(element, int):
        yield texts.get(page.objgen, {}).get(element, "") if page is not None else ""
    elif isinstance(element, pikepdf.Dictionary) and depth <= _MOST_DEPTH:
        page = element.get("/Pg", page)
        for kid in _kids(element):
            yield from _text(kid, texts, page, depth + 1)


def _named(root: Any) -> dict[tuple[int, int], set[int]]:
    """The numbers of the marked pieces that the structure tree names, by page."""
    named: dict[tuple[int, int], set[int]] = {}
    seen: set[tuple[int, int]] = set()
    waiting: list[tuple[Any, Any]] = [(root, None)]
    while waiting:
        element, page = waiting.pop()
        if isinstance(element, int):
            if page is not None:
                named.setdefault(page.objgen, set()).add(int(element))
        elif isinstance(element, pikepdf.Dictionary) and (not element.is_indirect or element.objgen not in seen):
            seen.add(element.objgen)
            page = element.get("/Pg", page)
            waiting += [(kid, page) for kid in _kids(element)]
            if "/MCID" in element:
                waiting.append((int(element["/MCID"]), page))
    return named


_MARKS = frozenset({"BDC", "BMC", "EMC"})
_TEXTS = frozenset({"Tj", "TJ", "'", '"'})
_PAINTS = frozenset({"f", "F", "f*", "S", "s", "B", "B*", "b", "b*", "sh"})
_PLACED = frozenset({"Do", "INLINE IMAGE"})
_OPERATORS = " ".join(sorted(_MARKS | _TEXTS | _PAINTS | (_PLACED - {"INLINE IMAGE"}) | {"Tf", "BI", "ID", "EI"}))


class _Page:
    """The texts of a page's marked pieces by their numbers, and whether anything is painted beside them."""

    def __init__(self, page: pikepdf.Page, fonts: dict[tuple[int, int], dict[bytes, str]]) -> None:
        self.texts: dict[int, str] = {}
        self.painted = any(note.get("/Subtype") != "/Link" for note in page.obj.get("/Annots", []))
        self._fonts = fonts
        self._resources: Any = page.obj.get("/Resources", pikepdf.Dictionary()).get("/Font", pikepdf.Dictionary())
        self._marks: list[int | None] = []
        self._characters: Mapping[bytes, str] = {}
        for instruction in pikepdf.parse_content_stream(page, _OPERATORS):
            self._take(str(instruction.operator), instruction.operands)

    def loose(self, named: set[int]) -> Iterator[str]:
        """The texts of the pieces that have none of these numbers."""
        yield from (text for number, text in self.texts.items() if number not in named)

    def _take(self, name: str, operands: Any) -> None:
        if name in _MARKS:
            self._mark(name, operands)
        elif name == "Tf":
            self._characters = _characters(self._resources.get(str(operands[0])), self._fonts)
        elif name in _TEXTS:
            self._show(operands[0] if name == "TJ" else [operands[-1]])
        elif not self._marks or (self._marks[-1] is None and name not in _PAINTS):
            self.painted = True

    def _mark(self, name: str, operands: Any) -> None:
        if name == "EMC":
            self._marks = self._marks[:-1]
            return
        marked = operands[1] if name == "BDC" else None
        number = marked.get("/MCID") if isinstance(marked, pikepdf.Dictionary) else None
        self._marks.append(None if number is None else int(number))

    def _show(self, shown: Any) -> None:
        number = self._marks[-1] if self._marks else None
        if number is None:
            self.painted = True
            return
        text = "".join(_decoded(bytes(part), self._characters) for part in shown if isinstance(part, pikepdf.String))
        self.texts[number] = self.texts.get(number, "") + text


def _characters(font: Any, known: dict[tuple[int, int], dict[bytes, str]]) -> dict[bytes, str]:
    if font is None or "/ToUnicode" not in font:
        return {}
    if font.objgen not in known:
        known[font.objgen] = _unicode_map(font["/ToUnicode"].read_bytes())
    return known[font.objgen]


def _unicode_map(cmap: bytes) -> dict[bytes, str]:
    characters: dict[bytes, str] = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        for code, text in _MAPPED.findall(block):
            characters[bytes.fromhex(code.decode())] = bytes.fromhex(text.decode()).decode("utf-16-be")
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", cmap, re.DOTALL):
        for first, last, text in _RANGE.findall(block):
            start = int.from_bytes(bytes.fromhex(text.decode()), "big")
            for offset in range(int(last, 16) - int(first, 16) + 1):
                code = (int(first, 16) + offset).to_bytes(len(first) // 2, "big")
                characters[code] = chr(start + offset)
    return characters


def _decoded(codes: bytes, characters: Mapping[bytes, str]) -> str:
    pairs = (codes[first : first + 2] for first in range(0, len(codes), 2))
    return "".join(characters.get(pair, "\ufffd") for pair in pairs)
