"""The scorer that follows an audit: at every step the score that the server would give from scratch."""

import json
from dataclasses import asdict
from random import Random
from typing import Any

import pytest

from audit.scoring.checklist import Checklist
from audit.scoring.compiled import compile_checklist
from audit.scoring.figures import show
from audit.scoring.marking import UNANSWERED
from audit.scoring.results import result_of
from audit.scoring.score import Score, score
from tests.scoring_js.both import random_audits
from tests.scoring_js.browser import Scripts

Json = dict[str, Any]
Step = tuple[str, list[Any]]
STEPS = 40

FOLLOW = """(checklist, branch, steps) => {
    const scorer = scoring.createScorer(scoring.compile(JSON.parse(checklist)), branch);
    return steps.map(([method, given]) => {
        scorer[method](...given);
        return scorer.result();
    });
}"""


def _steps(rng: Random, checklist: Checklist, documents: list[Json]) -> list[Step]:
    """Answers given, changed and taken back in any order; vetoes and bonus counts that change as well."""
    branch = documents[0]["branch"]
    lines = [
        line
        for line in compile_checklist(checklist).lines
        if line.applies(frozenset(branch["facilities"]), branch["kind"])
    ]
    steps: list[Step] = []
    for _ in range(STEPS):
        document = rng.choice(documents)
        if lines and rng.random() < 0.9:
            id_ = rng.choice(lines).id
            steps.append(("set", [id_, document["answers"].get(id_)]))
        elif rng.random() < 0.5:
            steps.append(("setVetoes", [document.get("vetoes", [])]))
        else:
            steps.append(("setBonus", [document.get("bonus", {})]))
    return steps


def _take(document: Json, step: Step) -> None:
    """The same step in a document."""
    match step:
        case ("set", [id_, None]):
            document["answers"].pop(id_, None)
        case ("set", [id_, entry]):
            document["answers"][id_] = entry
        case ("setVetoes", [vetoes]):
            document["vetoes"] = vetoes
        case (_, [bonus]):
            document["bonus"] = bonus


def _followed(scored: Score, branch: Json) -> Json:
    """The result with what the page shows beside it."""
    sheet, result = scored.sheet, json.loads(json.dumps(result_of(scored)))
    facilities, kind = frozenset(branch["facilities"]), branch["kind"]
    for m, module in enumerate(result["modules"]):
        low, high = scored.low.scores[m], scored.high.scores[m]
        of_module = [position for position, line in enumerate(sheet.lines) if line.module == m]
        module["low"] = None if low is None else show(low)
        module["high"] = None if high is None else show(high)
        module["criteria"] = sum(sheet.lines[position].applies(facilities, kind) for position in of_module)
        module["open"] = sum(scored.answers.marks.statuses[position] == UNANSWERED for position in of_module)
    return {**result, "binding": _binding(scored)}


def _binding(scored: Score) -> Json | None:
    binding = scored.binding
    if binding is None:
        return None
    floors = [{"module": id_, "score": show(got), "needs": show(needed)} for id_, got, needed in binding.floors]
    facts = asdict(binding)
    return {
        **facts,
        "grade": binding.grade.id,
        "lacks": show(binding.lacks),
        "floors": floors,
        "vetoes": [*binding.vetoes],
    }


@pytest.mark.parametrize("portion", range(4))
def test_every_step_equals_a_score_from_scratch(js: Scripts, portion: int) -> None:
    for seed in range(1000 + portion, 1060, 4):
        checklist, documents = random_audits(seed, 6)
        branch = documents[0]["branch"]
        steps = _steps(Random(seed), checklist, documents)
        document: Json = {"checklist": checklist.name, "branch": branch, "answers": {}}
        shown = js.call(FOLLOW, checklist.canonical, branch, steps)
        for step, followed in zip(steps, shown, strict=True):
            _take(document, step)
            assert followed == _followed(score(checklist, document), branch), (seed, step)


def test_nothing_handed_out_leads_back_into_the_scorer(js: Scripts) -> None:
    checklist, documents = random_audits(7, 1)
    spoil = """(checklist, document) => {
        const sheet = scoring.compile(JSON.parse(checklist));
        const scorer = scoring.createScorer(sheet, document.branch);
        const before = Object.entries(document.answers).map(([id, answer]) => scorer.set(id, answer));
        const result = scorer.result();
        const written = JSON.stringify(result);
        before.forEach((row) => { row.score = "9.99"; row.vetoes.push("x"); });
        result.modules[0].score = "9.99";
        result.vetoes.push("x");
        result.unanswered.push("x");
        try { result.criteria[0].score = "9.99"; } catch {}
        result.criteria.length = 0;
        return [written, JSON.stringify(scorer.result())];
    }"""
    before, after = js.call(spoil, checklist.canonical, documents[0])
    assert before == after
