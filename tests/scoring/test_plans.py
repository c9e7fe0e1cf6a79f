"""Plans where excess spills: exact on small sheets, and finished in time on large ones."""

from random import Random
from typing import Any

import pytest

from audit.scoring.compiled import compile_checklist
from audit.scoring.loading import build_checklist
from audit.scoring.plan import plan, plan_from
from audit.scoring.score import score
from audit.scoring.units import repaired
from tests.scoring import oracle
from tests.scoring.cases import figure, hundredths
from tests.scoring.reading import loaded, planned, read
from tests.scoring.shapes import Json, answers, criterion, deduct, fault

EXCESSES = ["absorb", "section", "module"]
SMALL = range(60)


def _sheet(modules: list[list[list[Json]]], grades: list[Json]) -> Json:
    """A checklist from the criteria of its sections of its modules."""
    points = sum(hundredths(one["points"]) for module in modules for section in module for one in section)
    return {
        "key": "k",
        "version": "1",
        "title": "清单",
        "points": figure(points),
        "modules": [
            {
                "id": f"m{m}",
                "title": "模块",
                "points": 1,
                "sections": [
                    {"id": f"s{m}.{s}", "title": "节", "points": 1, "criteria": section}
                    for s, section in enumerate(module)
                ],
            }
            for m, module in enumerate(modules)
        ],
        "grades": grades,
    }


def _grade(id_: str, least: int, floor: str | None) -> Json:
    return {"id": id_, "title": id_, "min": figure(least), **({"module_floor": floor} if floor else {})}


# -- large sheets: what fronts and states must not do is multiply


def _large(excess: str, modules: int) -> tuple[Json, Json, dict[str, int]]:
    """Forty criteria of five points with five faults of odd figures each, most of them found."""
    choice = Random(f"{excess} {modules}")
    rows = []
    for number in range(40):
        faults = [fault(f"f{n}", figure(choice.randint(31, 377))) for n in range(5)]
        rows.append(criterion(str(number), deduct(*faults, excess=excess), points=5))
    each = 40 // modules
    grades = [_grade("a", 18_000, "0.6"), _grade("b", 14_000, None)]
    checklist = _sheet([[rows[start : start + each]] for start in range(0, 40, each)], grades)
    found = {row["id"]: {"faults": {f"f{n}": 1 for n in range(5) if choice.random() < 0.7}} for row in rows}
    efforts = {f"{number}/f{n}": choice.randint(0, 1000) for number in range(40) for n in range(5)}
    return checklist, answers(found), efforts


@pytest.mark.parametrize("with_efforts", [False, True], ids=["one each", "random efforts"])
@pytest.mark.parametrize("modules", [1, 4])
@pytest.mark.parametrize("excess", EXCESSES)
def test_plans_of_large_sheets_end(excess: str, modules: int, *, with_efforts: bool) -> None:
    source, document, efforts = _large(excess, modules)
    checklist, efforts = build_checklist(_as_text(source)), efforts if with_efforts else {}
    found = plan(checklist, document, efforts)
    assert found.reachable
    assert (found.from_, found.effort) == (None, sum(efforts.get(unit, 1) for unit in found.units))
    after = score(checklist, repaired(compile_checklist(checklist), document, found.units)).low
    assert (after.final, after.grade and after.grade.id) == (found.final, found.to)
    assert after.final >= 14_000


def _as_text(node: Any) -> Any:
    """Figures as text: a checklist that is no file holds no Decimals."""
    if isinstance(node, dict):
        return {name: _as_text(child) for name, child in node.items()}
    if isinstance(node, list):
        return [_as_text(child) for child in node]
    return node if isinstance(node, str | bool) else str(node)


# -- small sheets: against every set of units


def _small(seed: int, excess: str, *, negative: bool) -> tuple[Json, Json, dict[str, int]]:
    """One or two modules with up to seven faults, most of them larger than their criterion."""
    choice = Random(f"{seed} {excess} {negative}")
    modules: list[list[list[Json]]] = []
    found: Json = {}
    left = 7
    for _ in range(choice.choice([1, 1, 2])):
        modules.append([])
        for _ in range(choice.choice([1, 2])):
            modules[-1].append([])
            for _ in range(choice.choice([1, 2, 2])):
                id_, points = str(len(found) + 1), choice.choice([100, 150, 233, 300, 500])
                least = -choice.choice([0, 25, 100, points, 3 * points]) if negative else 0
                figures = [choice.randint(points // 4, 2 * points) for _ in range(choice.randint(1, 3))]
                faults = [fault(f"f{n}", figure(taken)) for n, taken in enumerate(figures)]
                kind = choice.choice(EXCESSES) if excess == "mixed" else excess
                modules[-1][-1].append(
                    criterion(id_, deduct(*faults, excess=kind), points=figure(points), min=figure(least))
                )
                met = {f"f{n}": 1 for n in range(len(figures)) if choice.random() < 0.8}
                found[id_] = {"faults": dict(list(met.items())[:left])}
                left -= len(found[id_]["faults"])
    total = sum(hundredths(one["points"]) for module in modules for section in module for one in section)
    floors = sorted(choice.choices([None, "0.2", "0.5", "0.8"], k=2), key=lambda floor: floor or "", reverse=True)
    shares = sorted(choice.sample(range(5, 99), 2), reverse=True)
    grades = [_grade(id_, total * share // 100, floor) for id_, share, floor in zip("ab", shares, floors, strict=True)]
    checklist = _sheet(modules, grades)
    document = answers(found)
    units = oracle.units(checklist, document)
    efforts = {unit: choice.choice([0, 1, 1, 2, 3, 1000]) for unit in units if choice.random() < 0.7}
    return checklist, document, efforts


@pytest.mark.parametrize("negative", [False, True], ids=["min 0", "min below 0"])
@pytest.mark.parametrize("excess", ["section", "module", "mixed"])
def test_plans_with_excess_are_the_cheapest_of_all(excess: str, *, negative: bool) -> None:
    reachable = spilled = 0
    for seed in SMALL:
        checklist, document, efforts = _small(seed, excess, negative=negative)
        expected = oracle.plan(checklist, document, efforts)
        got = planned(checklist, document, efforts)
        assert len(got.pop("units")) == len(expected.pop("units")), f"seed {seed}"
        assert got == expected, f"seed {seed}"
        reachable += got["reachable"] and got["effort"] > 0
        result = oracle.score(checklist, document)
        spilled += any(row["uncounted"] != "0.00" for row in result["criteria"])
    assert min(reachable, spilled) > len(SMALL) // 3, (reachable, spilled)


def test_a_search_ends_with_the_patience_of_its_caller() -> None:
    checklist, document, efforts = _small(3, "mixed", negative=True)
    turns = 0

    def impatient() -> None:
        nonlocal turns
        turns += 1
        if turns == 5:
            raise TimeoutError

    given = read(document)
    scored = score(loaded(checklist), given)
    with pytest.raises(TimeoutError):
        plan_from(scored, given, efforts, impatient)
