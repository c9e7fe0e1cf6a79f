"""Workbooks taken apart and put together again: members of the archive replaced, cells changed."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import load_workbook

from audit.scoring.checklist import Checklist
from audit.scoring.compiled import compile_checklist
from audit.workbooks.columns import COLUMNS
from audit.workbooks.layout import lay_out
from audit.workbooks.writing import write_score_sheet

SHEET = "xl/worksheets/sheet1.xml"
_LETTERS = {column.id: chr(ord("A") + position) for position, column in enumerate(COLUMNS)}


def with_members(data: bytes, **changed: Callable[[bytes], bytes | None]) -> bytes:
    """The archive with some members changed; None drops one. Names: `sheet` for the first worksheet."""
    written = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(written, "w", ZIP_DEFLATED) as target:
        for member in source.infolist():
            change = changed.get(member.filename, changed.get("sheet") if member.filename == SHEET else None)
            content: bytes | None = source.read(member)
            if change is not None and content is not None:
                content = change(content)
            if content is not None:
                target.writestr(member.filename, content)
    return written.getvalue()


def archive(**members: bytes) -> bytes:
    """An archive of just these members; `__` in a name stands for a slash."""
    written = BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as target:
        for name, content in members.items():
            target.writestr(name.replace("__", "/"), content)
    return written.getvalue()


def address(checklist: Checklist, key: str, column: str = "result") -> str:
    """Where a row's cell stands in a blank sheet; of equal keys the first."""
    rows = lay_out(compile_checklist(checklist), {}).rows
    return f"{_LETTERS[column]}{next(row.number for row in rows if row.key == key)}"


def filled(checklist: Checklist, cells: dict[str, Any], document: dict[str, Any] | None = None) -> bytes:
    """A sheet with some cells overwritten, as a careless program or person would; (value, format) works too."""
    book = load_workbook(BytesIO(write_score_sheet(checklist, document)))
    page = book.worksheets[0]
    for place, value in cells.items():
        if isinstance(value, tuple):
            page[place].value, page[place].number_format = value
        else:
            page[place].value = value
    return saved(book)


def saved(book: Any) -> bytes:
    """A workbook's bytes."""
    written = BytesIO()
    book.save(written)
    return written.getvalue()


_INLINE = re.compile(
    rb'<c r="(\w+)" s="(\d+)" t="inlineStr"><is><t(?: xml:space="preserve")?>(.*?)</t></is></c>', re.DOTALL
)
_TYPE = b'<Override PartName="/xl/sharedStrings.xml" ContentType="%s"/>' % (
    b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
)
_RELATION = b'<Relationship Id="rId99" Target="sharedStrings.xml" Type="%s"/>' % (
    b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
)
SST = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'


def with_shared_strings(data: bytes, table: bytes = b"") -> bytes:
    """The workbook as most programs write it: texts in one table (or in another table that is given)."""
    texts: list[bytes] = []

    def share(match: re.Match[bytes]) -> bytes:
        texts.append(match[3])
        return b'<c r="%s" s="%s" t="s"><v>%d</v></c>' % (match[1], match[2], len(texts) - 1)

    sheets = {f"xl/worksheets/sheet{n}.xml": lambda content: _INLINE.sub(share, content) for n in (1, 2, 3)}
    shared = with_members(data, **sheets)
    assert texts
    items = b"".join(b'<si><t xml:space="preserve">' + text + b"</t></si>" for text in texts)
    changed = with_members(
        shared,
        **{
            "[Content_Types].xml": lambda content: content.replace(b"</Types>", _TYPE + b"</Types>"),
            "xl/_rels/workbook.xml.rels": lambda content: content.replace(
                b"</Relationships>", _RELATION + b"</Relationships>"
            ),
        },
    )
    written = BytesIO(changed)
    with ZipFile(written, "a", ZIP_DEFLATED) as target:
        target.writestr("xl/sharedStrings.xml", table or SST + items + b"</sst>")
    return written.getvalue()
