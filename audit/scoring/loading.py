"""Text to Checklist, or every problem with its line (scoring contract, section 8)."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import pairwise

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from audit.scoring.checklist import Checklist, Criterion
from audit.scoring.documents import read_document
from audit.scoring.figures import Number, brief
from audit.scoring.problems import Path, Problem, RefusedError
from audit.scoring.rules import Check, Deduct, Levels, Measure


def load_checklist(text: str) -> Checklist:
    """The checklist that a YAML or JSON text describes; raises RefusedError with all of its problems."""
    document = read_document(text)
    return build_checklist(document.value, document.line_of)


def build_checklist(value: object, line_of: Callable[[Path], int | None] = lambda _: None) -> Checklist:
    """As load_checklist, for values that are already read; raises RefusedError."""
    try:
        checklist = Checklist.model_validate(_tuples(value))
    except ValidationError as error:
        problems = [_structural(details, line_of) for details in error.errors(include_url=False)]
        raise RefusedError(sorted(problems, key=_by_line)) from None
    found = [
        Problem(problem.path, problem.code, problem.facts, line_of(problem.path))
        for problem in _contradictions(checklist)
    ]
    if found:
        raise RefusedError(sorted(found, key=_by_line))
    return checklist


def _by_line(problem: Problem) -> int:
    return problem.line or 0


def _tuples(value: object) -> object:
    """Lists as tuples: a frozen model keeps tuples, and strict validation converts nothing."""
    if isinstance(value, dict):
        return {name: _tuples(child) for name, child in value.items()}
    if isinstance(value, list):
        return tuple(_tuples(child) for child in value)
    return value


_RULE_TAGS = {"deduct", "levels", "check", "measure"}
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
    "greater_than_equal": "range",
    "less_than_equal": "range",
    "tuple_type": "list",
    "model_type": "mapping",
    "model_attributes_type": "mapping",
}


def _structural(details: ErrorDetails, line_of: Callable[[Path], int | None]) -> Problem:
    # pydantic puts the chosen rule's tag into the path; the file has no such step
    path: Path = tuple(
        step
        for position, step in enumerate(details["loc"])
        if not (step in _RULE_TAGS and position and details["loc"][position - 1] == "rule")
    )
    kind, context = details["type"], details.get("ctx", {})
    code = _CODES.get(kind, kind)
    facts: dict[str, object] = {name: str(fact) for name, fact in context.items() if name != "error"}
    if kind == "string_pattern_mismatch":
        code = "shape"
        if facts.get("pattern") == r"\S":
            code = "empty"
    if isinstance(details["input"], str | int | Number) and code not in {"missing", "empty", "unprintable"}:
        facts["given"] = str(details["input"])[:60]
    return Problem(path, code, facts, line_of(path))


def _contradictions(checklist: Checklist) -> Iterator[Problem]:
    """What the types cannot say: ids given twice, references to nothing, bounds and orders."""
    yield from _repeated_ids(checklist)
    vetoes = {veto.id for veto in checklist.vetoes}
    grades = {grade.id for grade in checklist.grades}
    for m, module in enumerate(checklist.modules):
        for s, section in enumerate(module.sections):
            for c, criterion in enumerate(section.criteria):
                path: Path = ("modules", m, "sections", s, "criteria", c)
                yield from _in_criterion(criterion, path, vetoes)
    for v, veto in enumerate(checklist.vetoes):
        if veto.grade is not None and veto.grade not in grades:
            yield _unknown(("vetoes", v, "grade"), veto.grade, grades)
    for g, (higher, lower) in enumerate(pairwise(checklist.grades)):
        if lower.min >= higher.min:
            facts = {"min": brief(lower.min), "before": brief(higher.min)}
            yield Problem(("grades", g + 1, "min"), "grades-fall", facts)


def _unknown(path: Path, given: str, known: Iterable[str]) -> Problem:
    return Problem(path, "unknown-reference", {"given": given, "known": ", ".join(sorted(known))})


def _repeated_ids(checklist: Checklist) -> Iterator[Problem]:
    seen: dict[str, dict[str, Path]] = {}

    def first(kind: str, path: Path, id_: str) -> Iterator[Problem]:
        if id_ in seen.setdefault(kind, {}):
            yield Problem((*path, "id"), "repeated-id", {"id": id_})
        seen[kind][id_] = path

    for m, module in enumerate(checklist.modules):
        yield from first("module", ("modules", m), module.id)
        for s, section in enumerate(module.sections):
            yield from first("section", ("modules", m, "sections", s), section.id)
            for c, criterion in enumerate(section.criteria):
                path: Path = ("modules", m, "sections", s, "criteria", c)
                yield from first("criterion", path, criterion.id)
                for kind, position, id_ in _inner_ids(criterion):
                    place = (*path, "rule", kind, position)
                    yield from first(f"{kind} of {criterion.id} at {path}", place, id_)
    for kind, items in _listed(checklist).items():
        for position, id_ in enumerate(items):
            yield from first(kind, (*kind.split("."), position), id_)


def _inner_ids(criterion: Criterion) -> Iterator[tuple[str, int, str]]:
    if isinstance(criterion.rule, Deduct):
        yield from (("faults", position, fault.id) for position, fault in enumerate(criterion.rule.faults))
    if isinstance(criterion.rule, Levels):
        yield from (("levels", position, level.id) for position, level in enumerate(criterion.rule.levels))


def _listed(checklist: Checklist) -> Mapping[str, list[str]]:
    return {
        "vetoes": [veto.id for veto in checklist.vetoes],
        "grades": [grade.id for grade in checklist.grades],
        "bonus.items": [item.id for item in checklist.bonus.items] if checklist.bonus else [],
    }


def _in_criterion(criterion: Criterion, path: Path, vetoes: set[str]) -> Iterator[Problem]:
    if criterion.min > criterion.points:
        facts = {"min": brief(criterion.min), "points": brief(criterion.points)}
        yield Problem((*path, "min"), "min-above-points", facts)
    rule, rule_path = criterion.rule, (*path, "rule")
    if isinstance(rule, Deduct):
        for f, fault in enumerate(rule.faults):
            if fault.veto is not None and fault.veto not in vetoes:
                yield _unknown((*rule_path, "faults", f, "veto"), fault.veto, vetoes)
    elif isinstance(rule, Levels):
        for index, level in enumerate(rule.levels):
            yield from _within(criterion, level.points, (*rule_path, "levels", index, "points"))
    elif isinstance(rule, Check):
        yield from _within(criterion, rule.fail, (*rule_path, "fail"))
        if rule.veto is not None and rule.veto not in vetoes:
            yield _unknown((*rule_path, "veto"), rule.veto, vetoes)
    else:
        yield from _in_bands(criterion, rule, rule_path)


def _within(criterion: Criterion, points: int, path: Path) -> Iterator[Problem]:
    if not criterion.min <= points <= criterion.points:
        facts = {"given": brief(points), "min": brief(criterion.min), "points": brief(criterion.points)}
        yield Problem(path, "points-outside", facts)


def _in_bands(criterion: Criterion, rule: Measure, path: Path) -> Iterator[Problem]:
    bands = rule.bands or ()
    for b, band in enumerate(bands):
        yield from _within(criterion, band.points, (*path, "bands", b, "points"))
    for b, (before, band) in enumerate(pairwise(bands)):
        here = (*path, "bands", b + 1)
        if (before.at_least is None) != (band.at_least is None):
            yield Problem(here, "bands-direction")
        elif (band.bound >= before.bound) if band.at_least is not None else (band.bound <= before.bound):
            yield Problem(here, "bands-order")
        elif band.points > before.points:
            yield Problem((*here, "points"), "bands-order")
