"""What the server refuses, the page's scorer refuses with the same code; and it never throws."""

import json
from typing import Any

import pytest

from tests.scoring.shapes import answers
from tests.scoring.test_answers import CHECKLIST, DOCUMENTS, ENTRIES
from tests.scoring_js.browser import Scripts

SCORE = "(checklist, document) => scoring.score(JSON.parse(checklist), document)"
FOLLOW = """(checklist, branch, id, answer) => {
    const scorer = scoring.createScorer(scoring.compile(JSON.parse(checklist)), branch, [], {});
    const blank = JSON.stringify(scorer.result());
    const got = scorer.set(id, answer);
    const same = blank === JSON.stringify(scorer.result());
    const problems = scorer.problems;
    scorer.set(id, null);
    return [got, same, problems, scorer.problems];
}"""


def _as_json(entry: object) -> str | None:
    """JSON text of what can come as JSON: floats cannot, numbers as written can."""
    try:
        text = json.dumps(entry, default=repr)
    except TypeError:
        return None
    return text if _survives(entry) else None


def _survives(node: object) -> bool:
    if isinstance(node, dict):
        return all(map(_survives, node.values()))
    if isinstance(node, list):
        return all(map(_survives, node))
    return not isinstance(node, float)


FROM_JSON = [row for row in ENTRIES if _as_json(row[1])]
AROUND = [row for row in DOCUMENTS if row[0].keys() & {"checklist", "answers", "vetoes", "bonus"}]


@pytest.mark.parametrize(("id_", "entry", "_where", "code"), FROM_JSON, ids=lambda value: str(value)[:40])
def test_an_answer(js: Scripts, id_: str, entry: object, _where: str, code: str) -> None:
    given: Any = json.loads(_as_json(entry) or "")
    problem = {"place": ["answers", id_], "code": code}
    assert js.call(SCORE, CHECKLIST.canonical, answers({id_: given})) == {"problems": [problem]}
    if given is not None:
        followed = js.call(FOLLOW, CHECKLIST.canonical, {}, id_, given)
        assert followed == [{"problem": code}, True, [problem], []]


@pytest.mark.parametrize(("change", "_where", "code"), AROUND, ids=lambda value: str(value)[:40])
def test_around_the_answers(js: Scripts, change: dict[str, Any], _where: str, code: str) -> None:
    (problem,) = js.call(SCORE, CHECKLIST.canonical, {**answers(), **change})["problems"]
    (part,) = change
    assert (problem["place"][0], problem["code"]) == (part, code)


NAMES = ["__proto__", "constructor", "toString", "hasOwnProperty"]


@pytest.mark.parametrize("name", NAMES)
def test_names_that_every_object_has(js: Scripts, name: str) -> None:
    hostile = [
        f'{{"{name}": {{"met": true}}}}',
        f'{{"d": {{"faults": {{"{name}": 1}}}}}}',
        f'{{"l": {{"level": "{name}"}}}}',
        f'{{"c": {{"met": true, "{name}": 1}}}}',
    ]
    codes = ["unknown-criterion", "unknown-fault", "unknown-level", "wrong-answer"]
    read = "(checklist, answers) => answers.map((text) => scoring.score(JSON.parse(checklist), JSON.parse(text)))"
    documents = [f'{{"checklist": "k@1", "answers": {text}}}' for text in hostile]
    results = js.call(read, CHECKLIST.canonical, documents)
    assert [[problem["code"] for problem in result["problems"]] for result in results] == [[code] for code in codes]


def test_what_is_refused_does_not_count_and_is_named(js: Scripts) -> None:
    follow = """(checklist) => {
        const scorer = scoring.createScorer(scoring.compile(JSON.parse(checklist)), null, ["fatal", "deadly"], {b1: 2});
        scorer.set("c", {met: true});
        scorer.set("c", {met: 1});
        scorer.set("v", {met: true});
        const [problems, { vetoes, bonus, unanswered }] = [scorer.problems, scorer.result()];
        scorer.setVetoes([]);
        scorer.setBonus({b1: 1});
        return [problems, vetoes, bonus, unanswered, scorer.problems, scorer.result().bonus];
    }"""
    problems, vetoes, bonus, unanswered, left, bonus_after = js.call(follow, CHECKLIST.canonical)
    assert [("/".join(problem["place"]), problem["code"]) for problem in problems] == [
        ("vetoes/deadly", "unknown-reference"),
        ("bonus/b1", "count-once"),
        ("answers/c", "true-or-false"),
        ("answers/v", "does-not-apply"),
    ]
    assert (vetoes, bonus, unanswered) == (["fatal"], "0.00", ["d", "l", "c", "b", "t"])
    assert ([problem["place"] for problem in left], bonus_after) == ([["answers", "c"], ["answers", "v"]], "1.00")
