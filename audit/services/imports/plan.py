"""What an import would do: every change with before and after, and everything that keeps it from being done."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Protocol

from audit.scoring.problems import Problem
from audit.services.errors import ServiceError


class InputRow(Protocol):
    """A row as it was read: values by column, only of columns that are there."""

    @property
    def values(self) -> Mapping[str, object]:
        """The values; empty cells hold empty values."""
        ...

    def place(self, column: str) -> str:
        """The address of a cell of this row."""
        ...


class PlanChangedError(ServiceError):
    """Since the preview something else was changed: the plan is not the one that was shown."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One value of one thing: what it is and what it becomes; of something new, nothing and what it becomes."""

    field: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one thing: made, or changed in these fields."""

    key: str
    name: str
    new: bool
    fields: tuple[FieldChange, ...]

    def after(self, field: str) -> object:
        """What a field becomes; None where it stays as it is."""
        return next((one.after for one in self.fields if one.field == field), None)

    def touches(self, field: str) -> bool:
        """Whether a field is changed."""
        return any(one.field == field for one in self.fields)


@dataclass(frozen=True)
class Plan:
    """Everything an import would do; with a problem in it nothing is done."""

    changes: Sequence[Change]
    unchanged: int
    problems: Sequence[Problem]

    @cached_property
    def digest(self) -> str:
        """Known by it: the same changes from the same state."""
        content = [[one.key, one.new, [[f.field, f.before, f.after] for f in one.fields]] for one in self.changes]
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        return sha256(text.encode()).hexdigest()

    @property
    def counts(self) -> dict[str, int]:
        """How many are new, changed and unchanged."""
        new = sum(change.new for change in self.changes)
        return {"new": new, "changed": len(self.changes) - new, "unchanged": self.unchanged}


def untold(told: Sequence[Problem], found: Sequence[Problem]) -> list[Problem]:
    """All problems; of a cell that could not be read nothing more is said."""
    places = {problem.path for problem in told}
    return [*told, *(problem for problem in found if problem.path not in places)]
