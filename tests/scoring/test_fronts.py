"""The cheapest choice of one way from each front, against trying every choice."""

from itertools import product
from random import Random

import pytest

from audit.scoring.fronts import Way, both, cheapest, front
from audit.scoring.units import Unit
from tests.scoring.shapes import deduct, line

LINE = line(deduct())
SEEDS = range(600)
SCALES = [1, 1, 7, (1 << 24) + 1]  # the last is how a plan counts effort
Fronts = list[list[Way]]


def _unit(name: str) -> Unit:
    return Unit(name, LINE, 0, None)


def _fronts(choice: Random) -> Fronts:
    """Up to five fronts of up to six ways; small figures, so that many choices are equal."""
    width, scale = choice.choice([6, 12, 60, 1000]), choice.choice(SCALES)
    fronts: Fronts = []
    for position in range(choice.randint(0, 5)):
        size = choice.randint(1, 6)
        costs = sorted(choice.sample(range(width), size))
        figures = sorted(choice.sample(range(-width // 2, width), size))
        ways = [
            Way(cost * scale, figure, _unit(f"{position}/{number}") if number else None)
            for number, (cost, figure) in enumerate(zip(costs, figures, strict=True))
        ]
        fronts.append(ways)
    return fronts


def _by_trial(fronts: Fronts, needed: int) -> tuple[int, int] | None:
    """The least cost and the highest figure at that cost."""
    sums = ((sum(way.cost for way in ways), -sum(way.figure for way in ways)) for ways in product(*fronts))
    best = min((pair for pair in sums if -pair[1] >= needed), default=None)
    return None if best is None else (best[0], -best[1])


def _needs(choice: Random, fronts: Fronts) -> list[int]:
    """Figures from below the least to above the most, and the ends themselves."""
    least, most = (sum(ways[end].figure for ways in fronts) for end in (0, -1))
    return [least - 1, least, most, most + 1, *(choice.randint(least, most) for _ in range(4))]


@pytest.mark.parametrize("seeds", [SEEDS[start : start + 100] for start in SEEDS[::100]], ids=lambda seeds: seeds[0])
def test_the_cheapest_is_the_cheapest_of_all(seeds: range) -> None:
    for seed in seeds:
        choice = Random(seed)
        fronts = _fronts(choice)
        for needed in _needs(choice, fronts):
            way = cheapest(fronts, needed)
            assert (way and (way.cost, way.figure)) == _by_trial(fronts, needed), f"seed {seed}, needed {needed}"


def test_its_units_are_those_it_counts() -> None:
    """At most one from each front, and with what is free they make up the cost and the figure."""
    for seed in SEEDS:
        choice = Random(seed)
        fronts = _fronts(choice)
        way = cheapest(fronts, _needs(choice, fronts)[-1])
        assert way is not None
        chosen = dict(map(int, unit.id.split("/")) for unit in way.units())
        assert len(chosen) == len(way.units())
        parts = [ways[chosen.get(position, 0)] for position, ways in enumerate(fronts)]
        assert (way.cost, way.figure) == (sum(part.cost for part in parts), sum(part.figure for part in parts))


def test_the_trials_are_varied() -> None:
    """Equal costs with different figures are what ties are about."""
    ties = some = 0
    for seed in SEEDS:
        fronts = _fronts(Random(seed))
        sums = {(sum(way.cost for way in ways), sum(way.figure for way in ways)) for ways in product(*fronts)}
        ties += len({cost for cost, _ in sums}) < len(sums)
        some += len(fronts) > 1
    assert min(ties, some) > 200, (ties, some)


def test_nothing_to_choose_from() -> None:
    way = [Way(0, 5, None)]
    assert cheapest([], 0) == Way(0, 0, None)
    assert cheapest([], 1) is None
    assert cheapest([way, []], 0) is None
    assert cheapest([way, way], 10) == Way(0, 10, None)
    assert cheapest([way, way], 11) is None


def test_the_highest_of_equal_costs() -> None:
    one, other, third = _unit("1"), _unit("2"), _unit("3")
    fronts = [
        [Way(0, 0, None), Way(2, 6, one)],
        [Way(0, 0, None), Way(2, 9, other)],
        [Way(0, 0, None), Way(2, 5, third)],
    ]
    assert cheapest(fronts, 5) == Way(2, 9, other)


@pytest.mark.parametrize("seed", range(20))
def test_a_front_keeps_what_nothing_beats(seed: int) -> None:
    choice = Random(seed)
    ways = [Way(choice.randint(0, 9), choice.randint(-5, 5), None) for _ in range(choice.randint(0, 15))]
    beaten = [way for way in ways if any(o.cost <= way.cost and o.figure >= way.figure and o != way for o in ways)]
    assert front(ways) == sorted(set(ways) - set(beaten))


def test_two_ways_together() -> None:
    one, other = _unit("1"), _unit("2")
    together = both(both(Way(1, 2, one), Way(3, 4, None)), Way(5, 6, other))
    assert (together.cost, together.figure) == (9, 12)
    assert {unit.id for unit in together.units()} == {"1", "2"}
