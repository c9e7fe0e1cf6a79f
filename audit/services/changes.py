"""Changes as devices make them, and what became of them."""

import json
from dataclasses import dataclass
from typing import Any

from audit.scoring.problems import Problem

APPLIED, SAME, CONFLICT = "applied", "same", "conflict"
OVERTAKEN, LATE, REJECTED = "overtaken", "late", "rejected"


@dataclass(frozen=True, slots=True)
class Change:
    """One change as a device made it; `made_at` in milliseconds by its clock."""

    id: str
    sequence: int
    path: str
    base: int
    value: Any
    made_at: int
    resolves: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a change; `problems` only where it was rejected."""

    id: str
    outcome: str
    revision: int
    problems: tuple[Problem, ...] = ()


def canonical(value: Any) -> str:
    """The one JSON text of a value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
