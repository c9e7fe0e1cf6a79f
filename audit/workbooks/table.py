"""What all rows of the score sheet share: the document, the layout, the pen and the lists of dropdowns."""

from dataclasses import dataclass, field
from typing import Any, cast

from audit.scoring.compiled import Line, Sheet
from audit.scoring.figures import MILLION, brief, value_of
from audit.translations import translate
from audit.workbooks.columns import VISIBLE, at
from audit.workbooks.layout import Layout, Row
from audit.workbooks.pen import Pen
from audit.workbooks.validations import Validations


@dataclass(slots=True)
class Lists:
    """The lists that dropdowns offer, as they stand on the hidden sheet: labels in D, points in E."""

    rows: list[tuple[str, float | None]] = field(default_factory=list)
    _known: dict[tuple[tuple[str, float | None], ...], tuple[str, str]] = field(default_factory=dict)

    def stretch(self, *rows: tuple[str, float | None]) -> tuple[str, str]:
        """The addresses of the labels and of their points; equal lists stand there once."""
        if rows not in self._known:
            first, last = len(self.rows) + 1, len(self.rows) + len(rows)
            self.rows += rows
            self._known[rows] = (f"meta!$D${first}:$D${last}", f"meta!$E${first}:$E${last}")
        return self._known[rows]


@dataclass(slots=True)
class Table:
    """Writes the table of one document; the other parts of the sheet read its members."""

    pen: Pen
    sheet: Sheet
    layout: Layout
    document: dict[str, Any]
    language: str
    lists: Lists
    validations: Validations = field(init=False)
    # criteria that are fixed as not applicable, and whether the header decides while it is typed
    absent: frozenset[str] = field(init=False)
    live: bool = field(init=False)

    def __post_init__(self) -> None:
        self.validations = Validations(self.language)
        branch = self.document.get("branch")
        self.live = branch is None
        facilities, kind = frozenset((branch or {}).get("facilities") or ()), (branch or {}).get("kind")
        conditional = () if self.live else self.sheet.conditional
        self.absent = frozenset(line.id for line in conditional if not line.applies(facilities, kind))

    def say(self, text: str, **facts: object) -> str:
        """A text in the language of the sheet."""
        return translate(text, self.language, **facts)

    def dress(self, row: Row) -> None:
        """Puts the key of a row and the frame of its visible cells."""
        self.pen.text(at("key", row.number), row.key, "hidden")
        for column in VISIBLE:
            self.pen.blank(at(column, row.number), "absent" if self.is_absent(row) else "blank")

    def is_absent(self, row: Row) -> bool:
        """Whether a row belongs to a criterion that is not for this branch."""
        return row.line is not None and row.line.id in self.absent

    def entry(self, line: Line) -> dict[str, Any]:
        """The answer to a criterion, empty where there is none."""
        return cast("dict[str, Any]", self.document["answers"].get(line.id) or {})

    def heading(self, row: Row, style: str, number: str, text: str, points: int | None) -> None:
        """Writes a row that heads others, all in one colour."""
        for column in VISIBLE:
            self.pen.blank(at(column, row.number), style)
        self.pen.text(at("number", row.number), number, f"{style} points")
        self.pen.text(at("text", row.number), text, style)
        if points is not None:
            self.pen.value(at("points", row.number), points / 100, f"{style} points")


def number_of(written: object) -> float | str:
    """A figure as the number a cell can hold exactly, else as text."""
    if isinstance(written, int):
        return written if abs(written) < 10**15 else str(written)
    text = brief(value_of(written), MILLION)
    if format(float(text), ".15g") != text:
        return text
    return int(text) if "." not in text else float(text)
