"""How a figure came about, in signs that need no language: `3 − 3×0.2 − 1 = 1.40`."""

from collections.abc import Mapping

from audit.scoring.compiled import DEDUCT, MEASURE, Line
from audit.scoring.figures import MILLION, brief, divide, points_of, show, value_of


def deduction_arithmetic(line: Line, entry: Mapping[str, object], score: int) -> str:
    """The printed sum of one answered criterion; the entry was checked before (section 11)."""
    if line.kind != DEDUCT:
        lost = line.points - score
        return f"{brief(line.points)} − {brief(lost)} = {show(score)}" if lost else show(score)
    terms = [*_fault_terms(line, entry), *_other_terms(entry)]
    if not terms:
        return show(score)
    sum_ = " − ".join([brief(line.points), *(text for text, _ in terms)])
    if line.points - sum(taken for _, taken in terms) < line.min:
        return f"max({brief(line.min)}, {sum_}) = {show(score)}"
    return f"{sum_} = {show(score)}"


def _fault_terms(line: Line, entry: Mapping[str, object]) -> list[tuple[str, int]]:
    faults = entry.get("faults") or {}
    assert isinstance(faults, Mapping)  # noqa: S101 - marking refused anything else
    terms: list[tuple[str, int]] = []
    for id_, fault in line.faults.items():
        count = faults.get(id_)
        if not count:
            continue
        taken = fault.points * count
        text = brief(fault.points) if fault.once else f"{count}×{brief(fault.points)}"
        if fault.limit is not None and taken > fault.limit:
            text, taken = f"min({text}, {brief(fault.limit)})", fault.limit
        terms.append((text, taken))
    return terms


def _other_terms(entry: Mapping[str, object]) -> list[tuple[str, int]]:
    other = entry.get("other") or []
    assert isinstance(other, list)  # noqa: S101 - marking refused anything else
    figures = [points_of(deduction["points"]) for deduction in other]
    return [(brief(figure), figure) for figure in figures]


def measure_arithmetic(line: Line, value: str, score: int) -> str:
    """A pro-rata score as it was worked out: `8 × 30 ÷ 40 = 6.00`; empty for other rules."""
    if line.kind != MEASURE or not line.target:
        return ""
    sum_ = f"{brief(line.points)} × {value} ÷ {brief(line.target, MILLION)}"
    exact = divide(line.points * value_of(value), line.target)
    if exact > line.points:
        sum_ = f"min({brief(line.points)}, {sum_})"
    elif exact < line.min:
        sum_ = f"max({brief(line.min)}, {sum_})"
    return f"{sum_} = {show(score)}"


def redistribution_arithmetic(got: int, points: int, counting: int, score: int) -> str:
    """A module's or a total's score when only some points count: `9.40 × 12 ÷ 10 = 11.28`."""
    return f"{show(got)} × {brief(points)} ÷ {brief(counting)} = {show(score)}"
