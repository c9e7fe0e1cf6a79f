"""JSON text into plain values: strict, with no duplicate names, and the line of every place on demand."""

import json
import re

from audit.scoring.figures import Number
from audit.scoring.plain import MAX_DEPTH, Document, nearest, refuse_unprintable
from audit.scoring.problems import Path, Problem, RefusedError

MAX_JSON = 4_000_000

# Inside JSON strings the parser refuses raw control characters itself; what is left is these, and escapes.
_SUSPECT = re.compile("\\\\u|[\x7f-\x9f\ufffe\uffff]")


def read_json(text: str, *, limit: int = MAX_JSON) -> Document:
    """Strict JSON: no duplicate names, no NaN, no control characters, at most MAX_DEPTH deep."""
    text = text.removeprefix("\ufeff")
    if len(text) > limit:
        raise RefusedError([Problem((), "too-large", {"size": len(text), "limit": limit})])
    value = parse_json(text)
    return Document(value, _LazyLines(text).line_of)


def parse_json(text: str) -> object:
    """The value of a JSON text; numbers with a point or exponent come as Number. Raises RefusedError."""
    value, end = json_at(text, text_start(text, 0))
    if text_start(text, end) < len(text):
        raise RefusedError([_not_json(text, end)])
    return value


_DECODER = json.JSONDecoder(parse_float=Number, parse_constant=Number)
_PAIRS = json.JSONDecoder(
    parse_float=Number,
    parse_constant=Number,
    object_pairs_hook=lambda pairs: _distinct(pairs),  # noqa: PLW0108 - it is defined below
)
_BLANK = re.compile(r"[ \t\n\r]*")


def text_start(text: str, position: int) -> int:
    """The position of the next character that is not blank."""
    match = _BLANK.match(text, position)
    return match.end() if match else position


def json_at(text: str, start: int) -> tuple[object, int]:
    """One JSON value from a position on, and where it ends; raises RefusedError."""
    try:
        value, end = _DECODER.raw_decode(text, start)
        _refuse_duplicates(text, start, end, value)
    except json.JSONDecodeError as error:
        raise RefusedError([_not_json(text, error.pos)]) from None
    except RecursionError:
        raise RefusedError([Problem((), "too-deep", {"limit": MAX_DEPTH})]) from None
    except ValueError:  # a whole number of thousands of digits
        raise RefusedError([Problem((), "too-large", {"size": len(text), "limit": 4300})]) from None
    if _SUSPECT.search(text, start, end):
        refuse_unprintable(value)
    return value, end


def _not_json(text: str, position: int) -> Problem:
    line = text.count("\n", 0, position) + 1
    return Problem((), "not-json", {"column": position - text.rfind("\n", 0, position)}, line)


_NAME_END = re.compile(r'"\s+:')


def _refuse_duplicates(text: str, start: int, end: int, value: object) -> None:
    """JSON keeps the last of two equal names in silence. Counting is cheap; asking for pairs is not."""
    if text.count('":', start, end) == _names(value) and not _NAME_END.search(text, start, end):
        return
    try:
        _PAIRS.raw_decode(text, start)
    except _DuplicateNameError as error:
        raise RefusedError([Problem((), "duplicate-name", {"name": error.args[0]})]) from None


def _names(value: object) -> int:
    """How many names a value has in all its objects."""
    names, waiting = 0, [value]
    for node in waiting:  # grows while it is walked
        if type(node) is dict:
            names += len(node)
            waiting += [child for child in node.values() if type(child) in _NESTED]
        elif type(node) is list:
            waiting += [child for child in node if type(child) in _NESTED]
    return names


_NESTED = frozenset({dict, list})


class _DuplicateNameError(Exception):
    pass


def _distinct(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) < len(pairs):
        names = [name for name, _ in pairs]
        raise _DuplicateNameError(next(name for name in names if names.count(name) > 1))
    return members


class _LazyLines:
    """Lines of a JSON text, found by a second reading only when a problem has to be placed."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines: dict[Path, int] | None = None

    def line_of(self, path: Path) -> int | None:
        if self._lines is None:
            self._lines = _lines_of_json(self._text)
        return nearest(self._lines, path)


_SIGN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},:]|[^\s\[\]{},:"]+')


def _lines_of_json(text: str) -> dict[Path, int]:
    """The line of every value; the text is known to be valid JSON."""
    lines: dict[Path, int] = {}
    path: list[str | int] = []
    line, seen, name = 1, 0, ""
    for match in _SIGN.finditer(text):
        line += text.count("\n", seen, match.start())
        seen, sign = match.start(), match.group()
        if sign in "[{":
            path.append(0 if sign == "[" else "")
        elif sign in "]}":
            path.pop()
        elif sign == ",":
            if path and isinstance(path[-1], int):
                path[-1] += 1
        elif sign == ":":
            path[-1] = json.loads(name, strict=False)
        else:
            name = sign
        # the first sign met under a path is where the value (or its name) begins
        lines.setdefault(tuple(path), line)
    return lines
