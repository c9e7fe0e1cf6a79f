"""What is wrong with a document: a place, a code and the facts; the words are found elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong (or, from the linter, odd) in a document.

    `path` leads to the place, `code` names the reason in `audit/wording.py`, `facts` fill its gaps,
    `line` counts from 1 where the document has lines.
    """

    path: Path
    code: str
    facts: Mapping[str, object] = field(default_factory=dict[str, object])
    line: int | None = None

    def where(self) -> str:
        """The place in one word: `modules[0].points`, `answers.12.faults.a`."""
        return place(self.path)


def place(path: Path) -> str:
    """A path as a reader would write it: names behind dots, positions in brackets."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).lstrip(".")


def as_written(value: object, most: int = 60) -> str:
    """A value as its document writes it, cut short: `true` and `null`, not the names Python has for them."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int) and abs(value) >= 10**most:
        return "…"  # thousands of digits cannot even be written out
    return str(value)[:most]


class RefusedError(Exception):
    """A document that is not taken, with every problem that was found in it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"{len(problems)} problem(s), first: {problems[0] if problems else '-'}")
        self.problems = tuple(problems)
