"""What a bench finds out: figures with their limits, printed as they come and kept for the JSON."""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Figure:
    """One figure; without a limit it only informs; `holds` is whether it is within."""

    page: str
    name: str
    value: float
    unit: str
    limit: float | None
    detail: str
    holds: bool

    @property
    def line(self) -> str:
        """The figure as a line: verdict, name, value, limit, what it was made of."""
        verdict = "·" if self.limit is None else "✓" if self.holds else "✗"
        limit = "" if self.limit is None else f"≤ {self.limit:g} {self.unit}"
        shown = f"{self.value:.4g}" if self.value < 1000 else f"{self.value:.0f}"
        return f"{verdict} {self.page + ': ' + self.name:62} {shown:>7} {self.unit:3} {limit:9} {self.detail}"


@dataclass
class Run:
    """One run of the bench: how hard to try, where to work, what was found."""

    quick: bool
    folder: Path
    figures: list[Figure] = field(default_factory=list)
    loads: dict[str, float] = field(default_factory=dict)

    def add(
        self,
        page: str,
        name: str,
        value: float,
        *,
        unit: str = "×",
        limit: float | None = None,
        detail: str = "",
        holds: bool = True,
    ) -> None:
        """Takes a figure down and prints it."""
        holds = holds and (limit is None or value <= limit)
        self.figures.append(Figure(page, name, value, unit, limit, detail, holds))
        say(self.figures[-1].line)

    def note_load(self, page: str) -> None:
        """Takes the load of the machine down: what else ran makes a figure worse, never better."""
        self.loads[page] = round(os.getloadavg()[0], 2)
        say(f"· {page}: load {self.loads[page]:.2f} on {os.cpu_count()} cores at its start")


def say(line: str) -> None:
    """Prints a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def turn_about(rounds: int, *ways: Callable[[], T]) -> list[list[T]]:
    """Every way once, then every way again: what disturbs the machine disturbs all of them alike."""
    found: list[list[T]] = [[] for _ in ways]
    for _ in range(rounds):
        for results, way in zip(found, ways, strict=True):
            results.append(way())
    return found
