"""The page's scorer and the server's give the same result, letter by letter."""

import json
from collections import Counter
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest

from audit.scoring.documents import read_document
from audit.scoring.loading import load_checklist
from tests.scoring.cases import written
from tests.scoring.reading import loaded
from tests.scoring.shapes import answers, bands, built, criterion, deduct, fault
from tests.scoring_js.both import in_javascript, in_python, random_audits, random_audits_of
from tests.scoring_js.browser import Scripts

ROOT = Path(__file__).parents[2]
EDGE_CASES = json.loads((ROOT / "tests" / "vectors" / "edge_cases.json").read_text("utf-8"), parse_float=Decimal)
SHIPPED = sorted((ROOT / "checklists").glob("*.yaml"))
CHECKLISTS, AUDITS = 200, 50
PORTIONS = 8


@pytest.mark.parametrize("portion", range(PORTIONS))
def test_ten_thousand_random_audits(js: Scripts, portion: int) -> None:
    for seed in range(portion, CHECKLISTS, PORTIONS):
        checklist, documents = random_audits(seed, AUDITS)
        assert in_javascript(js, checklist, documents) == in_python(checklist, documents), f"seed {seed}"


def test_the_random_audits_have_everything_in_them() -> None:
    found: Counter[str] = Counter()
    for seed in range(0, CHECKLISTS, 4):
        for text in in_python(*random_audits(seed, AUDITS)):
            found.update(_traits(json.loads(text)))
    assert {trait: count for trait, count in found.items() if count < 50} == {}
    assert sorted(found) == sorted(_traits(EVERYTHING))


EVERYTHING: dict[str, Any] = {
    "complete": False,
    "bonus": "1.00",
    "vetoes": ["fatal"],
    "low": {"total": "-1.00", "grade": None},
    "high": {"grade": "five"},
    "modules": [
        {"sum": "1.00", "score": None, "sections": [{"spill": "1.00"}]},
        {"sum": "1.00", "score": "2.00", "sections": []},
    ],
    "criteria": [
        {"status": "not_applicable", "score": "1.00", "uncounted": "0.00"},
        {"status": "scored", "score": "1.00", "uncounted": "1.00"},
    ],
}


def _traits(result: dict[str, Any]) -> list[str]:
    modules, criteria = result["modules"], result["criteria"]
    traits = {
        "open": not result["complete"],
        "bonus": result["bonus"] != "0.00",
        "veto": bool(result["vetoes"]),
        "negative": result["low"]["total"].startswith("-"),
        "no grade": result["low"]["grade"] is None,
        "a grade in reach": result["low"]["grade"] != result["high"]["grade"],
        "spill": any(section["spill"] != "0.00" for module in modules for section in module["sections"]),
        "left out": any(module["score"] is None for module in modules),
        "redistributed": any(module["score"] not in {None, module["sum"]} for module in modules),
        "given up": any(row["status"] == "not_applicable" and row["score"] for row in criteria),
        "excess": any((row["uncounted"] or "0.00") != "0.00" for row in criteria),
    }
    return [trait for trait, holds in traits.items() if holds]


def test_the_edge_cases(js: Scripts) -> None:
    for case in EDGE_CASES:
        document = json.loads(written(case["answers"]))
        (text,) = in_javascript(js, loaded(case["checklist"]), [document])
        assert json.loads(text) == case["result"], case["name"]


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_the_checklists_that_ship(js: Scripts, file: Path) -> None:
    checklist = load_checklist(file.read_text("utf-8"))
    documents = random_audits_of(checklist, Random(file.stem), 20)
    assert in_javascript(js, checklist, documents) == in_python(checklist, documents)


MOST = "999999999999.99"
HUGE = built(
    criterion("1", deduct(fault("a", MOST, per="each"), excess="section"), points=MOST, min=f"-{MOST}"),
    criterion("2", {"type": "measure", "target": "999999999999.999999"}, points=MOST),
    criterion("3", bands("at_most", ("-999999999999.999999", 3), ("999999999999.999998", 1))),
    criterion("4", {"type": "check"}, points="0.01"),
)
ENDS = [
    {"1": {"faults": {"a": 1_000_000}}, "2": {"value": "999999999999.999998"}, "3": {"value": "999999999999.999999"}},
    {"1": {"faults": {"a": 1}, "other": [{"points": MOST, "reason": "积灰"}] * 99}, "2": {"value": "0.000001"}},
    {"1": {"na": "无"}, "2": {"value": "333333333333.333333"}, "3": {"value": "-999999999999.999999"}},
    {"1": {"faults": {}}, "2": {"value": "7"}, "3": {"value": "-0.000001"}, "4": {"na": "无"}},
]


def test_figures_far_beyond_what_a_float_holds(js: Scripts) -> None:
    documents = [answers(entries) for entries in ENDS]
    assert in_javascript(js, HUGE, documents) == in_python(HUGE, documents)


NUMBERS = [
    {"value": 93}, {"value": 93.5}, {"value": 0.000001}, {"value": -0.25}, {"value": "93.500"}, {"value": "007"},
]  # fmt: skip


@pytest.mark.parametrize("entry", NUMBERS, ids=json.dumps)
def test_numbers_as_json_writes_them(js: Scripts, entry: dict[str, Any]) -> None:
    checklist = built(criterion("1", bands("at_least", ("93.5", 3), ("-0.25", 1))))
    text = f'{{"checklist": "k@1", "answers": {{"1": {{"value": {_plain(entry["value"])}}}}}}}'
    document: Any = read_document(text).value
    assert in_javascript(js, checklist, [json.loads(text)]) == in_python(checklist, [document])


def _plain(value: object) -> str:
    return format(Decimal(repr(value)), "f") if isinstance(value, float) else json.dumps(value)
