"""How the score sheet looks: the named styles of its cells, made for print and for a tablet alike."""

from collections.abc import Iterator

from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side
from openpyxl.workbook import Workbook

_FONT = "Microsoft YaHei"
_INK, _FAINT, _LINE = "1F2933", "7B8794", "B8C2CC"
_DARK, _MODULE, _SECTION, _INPUT, _GREY = "1F4E5F", "D5E4EA", "EDF3F6", "FFF8DC", "EEEEEE"
_SIDE = Side(style="thin", color=_LINE)
_BOX = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
FIGURE = "0.00"
TEXT = "@"
DATE = "yyyy-mm-dd"


def _style(
    name: str,
    *,
    fill: str = "",
    across: str = "left",
    up: str = "center",
    size: float = 10,
    bold: bool = False,
    colour: str = _INK,
    number: str = "General",
    locked: bool = True,
    indent: int = 0,
    border: Border = _BOX,
) -> NamedStyle:
    return NamedStyle(
        name=name,
        font=Font(name=_FONT, size=size, bold=bold, color=colour),
        fill=PatternFill("solid", start_color=fill, end_color=fill) if fill else PatternFill(),
        border=border,
        alignment=Alignment(horizontal=across, vertical=up, wrap_text=True, indent=indent),
        number_format=number,
        protection=Protection(locked=locked),
    )


def _heads() -> Iterator[NamedStyle]:
    yield _style("sheet title", size=16, bold=True, across="center", border=Border())
    yield _style("label", fill=_SECTION, across="right", colour="52606D", size=9, indent=1)
    yield _style("fact", bold=True)
    yield _style("total fact", bold=True, size=14, number=FIGURE)
    yield _style("heading", fill=_DARK, colour="FFFFFF", bold=True, across="center")
    yield _style("module", fill=_MODULE, bold=True, size=11)
    yield _style("module points", fill=_MODULE, bold=True, across="center")
    yield _style("module note", fill=_MODULE, size=9)
    yield _style("module figure", fill=_MODULE, bold=True, size=11, across="right", number=FIGURE, indent=1)
    yield _style("section", fill=_SECTION, bold=True)
    yield _style("section points", fill=_SECTION, bold=True, across="center")
    yield _style("section note", fill=_SECTION, size=9)
    yield _style("section figure", fill=_SECTION, bold=True, across="right", number=FIGURE, indent=1)


def _cells() -> Iterator[NamedStyle]:
    yield _style("id", across="center", bold=True)
    yield _style("text")
    yield _style("fault", indent=2, colour="3E4C59", size=9)
    yield _style("standard", colour="3E4C59", size=9)
    yield _style("points", across="center")
    yield _style("figure", across="right", number=FIGURE, indent=1)
    yield _style("score", across="right", bold=True, number=FIGURE, indent=1)
    yield _style("blank", fill="")
    yield _style("absent", fill=_GREY, colour=_FAINT)
    yield _style("absent note", fill=_GREY, colour=_FAINT, size=9)
    yield _style("absent fault", fill=_GREY, colour=_FAINT, size=9, indent=2)
    yield _style("absent mark", fill=_GREY, colour=_FAINT, across="center")
    yield _style("text input", fill=_INPUT, number=TEXT, locked=False, size=9)
    yield _style("choice input", fill=_INPUT, across="center", locked=False)
    yield _style("number input", fill=_INPUT, across="center", locked=False)
    yield _style("date input", fill=_INPUT, number=DATE, locked=False)
    yield _style("signature", up="bottom", border=Border())
    yield _style("note heading", size=16, bold=True, border=Border())
    yield _style("note", size=11, border=Border())
    yield _style("hidden", size=8, colour=_FAINT, border=Border())


def add_styles(book: Workbook) -> None:
    """Puts every style into a workbook, in a fixed order."""
    for style in (*_heads(), *_cells()):
        book.add_named_style(style)
