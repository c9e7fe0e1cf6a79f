"""What the types of a checklist cannot say: ids given twice, references to nothing, bounds and orders."""

from collections.abc import Iterator
from itertools import pairwise

from audit.scoring.checklist import Criterion
from audit.scoring.figures import brief
from audit.scoring.pieces import Pieces
from audit.scoring.problems import Path, Problem
from audit.scoring.rules import Check, Deduct, Levels, Measure


def contradictions(pieces: Pieces) -> Iterator[Problem]:
    """Every contradiction between and within the pieces of a checklist (section 8)."""
    yield from _repeated_ids(pieces)
    for path, criterion in pieces.criteria:
        yield from _in_criterion(criterion, path, pieces.veto_ids)
    for v, veto in pieces.vetoes.items():
        if _is_unknown(veto.grade, pieces.grade_ids):
            yield _unknown(("vetoes", v, "grade"), veto.grade, pieces.grade_ids)
    for (g, higher), (lower_at, lower) in pairwise(sorted(pieces.grades.items())):
        if lower_at == g + 1 and lower.min >= higher.min:
            facts = {"min": brief(lower.min), "before": brief(higher.min)}
            yield Problem(("grades", lower_at, "min"), "grades-fall", facts)


def _is_unknown(given: str | None, known: frozenset[str] | None) -> bool:
    return given is not None and known is not None and given not in known


def _unknown(path: Path, given: str | None, known: frozenset[str] | None) -> Problem:
    return Problem(path, "unknown-reference", {"given": given, "known": ", ".join(sorted(known or ()))})


def _repeated_ids(pieces: Pieces) -> Iterator[Problem]:
    seen: set[tuple[str, str]] = set()
    for kind, path, id_ in pieces.ids:
        if (kind, id_) in seen:
            yield Problem((*path, "id"), "repeated-id", {"id": id_})
        seen.add((kind, id_))


def _in_criterion(criterion: Criterion, path: Path, vetoes: frozenset[str] | None) -> Iterator[Problem]:
    if criterion.min > criterion.points:
        facts = {"min": brief(criterion.min), "points": brief(criterion.points)}
        yield Problem((*path, "min"), "min-above-points", facts)
    rule, rule_path = criterion.rule, (*path, "rule")
    if isinstance(rule, Deduct):
        for f, fault in enumerate(rule.faults):
            if _is_unknown(fault.veto, vetoes):
                yield _unknown((*rule_path, "faults", f, "veto"), fault.veto, vetoes)
    elif isinstance(rule, Levels):
        for index, level in enumerate(rule.levels):
            yield from _within(criterion, level.points, (*rule_path, "levels", index, "points"))
    elif isinstance(rule, Check):
        yield from _within(criterion, rule.fail, (*rule_path, "fail"))
        if _is_unknown(rule.veto, vetoes):
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
