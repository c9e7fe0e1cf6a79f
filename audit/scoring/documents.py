"""Text of YAML or JSON into plain values, with the line of every place and numbers kept as written."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from audit.scoring.figures import Number
from audit.scoring.problems import Path, Problem, RefusedError

MAX_DEPTH = 20
MAX_YAML = 1_000_000
MAX_JSON = 4_000_000

# Control characters, lone surrogates and the noncharacters cannot be printed, stored or sent on.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_SUSPECT_ESCAPE = re.compile(r"\\u(?:00[0189]|d[89a-f]|fff|007f)", re.IGNORECASE)
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,17})", re.ASCII)
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+", re.ASCII)
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Document:
    """What a text holds, and a function from a path in it to its line (or None)."""

    value: object
    line_of: Callable[[Path], int | None]


def read_document(text: str) -> Document:
    """JSON where the text is JSON, else YAML; raises RefusedError with every problem and its line."""
    if text.lstrip("\ufeff \t\r\n")[:1] not in {"{", "["}:
        return read_yaml(text)
    try:
        return read_json(text)
    except RefusedError as refused:
        if refused.problems[0].code != "not-json":
            raise
        return _flow_yaml(text, refused)


def _flow_yaml(text: str, refused: RefusedError) -> Document:
    """YAML may begin with a brace too; of what is neither, the JSON complaint is the useful one."""
    try:
        return read_yaml(text)
    except RefusedError as also_refused:
        raise (also_refused if also_refused.problems[0].code != "not-yaml" else refused) from None


def read_json(text: str, *, limit: int = MAX_JSON) -> Document:
    """Strict JSON: no duplicate names, no NaN, no control characters, at most MAX_DEPTH deep."""
    text = text.removeprefix("\ufeff")
    if len(text) > limit:
        raise RefusedError([Problem((), "too-large", {"size": len(text), "limit": limit})])
    value = parse_json(text)
    return Document(value, _LazyLines(text).line_of)


def parse_json(text: str) -> object:
    """The value of a JSON text; numbers with a point or exponent come as Number. Raises RefusedError."""
    try:
        value = json.loads(text, object_pairs_hook=_distinct, parse_float=Number, parse_constant=Number)
    except json.JSONDecodeError as error:
        raise RefusedError([Problem((), "not-json", {"column": error.colno}, error.lineno)]) from None
    except _DuplicateNameError as error:
        raise RefusedError([Problem((), "duplicate-name", {"name": error.args[0]})]) from None
    except (RecursionError, ValueError):  # ValueError: a whole number of thousands of digits
        raise RefusedError([Problem((), "too-deep", {"limit": MAX_DEPTH})]) from None
    if _SUSPECT_ESCAPE.search(text) or UNPRINTABLE.search(text):
        _refuse_unprintable(value)
    return value


class _DuplicateNameError(Exception):
    pass


def _distinct(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) < len(pairs):
        names = [name for name, _ in pairs]
        raise _DuplicateNameError(next(name for name in names if names.count(name) > 1))
    return members


def _refuse_unprintable(value: object) -> None:
    problems: list[Problem] = []

    def walk(node: object, path: Path) -> None:
        if len(path) > MAX_DEPTH:
            raise RefusedError([Problem((), "too-deep", {"limit": MAX_DEPTH})])
        if isinstance(node, str) and (found := UNPRINTABLE.search(node)):
            problems.append(Problem(path, "unprintable", {"character": f"U+{ord(found.group()):04X}"}))
        elif isinstance(node, Mapping):
            for name, child in node.items():
                walk(name, (*path, _printable(name)))
                walk(child, (*path, _printable(name)))
        elif isinstance(node, list):
            for position, child in enumerate(node):
                walk(child, (*path, position))

    walk(value, ())
    if problems:
        raise RefusedError(list(dict.fromkeys(problems)))


def _printable(name: str) -> str:
    return UNPRINTABLE.sub("\ufffd", name)


class _LazyLines:
    """Lines of a JSON text, found by a second reading only when a problem has to be placed."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines: dict[Path, int] | None = None

    def line_of(self, path: Path) -> int | None:
        if self._lines is None:
            self._lines = _lines_of_json(self._text)
        return _nearest(self._lines, path)


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


def _nearest(lines: Mapping[Path, int], path: Path) -> int | None:
    """The line of the place, or of the closest thing around it that has one."""
    for length in range(len(path), -1, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return None


def read_yaml(text: str, *, limit: int = MAX_YAML) -> Document:
    """Plain YAML 1.2 values: no anchors, no tags, no duplicate keys, at most MAX_DEPTH deep.

    Raises RefusedError with every problem of structure and its line.
    """
    if len(text) > limit:
        raise RefusedError([Problem((), "too-large", {"size": len(text), "limit": limit})])
    if found := UNPRINTABLE.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise RefusedError([Problem((), "unprintable", {"character": f"U+{ord(found.group()):04X}"}, line)])
    _refuse_deep_nesting(text)
    reader = _YamlReader()
    value = reader.read(text)
    if reader.problems:
        raise RefusedError(reader.problems)
    return Document(value, lambda path: _nearest(reader.lines, path))


def _refuse_deep_nesting(text: str) -> None:
    """Brackets or dashes by the thousand would cost the parser seconds before it could say no."""
    too_deep = re.search(r"(?:[\[{][ \t\r\n]*){21}|(?:- ?){21,}|(?:\? ?){21}|\n {200}", text)
    if too_deep:
        line = text.count("\n", 0, too_deep.start()) + 1
        raise RefusedError([Problem((), "too-deep", {"limit": MAX_DEPTH}, line)])


# What the parser gives to what carries no tag; the text is then resolved here, by YAML 1.2.
_PLAIN = ("map", "seq", "str", "int", "float", "bool", "null", "timestamp", "merge", "value")
_TAGS = {f"tag:yaml.org,2002:{kind}" for kind in _PLAIN}


class _YamlReader:
    """Composed nodes into plain values, noting lines and problems on the way."""

    def __init__(self) -> None:
        self.lines: dict[Path, int] = {}
        self.problems: list[Problem] = []

    def read(self, text: str) -> object:
        from ruamel.yaml import YAML  # noqa: PLC0415 - a JSON document must not pay for it
        from ruamel.yaml.error import MarkedYAMLError, YAMLError  # noqa: PLC0415

        try:
            node = YAML(typ="safe", pure=True).compose(text)
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            return self._refuse((), "not-yaml", mark.line if mark else 0, detail=error.problem or "")
        except (YAMLError, RecursionError, ValueError) as error:
            return self._refuse((), "not-yaml", 0, detail=type(error).__name__)
        return self._plain(node, ()) if node is not None else None

    def _refuse(self, path: Path, code: str, line: int, **facts: object) -> object:
        """Notes a problem; what it hands back stands for the value that is not taken."""
        self.problems.append(Problem(path, code, facts, line + 1))
        return None

    def _plain(self, node: Any, path: Path) -> object:
        self.lines[path] = node.start_mark.line + 1
        if node.anchor is not None:  # a node met twice is the anchored one: refused before it is entered
            return self._refuse(path, "anchor", node.start_mark.line)
        if str(node.tag) not in _TAGS:
            return self._refuse(path, "tag", node.start_mark.line, tag=str(node.tag)[:80])
        if len(path) > MAX_DEPTH:
            return self._refuse(path, "too-deep", node.start_mark.line, limit=MAX_DEPTH)
        if node.id == "scalar":
            return self._scalar(node, path)
        if node.id == "sequence":
            return [self._plain(child, (*path, position)) for position, child in enumerate(node.value)]
        return self._mapping(node, path)

    def _mapping(self, node: Any, path: Path) -> dict[str, object]:
        members: dict[str, object] = {}
        for key, child in node.value:
            if key.id != "scalar":
                self._refuse(path, "odd-key", key.start_mark.line)
                continue
            if key.value in members:
                self._refuse((*path, key.value), "duplicate-name", key.start_mark.line, name=key.value)
            members[key.value] = self._plain(child, (*path, key.value))
            self.lines[(*path, key.value)] = key.start_mark.line + 1
        return members

    def _scalar(self, node: Any, path: Path) -> object:
        text: str = node.value
        if _LONE_SURROGATE.search(text) or UNPRINTABLE.search(text):  # written as an escape in quotes
            return self._refuse(path, "unprintable", node.start_mark.line, character="\\x")
        return _resolve(text) if node.style is None else text


_RESERVED = {"": None, "~": None, "null": None, "Null": None, "NULL": None}
_BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_NUMBER_LIKE = re.compile(
    r"[-+]?(?:\.?[0-9][0-9_]*\.?[0-9]*(?:[eE][-+]?[0-9]+)?|\.(?:inf|Inf|INF)|0[xo][0-9a-fA-F]+)|\.(?:nan|NaN|NAN)"
)


def _resolve(text: str) -> object:
    """A plain scalar by the core schema of YAML 1.2: 9:00 and no stay text, 0012 stays as written."""
    if text in _RESERVED:
        return None
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text) or _NUMBER_LIKE.fullmatch(text):
        return Number(text)
    return text
