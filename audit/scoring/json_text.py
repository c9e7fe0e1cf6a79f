"""JSON text into plain values: strict, with no duplicate names, and the line of every place on demand."""

import json
import re

from audit.scoring.figures import Number
from audit.scoring.plain import MAX_DEPTH, Document, nearest, refuse_unprintable
from audit.scoring.problems import Path, Problem, RefusedError

MAX_JSON = 4_000_000
_MOST_REPEATED = 100

# Inside JSON strings the parser refuses raw control characters itself; what is left is these, and escapes.
_SUSPECT = re.compile("\\\\u|[\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def read_json(text: str, *, limit: int = MAX_JSON) -> Document:
    """Strict JSON: no duplicate names, no NaN, no control characters, at most MAX_DEPTH deep."""
    text = text.removeprefix("\ufeff")
    if len(text) > limit:
        raise RefusedError([Problem((), "too-large", {"size": len(text), "limit": limit})])
    lines = _LazyLines(text)
    try:
        return Document(parse_json(text), lines.line_of)
    except RefusedError as refused:
        raise RefusedError([_placed(problem, lines) for problem in refused.problems]) from None


def _placed(problem: Problem, lines: "_LazyLines") -> Problem:
    line = problem.line or (lines.line_of(problem.path) if problem.path else None)
    return Problem(problem.path, problem.code, problem.facts, line)


def parse_json(text: str) -> object:
    """The value of a JSON text; numbers with a point or exponent come as Number. Raises RefusedError."""
    value, end = json_at(text, text_start(text, 0))
    if text_start(text, end) < len(text):
        raise RefusedError([_not_json(text, end, "Extra data")])
    return value


def _refuse_constant(name: str) -> object:
    raise RefusedError([Problem((), "not-in-json", {"given": name})])


_DECODER = json.JSONDecoder(parse_float=Number, parse_constant=_refuse_constant)
_PAIRS = json.JSONDecoder(
    parse_float=Number,
    parse_constant=_refuse_constant,
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
        raise RefusedError([_not_json(text, error.pos, error.msg)]) from None
    except RecursionError:
        raise RefusedError([Problem((), "too-deep", {"limit": MAX_DEPTH})]) from None
    except ValueError:  # a whole number of thousands of digits
        raise RefusedError([Problem((), "number-too-long")]) from None
    if _SUSPECT.search(text, start, end):
        refuse_unprintable(value)
    return value, end


def _not_json(text: str, position: int, detail: str) -> Problem:
    line = text.count("\n", 0, position) + 1
    return Problem((), "not-json", {"column": position - text.rfind("\n", 0, position), "detail": detail}, line)


_NAME_END = re.compile(r'"\s+:')


def _refuse_duplicates(text: str, start: int, end: int, value: object) -> None:
    """JSON keeps the last of two equal names in silence. Counting is cheap; asking for pairs is not."""
    if text.count('":', start, end) == _names(value) and not _NAME_END.search(text, start, end):
        return
    try:
        _PAIRS.raw_decode(text, start)
    except _DuplicateNameError:
        repeated = _Scan(text[start:end]).repeated
        raise RefusedError(
            [Problem(path, "duplicate-name", {"name": path[-1]}, line) for path, line in repeated]
        ) from None


def _names(value: object) -> int:
    """How many names a value has in all its objects; raises RefusedError where it is nested too deeply."""
    names, depth, level = 0, 0, [value]
    while level:
        depth += 1
        if depth > MAX_DEPTH:
            raise RefusedError([Problem((), "too-deep", {"limit": MAX_DEPTH})])
        inner: list[object] = []
        for node in level:
            if type(node) is dict:
                names += len(node)
                inner += [child for child in node.values() if type(child) in _NESTED]
            elif type(node) is list:
                inner += [child for child in node if type(child) in _NESTED]
        level = inner
    return names


_NESTED = frozenset({dict, list})


class _DuplicateNameError(Exception):
    pass


def _distinct(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise _DuplicateNameError
    return members


class _LazyLines:
    """Lines of a JSON text, found by a second reading only when a problem has to be placed."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines: dict[Path, int] | None = None

    def line_of(self, path: Path) -> int | None:
        if self._lines is None:
            self._lines = _Scan(self._text).lines
        return nearest(self._lines, path)


_SIGN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},:]|[^\s\[\]{},:"]+')


class _Scan:
    """The line of every value of a valid JSON text, and of every name that stands in its object again."""

    def __init__(self, text: str) -> None:
        self.lines: dict[Path, int] = {}
        self.repeated: list[tuple[Path, int]] = []
        self._opened: set[Path] = set()
        self._path: list[str | int | None] = []  # None where an object's next name is awaited
        line, seen = 1, 0
        for match in _SIGN.finditer(text):
            line += text.count("\n", seen, match.start())
            seen = match.start()
            self._take(match.group(), line)

    def _take(self, sign: str, line: int) -> None:
        path = self._path
        if sign in "[{":
            self._note(line)
            self._opened.add(self._here())
            path.append(0 if sign == "[" else None)
        elif sign in "]}":
            path.pop()
        elif sign == ",":
            path[-1] = path[-1] + 1 if isinstance(path[-1], int) else None
        elif path and path[-1] is None:
            path[-1] = json.loads(sign)
            if self._here() in self.lines and len(self.repeated) < _MOST_REPEATED:
                self.repeated.append((self._here(), line))
                self._forget(self._here())
            self._note(line)
        elif sign != ":":
            self._note(line)

    def _note(self, line: int) -> None:
        self.lines.setdefault(self._here(), line)

    def _forget(self, path: Path) -> None:
        """What stood under the name before is no duplicate of what stands under it now."""
        if path not in self._opened:
            return
        self.lines = {known: line for known, line in self.lines.items() if known[: len(path)] != path}

    def _here(self) -> Path:
        return tuple(step for step in self._path if step is not None)
