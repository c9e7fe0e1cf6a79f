"""A checklist made ready for scoring: ids resolved, figures in plain tuples and dictionaries.

A season is the same arithmetic two hundred thousand times: models are for reading, this is for counting.
"""

from dataclasses import dataclass
from functools import lru_cache

from audit.scoring.checklist import Checklist, Criterion
from audit.scoring.rules import Check, Deduct, Fault, Level, Levels, Measure

DEDUCT, LEVELS, CHECK, MEASURE = range(4)


class FaultLine:
    """What one fault takes: `points` each time, never more than `limit` in all (hundredths)."""

    __slots__ = ("id", "label", "limit", "once", "points", "veto")

    def __init__(self, fault: Fault, room: int) -> None:
        self.id, self.label = fault.id, fault.label
        self.once = fault.per == "once"
        self.points = room if fault.all else fault.points or 0
        if fault.all:
            self.limit: int | None = room
        else:
            self.limit = fault.max
        self.veto = fault.veto


class Line:
    """One criterion: its figures, its rule in the form that marking reads, and where it stands."""

    __slots__ = (
        "applies_to", "at_least", "bands", "criterion", "excess", "fail", "faults", "id", "kind", "levels",
        "min", "module", "na", "points", "section", "target", "themes", "veto",
    )  # fmt: skip

    def __init__(self, criterion: Criterion, section: int, module: int) -> None:
        self.criterion, self.id = criterion, criterion.id
        self.points, self.min = criterion.points, criterion.min
        self.na, self.applies_to = criterion.na, criterion.applies_to
        self.themes = tuple(dict.fromkeys(criterion.themes))
        self.section, self.module = section, module
        self.excess = "absorb"
        self.faults: dict[str, FaultLine] = {}
        self.levels: dict[str, Level] = {}
        self.bands: tuple[tuple[int, int], ...] = ()
        self.at_least, self.target = True, 0
        self.fail = 0
        self.veto: str | None = None
        self._read(criterion)

    def _read(self, criterion: Criterion) -> None:
        rule = criterion.rule
        if isinstance(rule, Deduct):
            self.kind, self.excess = DEDUCT, rule.excess
            room = criterion.points - criterion.min
            self.faults = {fault.id: FaultLine(fault, room) for fault in rule.faults}
        elif isinstance(rule, Levels):
            self.kind = LEVELS
            self.levels = {level.id: level for level in rule.levels}
        elif isinstance(rule, Check):
            self.kind, self.fail, self.veto = CHECK, rule.fail, rule.veto
        else:
            self.kind = MEASURE
            self._read_measure(rule)

    def _read_measure(self, rule: Measure) -> None:
        self.target = rule.target or 0
        if rule.bands:
            self.at_least = rule.bands[0].at_least is not None
            self.bands = tuple((band.bound, band.points) for band in rule.bands)

    @property
    def best(self) -> int:
        """The most points any answer can earn, in hundredths."""
        if self.kind == LEVELS:
            return max(level.points for level in self.levels.values())
        return max(self.min, *(points for _, points in self.bands)) if self.bands else self.points

    def applies(self, facilities: frozenset[str], kind: str | None) -> bool:
        """Whether the criterion is for a branch with these facilities, of this kind (section 6)."""
        condition = self.applies_to
        if condition is None:
            return True
        if condition.facilities is not None and not facilities.issuperset(condition.facilities):
            return False
        return condition.kinds is None or kind in condition.kinds


@dataclass(frozen=True, slots=True)
class Sheet:
    """Every line of a checklist, and which lines make up its sections and modules."""

    checklist: Checklist
    lines: tuple[Line, ...]
    by_id: dict[str, Line]
    # lines are numbered through; a section is a range of them, a module a range of sections
    sections: tuple[range, ...]
    modules: tuple[range, ...]
    section_points: tuple[int, ...]
    module_points: tuple[int, ...]
    points: int
    policy: str
    spills: bool
    conditional: tuple[Line, ...]


def compile_checklist(checklist: Checklist) -> Sheet:
    """The sheet of a checklist; made once and kept."""
    return _compiled(_ByIdentity(checklist))


class _ByIdentity:
    """A key that compares checklists by being the same object: comparing their content would cost more."""

    __slots__ = ("checklist",)

    def __init__(self, checklist: Checklist) -> None:
        self.checklist = checklist

    def __hash__(self) -> int:
        return id(self.checklist)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByIdentity) and other.checklist is self.checklist


@lru_cache(maxsize=64)
def _compiled(key: _ByIdentity) -> Sheet:
    checklist = key.checklist
    lines: list[Line] = []
    sections: list[range] = []
    modules: list[range] = []
    for module in checklist.modules:
        first_section = len(sections)
        for section in module.sections:
            first = len(lines)
            lines += (Line(criterion, len(sections), len(modules)) for criterion in section.criteria)
            sections.append(range(first, len(lines)))
        modules.append(range(first_section, len(sections)))
    section_points = tuple(sum(lines[i].points for i in section) for section in sections)
    module_points = tuple(sum(section_points[s] for s in module) for module in modules)
    return Sheet(
        checklist=checklist,
        lines=tuple(lines),
        by_id={line.id: line for line in lines},
        sections=tuple(sections),
        modules=tuple(modules),
        section_points=section_points,
        module_points=module_points,
        points=sum(module_points),
        policy=checklist.not_applicable,
        spills=any(line.excess != "absorb" for line in lines),
        conditional=tuple(line for line in lines if line.applies_to is not None),
    )
