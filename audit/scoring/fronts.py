"""Fronts of ways: what a sum can be left at and what each costs, reduced to what can still matter."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from audit.scoring.units import Unit

Chain = Unit | tuple["Chain", "Chain"] | None  # the units of a way; ways share what they have in common


class Way(NamedTuple):
    """A set of units by what it costs and what it makes of a sum (hundredths)."""

    cost: int
    figure: int
    chain: Chain

    def units(self) -> list[Unit]:
        """The units of the way."""
        found: list[Unit] = []
        waiting = [self.chain]
        while waiting:
            chain = waiting.pop()
            if isinstance(chain, Unit):
                found.append(chain)
            elif chain is not None:
                waiting += chain
        return found


def front(ways: Iterable[Way]) -> list[Way]:
    """The ways worth keeping: each dearer one makes the figure higher."""
    kept: list[Way] = []
    for way in sorted(ways, key=_cheapest_highest):
        if not kept or way.figure > kept[-1].figure:
            kept.append(way)
    return kept


def _cheapest_highest(way: Way) -> tuple[int, int]:
    return way.cost, -way.figure


def both(way: Way, other: Way) -> Way:
    """Two ways through different parts of the sheet, taken together."""
    chain = (way.chain, other.chain) if way.chain and other.chain else way.chain or other.chain
    return Way(way.cost + other.cost, way.figure + other.figure, chain)


def cheapest(fronts: Sequence[list[Way]], needed: int, patience: Callable[[], object] = lambda: None) -> Way | None:
    """One way from each front, with the least cost whose figures sum to `needed`; the highest of equals."""
    if not all(fronts) or sum(ways[-1].figure for ways in fronts) < needed:
        return None
    fronts = _promising(fronts, needed)
    together = [Way(0, 0, None)]
    least = sum(ways[0].figure for ways in fronts)
    for ways in sorted(fronts, key=len):
        least -= ways[0].figure
        enough = _cut(ways, needed - together[0].figure - least)
        together = _cut(front(_pairs(together, enough, patience)), needed - least)
    return next((way for way in together if way.figure >= needed), None)


def _pairs(ways: list[Way], others: list[Way], patience: Callable[[], object]) -> Iterator[Way]:
    for way in ways:
        patience()
        yield from (both(way, other) for other in others)


def _cut(ways: list[Way], enough: int) -> list[Way]:
    """The front up to its first way that is enough by itself: a dearer one can never be part of the best."""
    for position, way in enumerate(ways):
        if way.figure >= enough:
            return ways[: position + 1]
    return ways


def _promising(fronts: Sequence[list[Way]], needed: int) -> list[list[Way]]:
    """The fronts without the ways that cost too much even if all others could be taken in fractions.

    A way through the corners of the convex hulls bounds the best cost from above; for each single way, the
    hulls of the other fronts bound from below what the rest must cost.
    """
    hulls = [_hull(ways) for ways in fronts]
    most = _rounded_up(fronts, hulls, needed)
    kept: list[list[Way]] = []
    for position, ways in enumerate(fronts):
        rest = _Fractions([hull for other, hull in enumerate(hulls) if other != position])
        kept.append([way for way in ways if way.cost + rest.least_cost(needed - way.figure) <= most])
    return kept


def _hull(ways: list[Way]) -> list[Way]:
    """The lower convex hull of a front: its ways with ever dearer points."""
    hull: list[Way] = []
    for way in ways:
        while len(hull) > 1 and _turns(hull[-2], hull[-1], way):
            hull.pop()
        hull.append(way)
    return hull


def _turns(first: Way, middle: Way, last: Way) -> bool:
    """Whether the middle lies on or above the line between its neighbours."""
    rise = (middle.cost - first.cost) * (last.figure - middle.figure)
    return rise >= (last.cost - middle.cost) * (middle.figure - first.figure)


def _rounded_up(fronts: Sequence[list[Way]], hulls: Sequence[list[Way]], needed: int) -> int:
    """The cost of one way that reaches what is needed: the steepest corners first, the last one trimmed."""
    at = [hull[0] for hull in hulls]
    steps = sorted(
        (Fraction(b.cost - a.cost, b.figure - a.figure), position, b)
        for position, hull in enumerate(hulls)
        for a, b in pairwise(hull)
    )
    figure = sum(way.figure for way in at)
    for _slope, position, way in steps:
        if figure >= needed:
            break
        figure += way.figure - at[position].figure
        before, at[position] = at[position], way
        if figure >= needed:
            lacking = needed - (figure - way.figure)
            at[position] = next(other for other in fronts[position] if other.figure >= lacking)
            assert before.cost <= at[position].cost  # noqa: S101 - a front only gets dearer
    return sum(way.cost for way in at)


class _Fractions:
    """The least cost of reaching a figure when every step along the hulls may be taken in part."""

    def __init__(self, hulls: Iterable[list[Way]]) -> None:
        hulls = list(hulls)
        steps = sorted(
            (Fraction(b.cost - a.cost, b.figure - a.figure), b.figure - a.figure, b.cost - a.cost)
            for hull in hulls
            for a, b in pairwise(hull)
        )
        self._figures = [sum(hull[0].figure for hull in hulls)]
        self._costs = [sum(hull[0].cost for hull in hulls)]
        for _slope, gain, cost in steps:
            self._figures.append(self._figures[-1] + gain)
            self._costs.append(self._costs[-1] + cost)

    def least_cost(self, figure: int) -> int:
        """A whole number not above the least cost; beyond reach, more than anything costs."""
        position = bisect_left(self._figures, figure)
        if position == 0:
            return self._costs[0]
        if position == len(self._figures):
            return 1 << 62
        below, gain = self._figures[position - 1], self._figures[position] - self._figures[position - 1]
        step = self._costs[position] - self._costs[position - 1]
        return self._costs[position - 1] + step * (figure - below) // gain
