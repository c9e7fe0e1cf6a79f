"""Exact figures: points are whole hundredths, measured values whole millionths, never floats."""

import re
from functools import lru_cache

HUNDRED = 100
MILLION = 1_000_000
_POINTS = re.compile(r"(-?)([0-9]{1,12})(?:\.([0-9]{1,2}))?", re.ASCII)
_VALUE = re.compile(r"(-?)([0-9]{1,12})(?:\.([0-9]{1,6}))?", re.ASCII)


class Number:
    """A number of a document as it was written, so that no float ever stands between text and figure."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text


class NotAFigureError(ValueError):
    """The text is no plain decimal of the wanted precision."""


def points_of(written: object) -> int:
    """Hundredths of a point from a whole number, a Number or its text; at most two decimal places.

    Raises NotAFigureError for anything else: floats, booleans, exponents, infinities, more places.
    """
    return _read(written, _POINTS, HUNDRED)


def value_of(written: object) -> int:
    """Millionths of a measured value, as points_of but with at most six decimal places."""
    return _read(written, _VALUE, MILLION)


def _read(written: object, shape: re.Pattern[str], scale: int) -> int:
    if type(written) is int and abs(written) < 10**12:
        return written * scale
    if type(written) is Number:
        return _read_text(written.text, shape, scale)
    if type(written) is str:
        return _read_text(written, shape, scale)
    raise NotAFigureError(repr(written))


@lru_cache(maxsize=4096)
def _read_text(text: str, shape: re.Pattern[str], scale: int) -> int:
    match = shape.fullmatch(text)
    if match is None:
        raise NotAFigureError(text)
    sign, whole, places = match.groups()
    width = len(str(scale)) - 1
    figure = int(whole) * scale + int((places or "").ljust(width, "0"))
    return -figure if sign else figure


def show(hundredths: int) -> str:
    """The figure with exactly two places, as every result prints it: `934.50`."""
    sign = "-" if hundredths < 0 else ""
    return f"{sign}{abs(hundredths) // HUNDRED}.{abs(hundredths) % HUNDRED:02d}"


def brief(figure: int, scale: int = HUNDRED) -> str:
    """The figure with no needless zero, as checklists write it: `0.2`, `3`."""
    places = f"{abs(figure) % scale:0{len(str(scale)) - 1}d}".rstrip("0")
    whole = f"{'-' if figure < 0 else ''}{abs(figure) // scale}"
    return f"{whole}.{places}" if places else whole


def divide(numerator: int, denominator: int) -> int:
    """The quotient of two whole numbers, rounded half away from zero; the denominator is above zero."""
    half_up = (2 * abs(numerator) + denominator) // (2 * denominator)
    return -half_up if numerator < 0 else half_up
