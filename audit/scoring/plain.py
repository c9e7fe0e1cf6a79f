"""A read document: plain values, the line of every place, and nothing in them that cannot be printed."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from audit.scoring.problems import Path, Problem, RefusedError

MAX_DEPTH = 20

# Control characters, lone surrogates and the noncharacters cannot be printed, stored or sent on.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Document:
    """What a text holds, and a function from a path in it to its line (or None)."""

    value: object
    line_of: Callable[[Path], int | None]


def nearest(lines: Mapping[Path, int], path: Path) -> int | None:
    """The line of the place, or of the closest thing around it that has one."""
    for length in range(len(path), -1, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return None


def refuse_unprintable(value: object) -> None:
    """Raises RefusedError naming every text in the value that holds such a character."""
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
        raise RefusedError(problems)


def _printable(name: str) -> str:
    return UNPRINTABLE.sub("\ufffd", name)
