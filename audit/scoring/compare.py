"""Two scores beside each other: self-assessment and inspection, last year and this year; gaps in points.

A gap is the second score less the first (hundredths); it is None where one of the two has no figure. Modules and
criteria are known by their ids, so two versions of a checklist can be compared as far as they share them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from audit.scoring.figures import divide
from audit.scoring.marking import SCORED, UNANSWERED
from audit.scoring.score import CriterionScore, Score


@dataclass(frozen=True, slots=True)
class Pair:
    """One figure of both scores, known by the id of its module."""

    id: str
    points: int
    first: int | None
    second: int | None

    @property
    def gap(self) -> int | None:
        """What the second has more than the first."""
        return None if self.first is None or self.second is None else self.second - self.first


@dataclass(frozen=True, slots=True)
class CriterionPair:
    """One criterion in both scores; a side is None where its checklist has no such criterion."""

    id: str
    first: CriterionScore | None
    second: CriterionScore | None

    @property
    def gap(self) -> int | None:
        """What the second has more than the first; None where one of them has no score."""
        if self.first is None or self.second is None or self.first.score is None or self.second.score is None:
            return None
        return self.second.score - self.first.score

    @property
    def differs(self) -> bool:
        """Whether both were decided, and not alike: other points, or applicable for one of them only."""
        if self.first is None or self.second is None or UNANSWERED in {self.first.status, self.second.status}:
            return False
        return self.first.status != self.second.status or bool(self.gap)


@dataclass(frozen=True)
class Comparison:
    """Two scores, pair by pair, in the order of the second's sheet."""

    total: Pair
    modules: tuple[Pair, ...]
    criteria: tuple[CriterionPair, ...]

    @cached_property
    def differences(self) -> list[CriterionPair]:
        """The criteria that differ, the largest gap first; those applicable for one side only at the end."""
        differing = [pair for pair in self.criteria if pair.differs]
        return sorted(differing, key=lambda pair: (pair.gap is None, -abs(pair.gap or 0)))

    @cached_property
    def agreement(self) -> int | None:
        """Cohen's kappa in hundredths over full marks, points lost and not applicable; None where it says nothing."""
        pairs = [
            (_verdict(pair.first), _verdict(pair.second))
            for pair in self.criteria
            if pair.first and pair.second and UNANSWERED not in {pair.first.status, pair.second.status}
        ]
        return kappa(pairs)


def compare(first: Score, second: Score) -> Comparison:
    """The gaps from the first score to the second; of open scores the lowest figures are compared."""
    before = {criterion.line.id: criterion for criterion in first.criteria}
    criteria = [CriterionPair(entry.line.id, before.pop(entry.line.id, None), entry) for entry in second.criteria]
    criteria += (CriterionPair(id_, entry, None) for id_, entry in before.items())
    total = Pair("", second.sheet.points, first.low.final, second.low.final)
    return Comparison(total, tuple(_modules(first, second)), tuple(criteria))


def _modules(first: Score, second: Score) -> Iterable[Pair]:
    before = dict(zip((module.id for module in first.checklist.modules), first.low.scores, strict=True))
    modules = zip(second.checklist.modules, second.sheet.module_points, second.low.scores, strict=True)
    for module, points, got in modules:
        yield Pair(module.id, points, before.get(module.id), got)


def _verdict(entry: CriterionScore) -> str:
    if entry.status != SCORED or entry.score is None:
        return entry.status
    return "full" if entry.score >= entry.line.points else "lost"


def kappa(pairs: Sequence[tuple[str, str]]) -> int | None:
    """Cohen's kappa of two judges in hundredths; None without pairs, or where chance alone explains everything."""
    count = len(pairs)
    agreed = sum(first == second for first, second in pairs)
    firsts, seconds = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    by_chance = sum(firsts.count(verdict) * seconds.count(verdict) for verdict in set(firsts))
    room = count * count - by_chance
    return divide(100 * (agreed * count - by_chance), room) if room > 0 else None
