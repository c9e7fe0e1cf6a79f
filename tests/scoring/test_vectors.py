"""The edge cases that were thought out by hand: scores, plans, and single figures worked out on paper."""

import json
from decimal import Decimal
from functools import reduce
from pathlib import Path
from typing import Any

import pytest

from tests.scoring import oracle
from tests.scoring.reading import planned, scored

FILE = Path(__file__).parents[1] / "vectors" / "edge_cases.json"
CASES = json.loads(FILE.read_text(encoding="utf-8"), parse_float=Decimal)
each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])


def test_names_are_unique() -> None:
    assert len({case["name"] for case in CASES}) == len(CASES) == 108


@each_case
def test_score(case: dict[str, Any]) -> None:
    assert scored(case["checklist"], case["answers"]) == case["result"]


@each_case
def test_plan(case: dict[str, Any]) -> None:
    assert planned(case["checklist"], case["answers"], case.get("efforts", {})) == case["plan"]


@each_case
def test_figures_worked_out_by_hand(case: dict[str, Any]) -> None:
    at = {str(known["place"]): reduce(lambda node, step: node[step], known["place"], case) for known in case["by_hand"]}
    assert at == {str(known["place"]): known["value"] for known in case["by_hand"]}


@each_case
def test_oracle_agrees(case: dict[str, Any]) -> None:
    assert oracle.score(case["checklist"], case["answers"]) == case["result"]
    plan = oracle.plan(case["checklist"], case["answers"], case.get("efforts", {}))
    assert plan == {name: value for name, value in case["plan"].items() if name != "vetoes"}
