"""`score` and `plan` against the naive second reading of the contract, on random cases."""

import json
from collections import Counter
from random import Random
from typing import Any

import pytest

from audit.scoring.results import result_of, result_text
from audit.scoring.score import score
from tests.scoring import oracle
from tests.scoring.cases import random_case, random_efforts
from tests.scoring.reading import loaded, planned, read, scored

SCORED = range(600)
PLANNED = range(1000, 1400)
MOST_UNITS = 9  # brute force tries every set of them
BATCH = 50


def _batches(seeds: range) -> pytest.MarkDecorator:
    batches = [seeds[start : start + BATCH] for start in range(0, len(seeds), BATCH)]
    return pytest.mark.parametrize("seeds", batches, ids=lambda batch: f"{batch[0]}-{batch[-1]}")


@_batches(SCORED)
def test_scores_agree(seeds: range) -> None:
    for seed in seeds:
        checklist, answers = random_case(seed)
        assert scored(checklist, answers) == oracle.score(checklist, answers), f"seed {seed}"


@_batches(PLANNED)
def test_plans_agree(seeds: range) -> None:
    for seed in seeds:
        checklist, answers = random_case(seed)
        units = oracle.units(checklist, answers)
        if len(units) <= MOST_UNITS:
            efforts = random_efforts(Random(seed), units)
            got = planned(checklist, answers, efforts)
            assert _decisive(got) == _decisive(oracle.plan(checklist, answers, efforts)), f"seed {seed}"


def _decisive(plan: dict[str, Any]) -> dict[str, Any]:
    """What two right planners must agree on: of quite equal sets of units either may be named."""
    return {
        "from": plan["from"],
        "to": plan["to"],
        "reachable": plan["reachable"],
        "effort": plan["effort"],
        "number of units": len(plan["units"]),
        "final": plan["final"],
    }


def test_random_cases_are_varied() -> None:
    """Random cases prove little if they are all alike."""
    seen: Counter[str] = Counter()
    for seed in SCORED:
        checklist, answers = random_case(seed)
        result = oracle.score(checklist, answers)
        sections = [section for module in result["modules"] for section in module["sections"]]
        seen["open"] += not result["complete"]
        seen["graded"] += result["grade"] is not None
        seen["vetoed"] += bool(result["vetoes"])
        seen["negative"] += result["low"]["total"].startswith("-")
        seen["spilled in a section"] += any(section["spill"] != "0.00" for section in sections)
        seen["uncounted"] += any(c["uncounted"] not in {None, "0.00"} for c in result["criteria"])
        seen["redistributed"] += any(module["score"] != module["sum"] for module in result["modules"])
        seen["module left out"] += any(module["score"] is None for module in result["modules"])
        seen["bonus"] += result["bonus"] != "0.00"
    assert min(seen.values()) >= 20, seen


def test_plans_are_varied() -> None:
    seen: Counter[str] = Counter()
    for seed in PLANNED:
        checklist, answers = random_case(seed)
        if len(oracle.units(checklist, answers)) <= MOST_UNITS:
            plan = planned(checklist, answers, {})
            seen["reachable" if plan["reachable"] else "not reachable"] += 1
            seen["several units"] += len(plan["units"]) > 1
            seen["to the first grade"] += plan["from"] is None and plan["reachable"]
    assert min(seen.values()) >= 30, seen


@_batches(range(200))
def test_result_text_is_the_result_on_one_line(seeds: range) -> None:
    for seed in seeds:
        checklist, answers = random_case(seed)
        score_ = score(loaded(checklist), read(answers))
        compact = json.dumps(result_of(score_), ensure_ascii=False, separators=(",", ":"))
        assert result_text(score_) == compact, f"seed {seed}"
