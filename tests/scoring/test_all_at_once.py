"""A file that is broken in shape is still judged in what is sound: contradictions are named beside it."""

import json
from typing import Any

import pytest

from audit.scoring.loading import load_checklist
from audit.scoring.problems import RefusedError
from tests.scoring.shapes import criterion, deduct, fault

FIRST, SECOND = (f"modules[0].sections[0].criteria[{n}]" for n in (0, 1))


def _file(*criteria: Any, **more: Any) -> Any:
    section = {"id": "1.1", "title": "节", "points": 3, "criteria": list(criteria)}
    module = {"id": "1", "title": "模块", "points": 3, "sections": [section]}
    return {"key": "k", "version": "1", "title": "清单", "points": 3, "modules": [module], **more}


def _found(value: Any) -> list[tuple[str, str]]:
    with pytest.raises(RefusedError) as refused:
        load_checklist(json.dumps(value, indent=1))
    assert all(problem.line for problem in refused.value.problems)
    return sorted((problem.where(), problem.code) for problem in refused.value.problems)


LEVELS = {
    "type": "levels",
    "levels": [{"id": "a", "label": "好", "points": 9}, {"id": "a", "label": "差", "points": 0}],
}
FAULTS = deduct(fault("a", 1), {**fault("a", 1), "veto": "none"})
SHAPE = [("key", "key-shape")]
BESIDE = [
    ([criterion("1", LEVELS)], [(f"{FIRST}.rule.levels[0].points", "points-outside"),
                                (f"{FIRST}.rule.levels[1].id", "repeated-id")]),
    ([criterion("1", FAULTS)], [(f"{FIRST}.rule.faults[1].id", "repeated-id"),
                                (f"{FIRST}.rule.faults[1].veto", "unknown-reference")]),
    ([criterion("1", {"type": "check"}), criterion("1", {"type": "check"})], [(f"{SECOND}.id", "repeated-id")]),
    ([criterion("1", deduct(), min=4)], [(f"{FIRST}.min", "min-above-points")]),
]  # fmt: skip


@pytest.mark.parametrize(("criteria", "expected"), BESIDE)
def test_a_contradiction_is_named_beside_a_wrong_shape(criteria: list[Any], expected: list[tuple[str, str]]) -> None:
    assert _found(_file(*criteria)) == expected
    assert _found(_file(*criteria, key="K!")) == sorted([*SHAPE, *expected])


@pytest.mark.parametrize(
    ("change", "where", "code"),
    [
        ({"text": ""}, "text.zh", "empty"),
        ({"text": 7}, "text", "mapping"),
        ({"further": 1}, "further", "unknown-key"),
        ({"na": "yes"}, "na", "true-or-false"),
        ({"themes": "x"}, "themes", "list"),
        ({"applies_to": {}}, "applies_to", "applies-to-nothing"),
    ],
)
def test_a_criterion_with_a_wrong_shape_is_still_judged(change: Any, where: str, code: str) -> None:
    levels = [{"id": "a", "label": "好", "points": 9}, {"id": "b", "points": 0, "further": 1}]
    broken = {**criterion("1", {"type": "levels", "levels": levels}), **change}
    assert _found(_file(broken)) == sorted(
        [
            (f"{FIRST}.{where}", code),
            (f"{FIRST}.rule.levels[0].points", "points-outside"),
            (f"{FIRST}.rule.levels[1].further", "unknown-key"),
            (f"{FIRST}.rule.levels[1].label", "missing"),
        ]
    )


def test_points_that_are_none_silence_their_criterion_only() -> None:
    broken = [{**criterion("1", LEVELS), "points": "x"}, criterion("1", {"type": "check", "fail": 9})]
    assert _found(_file(*broken)) == [
        (f"{FIRST}.points", "points"),
        (f"{FIRST}.rule.levels[1].id", "repeated-id"),
        (f"{SECOND}.id", "repeated-id"),
        (f"{SECOND}.rule.fail", "points-outside"),
    ]


def test_grades_and_vetoes_are_judged_beside_a_wrong_shape() -> None:
    grades = [{"id": "five", "title": "五", "min": 2}, {"id": "four", "title": "", "min": 2}]
    vetoes = [{"id": "v", "text": "x", "effect": "cap", "grade": "six"}]
    assert _found(_file(criterion("1", {"type": "check"}), grades=grades, vetoes=vetoes)) == [
        ("grades[1].min", "grades-fall"),
        ("grades[1].title.zh", "empty"),
        ("vetoes[0].grade", "unknown-reference"),
    ]


@pytest.mark.parametrize("vetoes", [7, [7], [{"text": "x"}], [{"id": 7}]])
def test_nothing_is_called_unknown_where_not_all_can_be_read(vetoes: Any) -> None:
    found = _found(_file(criterion("1", {"type": "check", "veto": "v"}), vetoes=vetoes))
    assert [code for _where, code in found if code == "unknown-reference"] == []


@pytest.mark.parametrize("modules", [None, 7, [7], [{"sections": 7}], [{"sections": [{"criteria": [7, {}]}]}]])
def test_anything_in_the_place_of_anything_is_refused_in_words(modules: Any) -> None:
    assert _found(_file(modules=modules))
    assert _found({"modules": modules, "grades": modules, "bonus": {"items": modules}})
