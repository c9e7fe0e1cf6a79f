"""The same documents through both scorers, each as text, compared letter by letter."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from random import Random
from typing import Any

from audit.scoring.checklist import Checklist
from audit.scoring.results import result_text
from audit.scoring.score import score
from tests.scoring.cases import random_answers, random_checklist
from tests.scoring.reading import loaded
from tests.scoring_js.browser import Scripts

Json = dict[str, Any]
FIGURES = {"points", "min", "max", "fail", "target", "at_least", "at_most", "module_floor"}

SCORE_ALL = """(checklist, documents) => {
    const sheet = scoring.compile(JSON.parse(checklist));
    return documents.map((document) => JSON.stringify(scoring.score(sheet, document)));
}"""


def in_python(checklist: Checklist, documents: Sequence[Json]) -> list[str]:
    """The result of each document as one line of JSON."""
    return [result_text(score(checklist, document)) for document in documents]


def in_javascript(js: Scripts, checklist: Checklist, documents: Sequence[Json]) -> list[str]:
    """The same from the script, which gets the canonical checklist."""
    texts: list[str] = js.call(SCORE_ALL, checklist.canonical, documents)
    return texts


def random_audits(seed: int, count: int) -> tuple[Checklist, list[Json]]:
    """A random checklist and so many random audits by it."""
    rng = Random(seed)
    checklist = random_checklist(rng)
    return loaded(checklist), [random_answers(rng, checklist) for _ in range(count)]


def random_audits_of(checklist: Checklist, rng: Random, count: int) -> list[Json]:
    """Random audits by a checklist that is given."""
    content = _with_decimals(json.loads(checklist.canonical))
    return [{**random_answers(rng, content), "checklist": checklist.name} for _ in range(count)]


def _with_decimals(node: Any) -> Any:
    if isinstance(node, list):
        return [_with_decimals(child) for child in node]
    if not isinstance(node, Mapping):
        return node
    return {
        name: Decimal(child) if name in FIGURES and isinstance(child, str) else _with_decimals(child)
        for name, child in node.items()
    }
