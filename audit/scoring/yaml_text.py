"""YAML text into plain values by the rules of YAML 1.2, numbers kept as written, with every line."""

import re
from typing import Any
from warnings import catch_warnings, simplefilter

from audit.scoring.figures import Number
from audit.scoring.plain import MAX_DEPTH, UNPRINTABLE, Document, nearest
from audit.scoring.problems import Path, Problem, RefusedError

MAX_YAML = 400_000  # characters: twice the largest checklist that ships, and read within two seconds
MAX_LINES = 20_000
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,17})", re.ASCII)
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+", re.ASCII)


def read_yaml(text: str, *, limit: int = MAX_YAML) -> Document:
    """Plain YAML 1.2 values: no anchors, no tags, no duplicate keys, at most MAX_DEPTH deep.

    Raises RefusedError with every problem of structure and its line.
    """
    if len(text) > limit or text.count("\n") > MAX_LINES:
        raise RefusedError([Problem((), "too-large", {"size": len(text), "limit": limit})])
    if found := UNPRINTABLE.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise RefusedError([Problem((), "unprintable", {"character": f"U+{ord(found.group()):04X}"}, line)])
    _refuse_deep_nesting(text)
    reader = _YamlReader()
    value = reader.read(text)
    if reader.problems:
        raise RefusedError(reader.problems)
    return Document(value, lambda path: nearest(reader.lines, path))


def _refuse_deep_nesting(text: str) -> None:
    """Brackets or dashes by the thousand would cost the parser seconds before it could say no."""
    too_deep = re.search(r"(?:[\[{][ \t\r\n]*){21}|^ *(?:[-?][ \t]+){21}|^ {200}", text, re.MULTILINE)
    if too_deep:
        line = text.count("\n", 0, too_deep.start()) + 1
        raise RefusedError([Problem((), "too-deep", {"limit": MAX_DEPTH}, line)])


# What the parser gives to what carries no tag; the text is then resolved here, by YAML 1.2.
_PLAIN = ("map", "seq", "str", "int", "float", "bool", "null", "timestamp", "merge", "value")
_STRING = "tag:yaml.org,2002:str"
_TAGS = {f"tag:yaml.org,2002:{kind}" for kind in _PLAIN}


class _YamlReader:
    """Composed nodes into plain values, noting lines and problems on the way."""

    def __init__(self) -> None:
        self.lines: dict[Path, int] = {}
        self.problems: list[Problem] = []

    def read(self, text: str) -> object:
        from ruamel.yaml import YAML
        from ruamel.yaml.error import MarkedYAMLError, YAMLError

        try:
            with catch_warnings():
                simplefilter("ignore")  # an anchor set twice is only warned of; any anchor is refused below
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
            if not self._is_plain_key(key, path):
                continue
            if key.value in members:
                self._refuse((*path, key.value), "duplicate-name", key.start_mark.line, name=key.value)
            members[key.value] = self._plain(child, (*path, key.value))
            self.lines[(*path, key.value)] = key.start_mark.line + 1
        return members

    def _is_plain_key(self, key: Any, path: Path) -> bool:
        before = len(self.problems)
        if key.id != "scalar" or str(key.tag) not in _TAGS:
            self._refuse(path, "odd-key", key.start_mark.line)
        elif key.anchor is not None:
            self._refuse(path, "anchor", key.start_mark.line)
        else:
            self._refuse_unprintable(key, path)
        return len(self.problems) == before

    def _scalar(self, node: Any, path: Path) -> object:
        self._refuse_unprintable(node, path)
        # what is quoted, and what 1.2 calls text, is text; an explicit tag counts the same way
        return node.value if node.tag == _STRING else _resolve(node.value)

    def _refuse_unprintable(self, node: Any, path: Path) -> None:
        """Written out they were refused before; what is left comes from escapes in quotes."""
        if found := UNPRINTABLE.search(node.value):
            self._refuse(path, "unprintable", node.start_mark.line, character=f"U+{ord(found.group()):04X}")


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
