"""What the fill page asks for besides the score: marks of one criterion, full answers, points, arithmetic."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from audit.scoring.arithmetic import deduction_arithmetic, measure_arithmetic
from audit.scoring.compiled import Line, compile_checklist
from audit.scoring.figures import brief, show
from audit.scoring.marking import SCORED
from audit.scoring.results import result_of
from audit.scoring.score import Score, score
from tests.scoring.shapes import built, criterion, deduct, fault
from tests.scoring_js.both import random_audits
from tests.scoring_js.browser import Scripts

Json = dict[str, Any]
SEEDS = range(2000, 2040)

OF_LINES = """(checklist, asked) => {
    const { byId } = scoring.compile(JSON.parse(checklist));
    return asked.map(([id, answer]) => [
        scoring.mark(byId.get(id), answer), scoring.arithmetic(byId.get(id), answer),
    ]);
}"""


def test_a_mark_and_its_arithmetic(js: Scripts) -> None:
    for seed in SEEDS:
        checklist, documents = random_audits(seed, 12)
        for document in documents:
            scored = score(checklist, document)
            asked = [(line.id, document["answers"].get(line.id)) for line in scored.sheet.lines]
            expected = list(_expected(scored, document))
            shown = js.call(OF_LINES, checklist.canonical, asked)
            assert [
                got for got, (line, entry) in zip(shown, asked, strict=True) if _asked(scored, line, entry)
            ] == expected


def _asked(scored: Score, id_: str, entry: object) -> bool:
    """Whether the criterion is for the branch at all: a mark alone knows no branch."""
    row = scored.criteria[[line.id for line in scored.sheet.lines].index(id_)]
    return entry is not None or row.status == "unanswered"


def _expected(scored: Score, document: Json) -> Iterator[list[Any]]:
    rows: Any = result_of(scored)["criteria"]
    for row, got in zip(rows, scored.criteria, strict=True):
        entry = document["answers"].get(got.line.id)
        if entry is None and got.status != "unanswered":
            continue
        yield [{**row, "vetoes": _vetoes(got.line, entry or {})}, _arithmetic(got.line, entry, got)]


def _vetoes(line: Line, entry: Json) -> list[str]:
    found = [line.faults[id_].veto for id_, count in entry.get("faults", {}).items() if count]
    failed = [line.veto] if entry.get("met") is False else []
    return list(dict.fromkeys(veto for veto in [*found, *failed] if veto))


def _arithmetic(line: Line, entry: Any, got: Any) -> str:
    if got.status != SCORED:
        return ""
    return measure_arithmetic(line, str(entry.get("value")), got.score) or deduction_arithmetic(line, entry, got.score)


def test_the_full_answer_earns_the_most(js: Scripts) -> None:
    full = """(checklist) => scoring.compile(JSON.parse(checklist)).lines.map((line) => {
        const { score, vetoes } = scoring.mark(line, scoring.fullAnswer(line));
        return [line.id, score, vetoes];
    })"""
    for seed in SEEDS:
        checklist, _ = random_audits(seed, 0)
        best = [[line.id, show(line.best), []] for line in compile_checklist(checklist).lines]
        assert js.call(full, checklist.canonical) == best


FAULTS = built(
    criterion(
        "1",
        deduct(
            fault("a", "0.2", per="each"), fault("b", 1, per="each", max="2.5"), fault("c", 5), fault("d", all=True)
        ),
        min=-2,
    )
)


@pytest.mark.parametrize(
    ("fault_id", "count", "taken"),
    [("a", 1, "0.20"), ("a", 3, "0.60"), ("b", 2, "2.00"), ("b", 3, "2.50"), ("c", 1, "5.00"), ("d", 1, "5.00")],
)
def test_what_a_fault_takes(js: Scripts, fault_id: str, count: int, taken: str) -> None:
    points = "(checklist, ...asked) => scoring.pointsOf(scoring.compile(JSON.parse(checklist)).lines[0], ...asked)"
    assert js.call(points, FAULTS.canonical, fault_id, count) == taken
    assert js.call(points, FAULTS.canonical, "z") is None


def test_figures_in_brief(js: Scripts) -> None:
    figures = [0, 5, 20, 100, 1000, 1010, -5, -250, 99999999999999]
    shown = js.call("(figures) => figures.map(scoring.brief)", [show(figure) for figure in figures])
    assert shown == [brief(figure) for figure in figures]


def test_which_criteria_are_for_a_branch(js: Scripts) -> None:
    lines = """(checklist, branch) =>
        scoring.compile(JSON.parse(checklist)).lines.map((line) => scoring.applies(line, branch))"""
    for seed in SEEDS:
        checklist, documents = random_audits(seed, 3)
        branches: list[Any] = [*(document["branch"] for document in documents), None]
        for branch in branches:
            facilities, kind = frozenset((branch or {}).get("facilities", ())), (branch or {}).get("kind")
            expected = [line.applies(facilities, kind) for line in compile_checklist(checklist).lines]
            assert js.call(lines, checklist.canonical, branch) == expected, json.dumps(branch)
