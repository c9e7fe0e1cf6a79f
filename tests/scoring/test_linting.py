"""Warnings about checklists that load: exactly these, with their places and facts."""

from typing import Any

import pytest

from audit.scoring.linting import lint
from audit.scoring.loading import build_checklist
from audit.scoring.score import score
from audit.wording import say
from tests.scoring.shapes import CHECK, Json, answers, bands, criterion, deduct, fault, levels

RULE = "modules[0].sections[0].criteria[0].rule"
TITLE = {"title": "五星级"}


def _warnings(*criteria: Json, **more: Any) -> list[tuple[str, str, dict[str, object]]]:
    """The warnings of a checklist whose declared points are right."""
    points = sum(int(one["points"]) for one in criteria)
    section = {"id": "1.1", "title": "节", "points": points, "criteria": list(criteria)}
    module = {"id": "1", "title": "模块", "points": points, "sections": [section]}
    head = {"key": "k", "version": "1", "title": "清单", "points": points}
    return _found({**head, "modules": [module], **more})


def _found(value: Json) -> list[tuple[str, str, dict[str, object]]]:
    problems = lint(build_checklist(value))
    assert all(say(problem, "zh") for problem in problems)
    return [(problem.where(), problem.code, dict(problem.facts)) for problem in problems]


FAULTS = [
    ([fault("a", 3)], 0, []),
    ([fault("a", 1, per="each")], 0, []),
    ([fault("a", all=True)], 0, []),
    ([fault("a", 1), fault("b", 2)], 0, []),
    ([fault("a", 1, per="each", max=3)], 0, []),
    ([], 0, []),
    ([fault("a", "3.01")], 0, [("a", "3.01")]),
    ([fault("a", 5)], -2, []),
    ([fault("a", 5), fault("b", 4, per="each")], 0, [("a", "5"), ("b", "4")]),
    ([fault("a", 5, max=3)], 0, []),
]


@pytest.mark.parametrize(("faults", "least", "large"), FAULTS)
def test_a_fault_larger_than_its_criterion(faults: list[Json], least: int, large: list[Any]) -> None:
    positions = {one["id"]: position for position, one in enumerate(faults)}
    assert _warnings(criterion("1", deduct(*faults), min=least)) == [
        (
            f"{RULE}.faults[{positions[id_]}].points",
            "fault-too-large",
            {"criterion": "1", "fault": points, "room": "3"},
        )
        for id_, points in large
    ]


REACHES = [
    ([fault("a", 1), fault("b", "1.99")], 0, "2.99", "3"),
    ([fault("a", 1, per="each", max=2)], 0, "2", "3"),
    ([fault("a", 3)], -2, "3", "5"),
    ([fault("a", 3, max=1)], 0, "1", "3"),
    ([fault("a", 0, per="each")], 0, "0", "3"),
]


@pytest.mark.parametrize(("faults", "least", "reach", "room"), REACHES)
def test_faults_that_cannot_take_the_whole(faults: list[Json], least: int, reach: str, room: str) -> None:
    facts = {"criterion": "1", "reach": reach, "room": room}
    expected = [(f"{RULE}.faults", "out-of-reach", facts)]
    assert _warnings(criterion("1", deduct(*faults), min=least)) == expected


def test_each_wrong_sum_once() -> None:
    section = {"id": "1.1", "title": "节", "points": 4, "criteria": [criterion("1", CHECK)]}
    module = {"id": "1", "title": "模块", "points": "5.5", "sections": [section]}
    value = {"key": "k", "version": "1", "title": "清单", "points": 6, "modules": [module]}
    assert _found(value) == [
        ("points", "sum-differs", {"declared": "6", "sum": "5.5"}),
        ("modules[0].points", "sum-differs", {"declared": "5.5", "sum": "4"}),
        ("modules[0].sections[0].points", "sum-differs", {"declared": "4", "sum": "3"}),
    ]


GRADES = [
    (CHECK, {"min": 3}, []),
    (CHECK, {"min": "3.01"}, [("min", "grade-unreachable", {"grade": "five", "min": "3.01", "best": "3"})]),
    (levels(a=2, b=0), {"min": "2.5"},
     [("min", "grade-unreachable", {"grade": "five", "min": "2.5", "best": "2"})]),
    (bands("at_least", (9, 2)), {"min": 2}, []),
    (bands("at_least", (9, 2)), {"min": 2, "module_floor": "0.6"}, []),
    (bands("at_least", (9, 2)), {"min": 2, "module_floor": "0.67"},
     [("module_floor", "floor-unreachable", {"grade": "five", "module": "1"})]),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "grade", "expected"), GRADES)
def test_grades_that_cannot_be_reached(rule: Json, grade: Json, expected: list[Any]) -> None:
    found = _warnings(criterion("1", rule, na=False), grades=[{"id": "five", **TITLE, **grade}])
    assert found == [(f"grades[0].{where}", code, facts) for where, code, facts in expected]


@pytest.mark.parametrize("policy", ["redistribute", "full", "zero"])
@pytest.mark.parametrize("more", [{}, {"na": False}, {"applies_to": {"kinds": ["full"]}}], ids=["may", "no", "applies"])
def test_being_not_applicable_is_no_way_to_a_grade(policy: str, more: Json) -> None:
    grade = {"id": "five", **TITLE, "min": "2.5", "module_floor": "0.8"}
    one = criterion("1", levels(a=2, b=0), **more)
    found = [code for _, code, _ in _warnings(one, not_applicable=policy, grades=[grade])]
    assert found == ["grade-unreachable", "floor-unreachable"]


BONUSES = [
    ({"over_total": True, "items": [{"points": 2}]}, "5", []),
    ({"over_total": True, "max": 1, "items": [{"points": 2}]}, "5", ["4"]),
    ({"over_total": True, "items": [{"points": 1, "per": "each"}]}, "50", []),
    ({"over_total": True, "items": [{"points": 1, "per": "each", "max": 2}]}, "6", ["5"]),
    ({"over_total": True, "items": [{"points": 3, "max": 2}]}, "6", ["5"]),
    ({"over_total": False, "items": [{"points": 2}]}, "5", ["3"]),
]


@pytest.mark.parametrize(("bonus", "least", "best"), BONUSES)
def test_a_bonus_can_lift_over_the_total(bonus: Json, least: str, best: list[str]) -> None:
    items = [{"id": str(n), "text": "荣誉", **item} for n, item in enumerate(bonus["items"])]
    grade = {"id": "five", **TITLE, "min": least}
    found = _warnings(criterion("1", CHECK), bonus={**bonus, "items": items}, grades=[grade])
    assert [facts["best"] for _, _, facts in found] == best


def _reaches(checklist: Json, document: Json) -> bool:
    return score(build_checklist(checklist), document).low.grade is not None


def _with_low_best(**more: Any) -> Json:
    """Twenty points of which the answers give eighteen, and a grade from nineteen."""
    rows = [criterion("1", levels(a=8, b=0), points=10), criterion("2", CHECK, points=10)]
    section = {"id": "1.1", "title": "节", "points": 20, "criteria": rows}
    module = {"id": "1", "title": "模块", "points": 20, "sections": [section]}
    grade = {"id": "five", **TITLE, "min": 19}
    head = {"key": "k", "version": "1", "title": "清单", "points": 20}
    return {**head, "modules": [module], "grades": [grade], **more}


def test_no_false_alarm_where_a_bonus_makes_up_for_it() -> None:
    assert [code for _, code, _ in _found(_with_low_best())] == ["grade-unreachable"]
    checklist = _with_low_best(bonus={"items": [{"id": "b", "text": "荣誉", "points": 2}]})
    document = answers({"1": {"level": "a"}, "2": {"met": True}}, bonus={"b": 1})
    assert _reaches(checklist, document)
    assert _found(checklist) == []


def test_a_bonus_does_not_lift_a_module() -> None:
    """Nor, without over_total, the final score above the points."""
    grades = [{"id": "six", **TITLE, "min": 21}, {"id": "five", **TITLE, "min": 19, "module_floor": "0.95"}]
    bonus = {"items": [{"id": "b", "text": "荣誉", "points": 9}]}
    assert _found(_with_low_best(bonus=bonus, grades=grades)) == [
        ("grades[0].min", "grade-unreachable", {"grade": "six", "min": "21", "best": "20"}),
        ("grades[1].module_floor", "floor-unreachable", {"grade": "five", "module": "1"}),
    ]
