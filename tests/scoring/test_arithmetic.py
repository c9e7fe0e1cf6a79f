"""The printed arithmetic, exactly as the contract prints it (section 11)."""

from typing import Any

import pytest

from audit.scoring.arithmetic import deduction_arithmetic, measure_arithmetic, redistribution_arithmetic
from audit.scoring.compiled import compile_checklist
from audit.scoring.score import score
from tests.scoring.shapes import CHECK, answers, bands, built, criterion, deduct, fault, levels

FAULTS = deduct(
    fault("a", "0.2", per="each"),
    fault("b", 1),
    fault("c", 1, per="each", max=2),
    fault("d", all=True),
    fault("e", 5),
    fault("f", 2, max="1.5"),
)
OTHER = [{"points": "0.5", "reason": "积灰"}, {"points": "0.05", "reason": "歪斜"}]
TARGET = {"type": "measure", "target": "40"}

DEDUCTIONS = [
    ({"faults": {}}, 0, "3.00"),
    ({"faults": {"a": 0}}, 0, "3.00"),
    ({"faults": {"a": 3, "b": 1}}, 0, "3 − 3×0.2 − 1 = 1.40"),
    ({"faults": {"a": 1}}, 0, "3 − 1×0.2 = 2.80"),
    ({"faults": {"c": 2}}, 0, "3 − 2×1 = 1.00"),
    ({"faults": {"c": 5}}, 0, "3 − min(5×1, 2) = 1.00"),
    ({"faults": {"f": 1}}, 0, "3 − min(2, 1.5) = 1.50"),
    ({"faults": {"d": 1}}, 0, "3 − 3 = 0.00"),
    ({"faults": {"d": 1}}, -2, "3 − 5 = -2.00"),
    ({"faults": {"e": 1}}, 0, "max(0, 3 − 5) = 0.00"),
    ({"faults": {"e": 1, "b": 1}}, -2, "max(-2, 3 − 1 − 5) = -2.00"),
    ({"faults": {"e": 1}}, -2, "3 − 5 = -2.00"),
    ({"faults": {"b": 1}, "other": OTHER}, 0, "3 − 1 − 0.5 − 0.05 = 1.45"),
    ({"other": OTHER[:1]}, 0, "3 − 0.5 = 2.50"),
]
OTHERS = [
    (levels(good=3, bad="-0.5"), {"level": "bad"}, "3 − 3.5 = -0.50"),
    (levels(good=3, bad=0), {"level": "good"}, "3.00"),
    (CHECK, {"met": False}, "3 − 3 = 0.00"),
    (CHECK, {"met": True}, "3.00"),
    (bands("at_most", (5, 3), (10, "1.5")), {"value": "9"}, "3 − 1.5 = 1.50"),
]


def _arithmetic(rule: Any, entry: Any, least: object) -> str:
    checklist = built(criterion("1", rule, min=least))
    got = score(checklist, answers({"1": entry})).criteria[0].score
    assert got is not None
    return deduction_arithmetic(compile_checklist(checklist).lines[0], entry, got)


@pytest.mark.parametrize(("entry", "least", "printed"), DEDUCTIONS, ids=[row[2] for row in DEDUCTIONS])
def test_deductions(entry: Any, least: int, printed: str) -> None:
    assert _arithmetic(FAULTS, entry, least) == printed


@pytest.mark.parametrize(("rule", "entry", "printed"), OTHERS, ids=[row[2] for row in OTHERS])
def test_other_rules(rule: Any, entry: Any, printed: str) -> None:
    assert _arithmetic(rule, entry, "-0.5") == printed


def _pro_rata(value: str) -> str:
    checklist = built(criterion("1", TARGET, points=8))
    got = score(checklist, answers({"1": {"value": value}})).criteria[0].score
    assert got is not None
    return measure_arithmetic(compile_checklist(checklist).lines[0], value, got)


@pytest.mark.parametrize(
    ("value", "printed"),
    [("30", "8 × 30 ÷ 40 = 6.00"), ("0", "8 × 0 ÷ 40 = 0.00"), ("1.1", "8 × 1.1 ÷ 40 = 0.22")],
)
def test_pro_rata(value: str, printed: str) -> None:
    assert _pro_rata(value) == printed


def test_pro_rata_above_the_target_is_true() -> None:
    assert _pro_rata("50") != "8 × 50 ÷ 40 = 8.00"


def test_only_targets_are_pro_rata() -> None:
    for rule in (bands("at_least", (1, 3)), CHECK, FAULTS):
        assert measure_arithmetic(compile_checklist(built(criterion("1", rule))).lines[0], "1", 300) == ""


def test_redistribution() -> None:
    assert redistribution_arithmetic(940, 1200, 1000, 1128) == "9.40 × 12 ÷ 10 = 11.28"


def test_deducted_counted_and_uncounted() -> None:
    """扣 6.00, 上限 3.00, 实扣 3.00, 未计 3.00: the figures behind the second form."""
    checklist = built(criterion("1", FAULTS))
    one = score(checklist, answers({"1": {"faults": {"e": 1, "b": 1}}})).criteria[0]
    assert (one.raw, one.line.points - one.line.min, one.counted, one.uncounted) == (600, 300, 300, 300)
