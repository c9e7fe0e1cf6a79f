"""A tagged PDF read the way assistive technology reads it: its tables, row by row, cell by cell.

What stands on the page is decoded from the content streams through each font's own map to Unicode, and put
together by the structure tree; nothing is taken from the data the report was made from.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pikepdf

Row = list[str]
_MAPPED = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_RANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_MOST_DEPTH = 60


def table_rows(pdf: pikepdf.Pdf) -> Iterator[Row]:
    """Every row of every table in reading order, as the texts of its cells; a paragraph is a row of one."""
    texts: dict[tuple[int, int], dict[int, str]] = {}
    fonts: dict[tuple[int, int], dict[bytes, str]] = {}
    for page in pdf.pages:
        texts[page.obj.objgen] = _marked_texts(page, fonts)
    root = pdf.Root.get("/StructTreeRoot")
    if root is not None:
        yield from _rows(root, texts, None, 0)


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


def _marked_texts(page: pikepdf.Page, fonts: dict[tuple[int, int], dict[bytes, str]]) -> dict[int, str]:
    """The text of each marked piece of a page, by its number."""
    resources: Any = page.obj.get("/Resources", pikepdf.Dictionary()).get("/Font", pikepdf.Dictionary())
    texts: dict[int, str] = {}
    current: list[int | None] = []
    characters: Mapping[bytes, str] = {}
    for instruction in pikepdf.parse_content_stream(page, "BDC BMC EMC Tf Tj TJ"):
        operands: Any = instruction.operands
        name = str(instruction.operator)
        if name in {"BDC", "BMC"}:
            marked = operands[1] if name == "BDC" else None
            number = marked.get("/MCID") if isinstance(marked, pikepdf.Dictionary) else None
            current.append(None if number is None else int(number))
        elif name == "EMC" and current:
            current.pop()
        elif name == "Tf":
            characters = _characters(resources.get(str(operands[0])), fonts)
        elif current and current[-1] is not None:
            shown = operands[0] if name == "TJ" else [operands[0]]
            text = "".join(_decoded(bytes(part), characters) for part in shown if isinstance(part, pikepdf.String))
            texts[current[-1]] = texts.get(current[-1], "") + text
    return texts


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
