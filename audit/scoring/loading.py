"""Text to Checklist, or every problem with its line (scoring contract, section 8)."""

from collections.abc import Callable

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from audit.scoring.checklist import KEY, VERSION, Checklist
from audit.scoring.contradictions import contradictions
from audit.scoring.documents import read_document
from audit.scoring.fields import ID, SOMETHING
from audit.scoring.figures import MILLION, Number
from audit.scoring.pieces import file_path, pieces_of, sound_pieces, tuples
from audit.scoring.problems import Path, Problem, RefusedError, as_written


def load_checklist(text: str) -> Checklist:
    """The checklist that a YAML or JSON text describes; raises RefusedError with all of its problems."""
    document = read_document(text)
    return build_checklist(document.value, document.line_of)


def build_checklist(value: object, line_of: Callable[[Path], int | None] = lambda _: None) -> Checklist:
    """As load_checklist, for values that are already read; raises RefusedError."""
    value = tuples(value)
    problems: list[Problem] = []
    try:
        checklist = Checklist.model_validate(value)
        pieces = pieces_of(checklist, value)
    except ValidationError as error:
        problems = [_structural(details, line_of) for details in error.errors(include_url=False)]
        pieces = sound_pieces(value)
    problems += (
        Problem(problem.path, problem.code, problem.facts, line_of(problem.path)) for problem in contradictions(pieces)
    )
    if problems:
        raise RefusedError(sorted(problems, key=_by_line))
    return checklist


def _by_line(problem: Problem) -> int:
    return problem.line or 0


_CODES = {
    "missing": "missing",
    "extra_forbidden": "unknown-key",
    "union_tag_not_found": "rule-type",
    "union_tag_invalid": "rule-type",
    "literal_error": "one-of",
    "too_short": "empty",
    "string_too_short": "empty",
    "string_too_long": "too-long",
    "string_type": "text",
    "string_unicode": "unprintable",
    "bool_type": "true-or-false",
    "int_type": "whole",
    "greater_than_equal": "too-low",
    "less_than_equal": "too-high",
    "tuple_type": "list",
    "model_type": "mapping",
    "model_attributes_type": "mapping",
}


_SHAPES = {ID: "id-shape", KEY: "key-shape", VERSION: "version-shape", SOMETHING: "empty"}


def _structural(details: ErrorDetails, line_of: Callable[[Path], int | None]) -> Problem:
    path = file_path(details["loc"])
    kind, context = details["type"], details.get("ctx", {})
    code = _CODES.get(kind, kind)
    facts: dict[str, object] = {name: str(fact) for name, fact in context.items() if name != "error"}
    if kind == "string_pattern_mismatch":
        code = _SHAPES[str(facts.pop("pattern"))]
    if facts.get("le") == str(MILLION):
        facts["le"] = "1"  # shares are kept in millionths
    if isinstance(details["input"], str | int | Number) and code not in {"missing", "empty", "unprintable"}:
        facts["given"] = as_written(details["input"])
    return Problem(path, code, facts, line_of(path))
