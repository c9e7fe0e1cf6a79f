"""How high a row must be for its texts: programs that do not work it out on opening need it written."""

from unicodedata import east_asian_width

from audit.workbooks.columns import COLUMNS

_WIDTHS = {position: column.width for position, column in enumerate(COLUMNS, 1) if column.title}
# A column's width counts digits of an 11 point font; fonts that stand in for ours may be a little wider.
_BASE_SIZE, _SLACK = 11, 1.02


def height(text: str, column: int, size: float, indent: int = 0) -> float:
    """The points a wrapped text takes in a column; none in a hidden one."""
    if column not in _WIDTHS:
        return 0
    room = (_WIDTHS[column] - 1 - 1.5 * indent) * _BASE_SIZE / (size * _SLACK)
    lines = sum(_lines(line, room) for line in text.split("\n"))
    # Chinese glyphs stand on taller lines
    tall = 1.35 if text.isascii() else 1.5
    return lines * size * tall + 3


def _lines(line: str, room: float) -> int:
    """How many lines a stretch of text breaks into: after any Chinese character, but within no word."""
    lines, used, word = 1, 0.0, 0.0
    for character in line:
        wide = east_asian_width(character) in "WFA"
        width = 2.0 if wide else 0.93
        word = width if wide or character == " " else word + width
        used += width
        if used > room:
            lines, used = lines + 1, min(word, room)
    return lines
