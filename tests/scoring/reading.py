"""What goes through the product in the tests: documents as text in, results as plain JSON out."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from audit.scoring.answers import read_answers
from audit.scoring.checklist import Checklist
from audit.scoring.compiled import compile_checklist
from audit.scoring.documents import read_document
from audit.scoring.loading import load_checklist
from audit.scoring.plan import plan
from audit.scoring.problems import Problem, RefusedError
from audit.scoring.results import plan_result_of, result_of
from audit.scoring.score import score
from tests.scoring.cases import written


def loaded(checklist: Mapping[str, Any]) -> Checklist:
    """The checklist through its JSON text, as a file would come."""
    return load_checklist(written(checklist))


def read(answers: Mapping[str, Any]) -> Any:
    """The answer document through its JSON text."""
    return read_document(written(answers)).value


def scored(checklist: Mapping[str, Any], answers: Mapping[str, Any]) -> Any:
    """The result as JSON gives it back."""
    return json.loads(json.dumps(result_of(score(loaded(checklist), read(answers)))))


def planned(checklist: Mapping[str, Any], answers: Mapping[str, Any], efforts: Mapping[str, int]) -> Any:
    """The plan as JSON gives it back."""
    return json.loads(json.dumps(plan_result_of(plan(loaded(checklist), read(answers), efforts))))


def problems_of(call: Callable[[], object]) -> tuple[Problem, ...]:
    """The problems with which a call refuses its document."""
    with pytest.raises(RefusedError) as refused:
        call()
    return refused.value.problems


def refusals(call: Callable[[], object]) -> list[tuple[str, str, int | None]]:
    """The problems of a call as (place, code, line)."""
    return [(problem.where(), problem.code, problem.line) for problem in problems_of(call)]


def answer_refusals(checklist: Checklist, document: object) -> list[tuple[str, str]]:
    """The problems in an answer document as (place, code), sorted."""
    found = problems_of(lambda: read_answers(compile_checklist(checklist), document))
    return sorted((problem.where(), problem.code) for problem in found)
