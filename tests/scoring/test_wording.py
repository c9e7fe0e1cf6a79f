"""Every problem the core can find has words, and every case of the tables is of a known code."""

import ast
import string
from pathlib import Path

import pytest

from audit.scoring.problems import Problem
from audit.translations import LANGUAGES
from audit.wording import PROBLEMS, line_of, say
from tests.scoring import test_answers, test_documents, test_loading

CORE = Path(__file__).parents[2] / "audit" / "scoring"
LINTED = {"sum-differs", "fault-too-large", "out-of-reach", "grade-unreachable", "floor-unreachable"}


def _gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def _texts(node: ast.AST) -> set[str]:
    return {part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)}


def _core() -> list[ast.Module]:
    return [ast.parse(path.read_text(encoding="utf-8")) for path in CORE.glob("*.py")]


def _codes_given() -> set[str]:
    """Every code that the core writes into a problem."""
    position = {"Problem": 1, "PydanticCustomError": 0}
    codes: set[str] = set()
    for module in _core():
        for node in ast.walk(module):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in position:
                codes |= _texts(node.args[position[node.func.id]])
    return codes


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", sorted(PROBLEMS))
def test_every_problem_can_be_worded(code: str, language: str) -> None:
    facts = {name: f"<{name}>" for name in _gaps(PROBLEMS[code])}
    words = say(Problem((), code, facts), language)
    assert all(fact in words for fact in facts.values())
    assert (words == PROBLEMS[code].format(**facts)) == (language == "zh")


def test_every_code_of_the_core_has_words() -> None:
    names = {"met", "value", "level"}  # asked in the condition between two codes
    assert _codes_given() - names - PROBLEMS.keys() == set()


def test_every_problem_of_the_core_is_in_a_table() -> None:
    documents = {code for _, found in (*test_documents.BAD_YAML, *test_documents.BAD_JSON) for _, code, _ in found}
    plans = {"effort", "unknown-unit"}
    tested = documents | {"not-json"} | test_loading.CODES | test_answers.CODES | LINTED | plans
    texts = set().union(*map(_texts, _core()))
    named_like_a_code = {"date"}  # a key of answer documents; the code is of workbooks
    assert (PROBLEMS.keys() & texts) - named_like_a_code - tested == set()


def test_one_problem_is_one_line() -> None:
    problem = Problem(("answers", "1"), "unknown-level", {"given": "a\r\nb", "known": "x" * 1000}, 7)
    line = line_of("答卷.json", problem, "zh")
    assert line.startswith("答卷.json:7: answers.1: 没有等次“a  b”")
    assert "\n" not in line
    assert "\r" not in line
    assert len(line) < 400


@pytest.mark.parametrize(
    ("problem", "start"),
    [
        (Problem((), "mapping"), "a.yaml: 这"),
        (Problem((), "mapping", {}, 3), "a.yaml:3: 这"),
        (Problem(("key",), "mapping"), "a.yaml: key: 这"),
    ],
)
def test_a_line_leaves_out_what_does_not_exist(problem: Problem, start: str) -> None:
    assert line_of("a.yaml", problem, "zh").startswith(start)


def test_a_missing_fact_is_an_ellipsis() -> None:
    assert "…" in say(Problem((), "points"), "zh")
