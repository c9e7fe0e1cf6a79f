"""Two scores beside each other: gaps by module and criterion, and how far two judges agree."""

from random import Random
from typing import Any

import pytest

from audit.scoring.compare import Comparison, compare, kappa
from audit.scoring.score import Score, score
from tests.workbooks.samples import blank, random_document, sample

CHECKLIST = sample()
FULL = {"branch": {"kind": "full", "facilities": []}}


def scored(**answers: Any) -> Score:
    return score(CHECKLIST, blank(CHECKLIST, **FULL) | {"answers": answers})


def test_gaps_are_second_less_first() -> None:
    first = scored(L1={"level": "good"}, Z={"faults": {}}, C1={"met": True})
    second = scored(L1={"level": "fair"}, Z={"faults": {"a": 1}}, C1={"met": True})
    found = compare(first, second)
    gaps = {pair.id: pair.gap for pair in found.criteria}
    assert (gaps["L1"], gaps["Z"], gaps["C1"], gaps["M1"]) == (-175, -300, 0, None)
    assert [pair.id for pair in found.differences] == ["Z", "L1"]
    # the first module is scaled up to 26 points: criterion 3 does not apply to this branch
    assert [(pair.id, pair.gap) for pair in found.modules] == [("1", -284), ("2", 0), ("3", -300)]
    assert found.total.gap == second.low.final - first.low.final


def test_what_is_open_on_one_side_is_no_difference() -> None:
    found = compare(scored(), scored(Z={"faults": {"a": 1}}))
    assert found.differences == []
    assert found.agreement is None


def test_what_applies_to_one_side_only_differs_without_a_gap() -> None:
    first = scored(L1={"level": "good"}, L2={"level": "y"}, Z={"na": "没有"})
    second = scored(L1={"level": "good"}, L2={"level": "x"}, Z={"faults": {}})
    found = compare(first, second)
    assert [(pair.id, pair.gap) for pair in found.differences] == [("L2", 500), ("Z", None)]


def test_of_two_versions_what_both_have_is_compared() -> None:
    text = CHECKLIST.canonical.replace('"id":"Z"', '"id":"Y"').replace('"version":"1"', '"version":"2"')
    from audit.scoring.loading import load_checklist

    other = load_checklist(text)
    later = score(other, {"checklist": other.name, **FULL, "answers": {"Y": {"faults": {}}}})
    pairs = {pair.id: pair for pair in compare(scored(Z={"faults": {}}), later).criteria}
    assert (pairs["Y"].first, pairs["Z"].second) == (None, None)
    assert (pairs["Y"].gap, pairs["Z"].gap, pairs["Z"].differs) == (None, None, False)


def test_a_score_beside_itself_has_no_gap_and_agrees() -> None:
    random = Random(7)
    for _ in range(50):
        same = score(CHECKLIST, random_document(CHECKLIST, random))
        found = compare(same, same)
        assert found.differences == []
        assert {pair.gap for pair in found.modules} <= {0, None}
        assert found.agreement in {100, None}


def test_turning_the_sides_round_turns_the_gaps_round() -> None:
    random = Random(11)
    for _ in range(50):
        first, second = (score(CHECKLIST, random_document(CHECKLIST, random)) for _ in range(2))

        def gaps(found: Comparison) -> list[int | None]:
            return [pair.gap for pair in (*found.criteria, *found.modules, found.total)]

        there, back = gaps(compare(first, second)), gaps(compare(second, first))
        assert there == [None if gap is None else -gap for gap in back]


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([], None),
        ([("full", "full")], None),
        ([("full", "full"), ("lost", "lost")], 100),
        ([("full", "lost"), ("lost", "full")], -100),
        # a textbook table: 20 both yes, 5 and 10 apart, 15 both no: kappa 0.40
        ([("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15, 40),
    ],
)
def test_agreement_beyond_chance(pairs: list[tuple[str, str]], expected: int | None) -> None:
    assert kappa(pairs) == expected
