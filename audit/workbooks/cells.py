"""What a person typed into a cell, understood: or a problem that names the cell and what was given."""

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from unicodedata import normalize

from audit.scoring.figures import MILLION, NotAFigureError, brief, points_of, value_of
from audit.scoring.marking import MOST_TIMES
from audit.scoring.problems import Problem
from audit.workbooks.columns import NO, YES
from audit.workbooks.standards import folded

_UNITS = "分|次|项|个|处|人|件|条|点|份|块|张|台|天|日|名|场|起|points?|pts?|times?|x"
_FIGURE = re.compile(rf"([-+]?)([0-9]+(?:\.[0-9]+)?|\.[0-9]+)\s*(?:{_UNITS})?", re.IGNORECASE)
_SIGNS = str.maketrans({"−": "-"})
_DAY = re.compile(r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*日?|([0-9]{4})([0-9]{2})([0-9]{2})")


@dataclass(frozen=True, slots=True)
class Cell:
    """A filled cell: its place, its kind (as in parsing.py) and its text."""

    place: str
    kind: str
    text: str

    @property
    def filled(self) -> bool:
        """Whether there is more in it than blanks."""
        return self.kind != "s" or bool(self.text.strip())

    @property
    def shown(self) -> str:
        """The content as the person saw it, roughly."""
        return f"{brief_of(Decimal(self.text) * 100)}%" if self.kind == "p" else self.text.strip()


def brief_of(number: Decimal) -> str:
    """A decimal with no needless zeros: `93.5`."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(slots=True)
class Understanding:
    """Understands cells one by one and collects what is wrong with them; what is wrong reads as None."""

    problems: list[Problem] = field(default_factory=list)

    def refuse(self, cell: Cell, code: str, **facts: object) -> None:
        """Notes what is wrong with a cell."""
        self.problems.append(Problem((cell.place,), code, {"given": cell.shown[:80], **facts}))

    def text(self, cell: Cell | None) -> str:
        """A text without blanks around it; empty for an empty cell."""
        if cell is None or not self._sound(cell):
            return ""
        return "\n".join(cell.shown.replace("\r\n", "\n").replace("\r", "\n").split("\n"))

    def count(self, cell: Cell | None, *, once: bool) -> int | None:
        """A whole number that is not negative; at most 1 where a thing counts once."""
        figure = self._figure(cell)
        if cell is None or figure is None:
            return None
        if not figure.isdigit() or len(figure) > len(str(MOST_TIMES)) or int(figure) > MOST_TIMES:
            self.refuse(cell, "count")
        elif once and int(figure) > 1:
            self.refuse(cell, "count-once")
        else:
            return int(figure)
        return None

    def points(self, cell: Cell | None) -> str | None:
        """Points with at most two places, not negative."""
        figure = self._figure(cell)
        if cell is None or figure is None:
            return None
        try:
            points = points_of(figure)
        except NotAFigureError:
            self.refuse(cell, "points")
            return None
        if points < 0:
            self.refuse(cell, "negative")
        return brief(points)

    def value(self, cell: Cell | None, units: set[str], *, percent: bool, negative: bool) -> str | None:
        """A measured value with at most six places, with or without its unit."""
        figure = self._figure(cell, units, percent=percent)
        if cell is None or figure is None:
            return None
        try:
            value = value_of(figure)
        except NotAFigureError:
            self.refuse(cell, "value")
            return None
        if value < 0 and not negative:
            self.refuse(cell, "negative")
        return brief(value, MILLION)

    def tick(self, cell: Cell | None) -> bool:
        """Whether a box is ticked."""
        if cell is None or not self._sound(cell):
            return False
        word = folded(cell.shown)
        if word not in YES | NO:
            self.refuse(cell, "one-of", expected="是 / √ / yes")
        return word in YES

    def day(self, cell: Cell | None, unchanged: str) -> str:
        """A date in the form 2026-05-20; a text that stands there unchanged since it was written is kept."""
        if cell is None or not self._sound(cell):
            return ""
        if cell.kind == "d" or (unchanged and cell.shown == unchanged.strip()):
            return cell.shown
        match = _DAY.fullmatch(normalize("NFKC", cell.shown)) if cell.kind in "sn" else None
        try:
            year, month, day = map(int, filter(None, match.groups() if match else ()))
            return date(year, month, day).isoformat()
        except ValueError:
            self.refuse(cell, "date")
            return ""

    def sound(self, cell: Cell | None) -> bool:
        """Whether there is anything in a cell that can be understood at all."""
        return cell is not None and self._sound(cell)

    def _sound(self, cell: Cell) -> bool:
        if cell.kind == "f":
            self.refuse(cell, "formula")
        elif cell.kind == "e":
            self.refuse(cell, "error-value")
        return cell.kind not in "fe" and cell.filled

    def _figure(self, cell: Cell | None, units: set[str] | None = None, *, percent: bool = False) -> str | None:
        """The plain digits in a cell; empty where there are none, None for an empty or unsound cell."""
        if cell is None or not self._sound(cell):
            return None
        if cell.kind not in "snp":
            return ""
        text = normalize("NFKC", cell.shown).translate(_SIGNS).strip()
        for unit in sorted((units or set()) | ({"%"} if percent else set()), key=len, reverse=True):
            if unit and text.casefold().endswith(unit.casefold()):
                text = text[: -len(unit)].strip()
                break
        match = _FIGURE.fullmatch(text)
        if match is None:
            return ""
        number = brief_of(Decimal(match[2]))
        return f"-{number}" if match[1] == "-" and number != "0" else number
