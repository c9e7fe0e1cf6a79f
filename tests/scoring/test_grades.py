"""Grades, floors and vetoes, and the condition that binds."""

from typing import Any

import pytest

from audit.scoring.grades import floor_of, hinders, rank
from audit.scoring.plan import plan
from audit.scoring.results import plan_result_of, result_of
from audit.scoring.score import score
from tests.scoring.shapes import answers, built, criterion, deduct, fault

FIVE = {"id": "five", "title": "五星级", "stars": 5, "min": 18, "module_floor": "0.8"}
FOUR = {"id": "four", "title": "四星级", "stars": 4, "min": 14}
THREE = {"id": "three", "title": "三星级", "stars": 3, "min": 10}
FATAL = {"id": "fatal", "text": "案件", "effect": "disqualify"}
ELDER = {"id": "elder", "text": "拒绝服务", "effect": "cap", "grade": "three"}
RULE = deduct(*(fault(str(points), points) for points in (1, 3, 5)), fault("v", "0.5", veto="elder"))


def _two_modules(**more: Any) -> Any:
    """Two modules of ten points each, one criterion in each."""
    top: dict[str, Any] = {"points": 20, "grades": [FIVE, FOUR, THREE], "vetoes": [FATAL, ELDER], **more}
    top["modules"] = [
        {
            "id": id_,
            "title": id_,
            "points": 10,
            "sections": [
                {"id": f"{id_}.1", "title": "节", "points": 10, "criteria": [criterion(id_, RULE, points=10)]}
            ],
        }
        for id_ in ("1", "2")
    ]
    return built(**top)


def _audit(first: str = "", second: str = "", **more: Any) -> Any:
    found = {"1": first, "2": second}
    return answers({id_: {"faults": dict.fromkeys(text.split(), 1)} for id_, text in found.items()}, **more)


# faults in the two modules, vetoes of the auditor; grade, what binds: grade, lacks, floors, vetoes
STANDINGS = [
    ("", "", [], "five", None),
    ("1", "1", [], "five", None),
    ("1", "1 v", ["elder"], "three", ("four", 0, (), ("elder",))),
    ("3", "", [], "four", ("five", 100, (("1", 700, 800),), ())),
    ("3", "3", [], "four", ("five", 400, (("1", 700, 800), ("2", 700, 800)), ())),
    ("5 1", "1", [], "three", ("four", 100, (), ())),
    ("5 1", "5 3", [], None, ("three", 400, (), ())),
    ("", "", ["elder"], "three", ("four", 0, (), ("elder",))),
    ("", "v", [], "three", ("four", 0, (), ("elder",))),
    ("", "", ["fatal", "elder"], None, ("three", 0, (), ("fatal",))),
    ("5 1", "5 3", ["fatal"], None, ("three", 400, (), ("fatal",))),
]


@pytest.mark.parametrize(("first", "second", "vetoes", "grade", "binds"), STANDINGS)
def test_grade_and_binding_condition(first: str, second: str, vetoes: list[str], grade: str | None, binds: Any) -> None:
    got = score(_two_modules(), _audit(first, second, vetoes=vetoes))
    assert (got.low.grade.id if got.low.grade else None) == grade
    found = got.binding
    assert (found and (found.grade.id, found.lacks, found.floors, found.vetoes)) == binds


def test_without_grades_nothing_binds() -> None:
    got = score(_two_modules(grades=[], vetoes=[ELDER | {"effect": "disqualify", "grade": None}]), _audit())
    assert (got.low.grade, got.binding) == (None, None)


def test_while_open_the_low_figures_bind() -> None:
    got = score(_two_modules(), answers({"1": {"faults": {}}}))
    binds = got.binding
    assert binds is not None
    assert (got.complete, binds.grade.id, binds.lacks) == (False, "four", 400)


def test_a_module_left_out_has_no_floor() -> None:
    document = answers({"1": {"faults": {"1": 1}}, "2": {"na": "无此业务"}})
    got = score(_two_modules(), document)
    assert (got.low.scores, got.low.total, got.low.grade and got.low.grade.id) == ([900, None], 1800, "five")


def test_a_floor_is_rounded_up_to_whole_hundredths() -> None:
    checklist = built(criterion("1", deduct(), points="0.07"), grades=[{**FIVE, "min": 0, "module_floor": "0.5"}])
    sheet = score(checklist, answers()).sheet
    assert floor_of(sheet, checklist.grades[0], 0) == 4  # half of 0.07 is 0.035: 0.03 is below it


def test_ranks() -> None:
    sheet = score(_two_modules(), _audit()).sheet
    assert [rank(sheet, grade) for grade in ("five", "four", "three", None)] == [0, 1, 2, 3]


@pytest.mark.parametrize(("veto", "hindered"), [("fatal", [0, 1, 2]), ("elder", [0, 1])])
def test_which_grades_a_veto_bars(veto: str, hindered: list[int]) -> None:
    sheet = score(_two_modules(), _audit()).sheet
    assert [target for target in range(3) if hinders(sheet, veto, target)] == hindered


def test_a_veto_set_off_twice_is_named_once() -> None:
    got = result_of(score(_two_modules(), _audit("v", "v", vetoes=["elder", "elder"])))
    assert got["vetoes"] == ["elder"]


def test_grade_and_stars_of_a_complete_audit() -> None:
    got = result_of(score(_two_modules(), _audit("3")))
    assert (got["grade"], got["stars"], got["final"]) == ("four", 4, "17.00")


# floors that fall as grades rise: a cap can land on a grade whose own floor fails
LOOSE = [
    {"id": "five", "title": "五星级", "min": 14},
    {"id": "four", "title": "四星级", "min": 12, "module_floor": "0.9"},
    {"id": "three", "title": "三星级", "min": 5},
]


def test_the_plan_may_pass_over_a_grade() -> None:
    found = plan_result_of(plan(_two_modules(grades=LOOSE), _audit("5 1", "3 1")))
    assert (found["from"], found["to"], found["units"], found["final"]) == ("three", "five", ["1/5"], "15.00")


CAP_AT_FOUR = {**ELDER, "grade": "four"}


def test_a_cap_lands_on_the_grade_it_names() -> None:
    checklist = _two_modules(grades=LOOSE, vetoes=[CAP_AT_FOUR])
    low = score(checklist, _audit("1", "3 1", vetoes=["elder"])).low
    assert (low.final, low.grade and low.grade.id) == (1500, "four")


def test_the_plan_knows_that_a_cap_needs_no_floor() -> None:
    checklist = _two_modules(grades=LOOSE, vetoes=[CAP_AT_FOUR])
    found = plan_result_of(plan(checklist, _audit("5 1", "3 1", vetoes=["elder"])))
    assert (found["from"], found["to"], found["effort"]) == ("three", "four", 1)
    assert (found["units"], found["final"]) == (["1/5"], "15.00")
