"""What is odd in a checklist that loads: it is somebody's regulation, so it is named and kept (section 8)."""

from collections.abc import Iterator

from audit.scoring.checklist import Checklist, Criterion
from audit.scoring.figures import MILLION, brief
from audit.scoring.problems import Path, Problem
from audit.scoring.rules import Deduct, Levels, Measure


def lint(checklist: Checklist) -> list[Problem]:
    """Every warning about the checklist, in the order of the file."""
    return [*_sums(checklist), *_faults(checklist), *_grades(checklist)]


def _sums(checklist: Checklist) -> Iterator[Problem]:
    yield from _sum((), checklist.points, [module.points for module in checklist.modules])
    for m, module in enumerate(checklist.modules):
        path: Path = ("modules", m)
        yield from _sum(path, module.points, [section.points for section in module.sections])
        for s, section in enumerate(module.sections):
            inner = [criterion.points for criterion in section.criteria]
            yield from _sum((*path, "sections", s), section.points, inner)


def _sum(path: Path, declared: int, children: list[int]) -> Iterator[Problem]:
    if declared != sum(children):
        facts = {"declared": brief(declared), "sum": brief(sum(children))}
        yield Problem((*path, "points"), "sum-differs", facts)


def _faults(checklist: Checklist) -> Iterator[Problem]:
    for m, module in enumerate(checklist.modules):
        for s, section in enumerate(module.sections):
            for c, criterion in enumerate(section.criteria):
                path: Path = ("modules", m, "sections", s, "criteria", c, "rule")
                if isinstance(criterion.rule, Deduct) and criterion.rule.faults:
                    yield from _in_deduct(criterion, criterion.rule, path)


def _in_deduct(criterion: Criterion, rule: Deduct, path: Path) -> Iterator[Problem]:
    room = criterion.points - criterion.min
    reach = 0
    for f, fault in enumerate(rule.faults):
        single = min(fault.points or 0, fault.max if fault.max is not None else fault.points or 0)
        if single > room:
            facts = {"criterion": criterion.id, "fault": brief(single), "room": brief(room)}
            yield Problem((*path, "faults", f, "points"), "fault-too-large", facts)
        unlimited = fault.all or (fault.per == "each" and fault.max is None and bool(fault.points))
        most = fault.max if fault.per == "each" and fault.max is not None and fault.points else single
        reach += room if unlimited else most
    if reach < room:
        facts = {"criterion": criterion.id, "reach": brief(reach), "room": brief(room)}
        yield Problem((*path, "faults"), "out-of-reach", facts)


def _grades(checklist: Checklist) -> Iterator[Problem]:
    best = {module.id: sum(map(_best, module.criteria())) for module in checklist.modules}
    final = sum(best.values())
    if checklist.bonus:
        most = None if checklist.bonus.over_total else _points(checklist)
        final += _most_bonus(checklist)
        final = final if most is None else min(final, most)
    for g, grade in enumerate(checklist.grades):
        if grade.min > final:
            facts = {"grade": grade.id, "min": brief(grade.min), "best": brief(final)}
            yield Problem(("grades", g, "min"), "grade-unreachable", facts)
        for module in checklist.modules:
            points = sum(criterion.points for criterion in module.criteria())
            if best[module.id] * MILLION < (grade.module_floor or 0) * points:
                facts = {"grade": grade.id, "module": module.id}
                yield Problem(("grades", g, "module_floor"), "floor-unreachable", facts)


def _points(checklist: Checklist) -> int:
    return sum(criterion.points for criterion in checklist.criteria())


def _best(criterion: Criterion) -> int:
    """The most points that the rule offers; being not applicable is no way to a grade."""
    if isinstance(criterion.rule, Levels):
        return max(level.points for level in criterion.rule.levels)
    if isinstance(criterion.rule, Measure) and criterion.rule.bands:
        return max(criterion.min, *(band.points for band in criterion.rule.bands))
    return criterion.points


def _most_bonus(checklist: Checklist) -> int:
    """The most the bonus can give; without any limit, more than any grade asks for."""
    assert checklist.bonus is not None  # noqa: S101 - asked by _grades
    unlimited = max((grade.min for grade in checklist.grades), default=0)
    items = 0
    for item in checklist.bonus.items:
        if item.max is not None:
            items += item.max if item.per == "each" else min(item.max, item.points)
        else:
            items += unlimited if item.per == "each" and item.points else item.points
    return items if checklist.bonus.max is None else min(items, checklist.bonus.max)
