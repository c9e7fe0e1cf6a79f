"""The cheapest way to the next grade: exact, by dynamic programming over the sheet (contract, section 11).

Every repair raises what it touches or leaves it as it is, so of two ways that cost the same only the higher
one can matter, and of two that reach the same only the cheaper one. Criteria are reduced to such fronts of
(cost, figure), merged into sections, modules and the whole; the excess that spills is carried along as part
of the state until the sum that pays for it is known. A veto goes when all that set it off is repaired, so for
a grade that it bars those repairs are simply due. Cost is effort first and number of units second, as one
whole number.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from audit.scoring.checklist import Checklist
from audit.scoring.compiled import DEDUCT, Line
from audit.scoring.fronts import Way, both, cheapest, front
from audit.scoring.grades import floor_of, hinders, rank
from audit.scoring.marking import UNANSWERED
from audit.scoring.score import Score, redistribute, score, spill
from audit.scoring.units import Document, Unit, repaired, units_of

_EFFORT = 1 << 24  # one of effort outweighs any number of units


@dataclass(frozen=True)
class Plan:
    """The cheapest set of units whose repair reaches a higher grade, or why there is none.

    `from_` and `to` are grade ids (None for no grade); without a way `reachable` is False, `to` names the
    grade that was aimed at, and `vetoes` those that only the auditor can lift. `final` is in hundredths.
    """

    from_: str | None
    to: str | None
    reachable: bool
    effort: int | None = None
    units: tuple[str, ...] = ()
    final: int | None = None
    vetoes: tuple[str, ...] = field(default=())


def plan(checklist: Checklist, document: Document, efforts: Mapping[str, int] | None = None) -> Plan:
    """The cheapest way from an audit to the next higher grade or one above it.

    Open criteria stay at their least points. Raises RefusedError where the document cannot be scored.
    """
    return plan_from(score(checklist, document), document, efforts or {})


Patience = Callable[[], object]  # called again and again while a plan is made; what it raises ends the search


def plan_from(scored: Score, document: Document, efforts: Mapping[str, int], patience: Patience = lambda: None) -> Plan:
    """As `plan`, for a document that is already scored; `efforts` override 1 for each unit."""
    sheet, low = scored.sheet, scored.low
    start = low.grade.id if low.grade else None
    next_up = rank(sheet, start) - 1
    if next_up < 0:
        return Plan(start, None, reachable=False)
    units = units_of(sheet, document, scored.answers.marks)
    ways = [_Search(scored, units, efforts, next_up, base, patience=patience).best() for base in range(next_up, -1, -1)]
    found = [way for way in ways if way is not None]
    if not found:
        barring = tuple(
            veto for veto in scored.vetoes if veto in scored.answers.vetoes and hinders(sheet, veto, next_up)
        )
        return Plan(start, sheet.checklist.grades[next_up].id, reachable=False, vetoes=barring)
    way = min(found, key=lambda found_way: (found_way.cost, -_final(scored, found_way.figure)))
    return _describe(scored, document, way, start)


# Ways to leave a sum at some figure, for each excess still to be paid by the (section, module).
States = dict[tuple[int, int], list[Way]]


def _fronts(states: Mapping[tuple[int, int], list[Way]]) -> States:
    """Each state's front, without what another state does no dearer, no lower and with no more excess."""
    if len(states) == 1 or (any(s for s, _ in states) and any(m for _, m in states)):
        return {excess: front(ways) for excess, ways in states.items()}
    pool = ((way.cost, excess, -way.figure, way) for excess, ways in states.items() for way in ways)
    kept: States = {}
    stairs: list[tuple[int, int]] = []  # excess (of whichever kind there is) and figure, both rising
    for _cost, excess, _figure, way in sorted(pool, key=itemgetter(0, 1, 2)):
        amount = sum(excess)
        place = bisect_right(stairs, amount, key=itemgetter(0))
        if place and stairs[place - 1][1] >= way.figure:
            continue
        end = place
        while end < len(stairs) and stairs[end][1] <= way.figure:
            end += 1
        start = place - 1 if place and stairs[place - 1][0] == amount else place
        stairs[start:end] = [(amount, way.figure)]
        kept.setdefault(excess, []).append(way)
    return kept


def _merged(states: States, others: States, patience: Patience) -> States:
    """Both sums together: every pair of ways, reduced to fronts."""
    if len(others) == 1 and (0, 0) in others and len(others[0, 0]) == 1 and not others[0, 0][0].cost:
        only = others[0, 0][0]
        if only.chain is None:  # nothing to choose: every way just moves by the same figure
            return {
                excess: [Way(way.cost, way.figure + only.figure, way.chain) for way in ways]
                for excess, ways in states.items()
            }
    together: dict[tuple[int, int], list[Way]] = {}
    for (section, module), ways in states.items():
        for (more_section, more_module), more in others.items():
            into = together.setdefault((section + more_section, module + more_module), [])
            for way in ways:
                patience()
                into += [both(way, other) for other in more]
    return _fronts(together)


class _Search:
    """The cheapest way to a grade, by the thresholds of that grade or of one above it that a cap lowers.

    The units of a veto that would keep the audit below the grade are due. Excess is carried as a part of
    the state only where a sum is below nothing; elsewhere what a sum pays and what it holds are one figure.
    """

    def __init__(
        self,
        scored: Score,
        units: Mapping[str, Sequence[Unit]],
        efforts: Mapping[str, int],
        target: int,
        base: int,
        *,
        patience: Patience,
    ) -> None:
        self._patience = patience
        self._scored, self._sheet, self._units, self._efforts = scored, scored.sheet, units, efforts
        self._grade = scored.checklist.grades[base]
        barring = {veto for veto in scored.vetoes if hinders(self._sheet, veto, target)}
        self._hopeless = bool(barring & scored.answers.vetoes)
        sources = scored.answers.marks.sources
        self._due = {unit for veto in barring for unit in sources.get(veto, ())}

    def best(self) -> Way | None:
        """The cheapest way, the highest of equals; None where no repair reaches the grade."""
        needed = self._needed()
        if self._hopeless or needed is None:
            return None
        fronts = [self._module(position) for position in range(len(self._sheet.modules))]
        return cheapest(fronts, needed, self._patience)

    def _needed(self) -> int | None:
        """The least sum of module scores whose final reaches the grade; None where none does."""
        sheet = self._sheet
        if _final(self._scored, sheet.points * 2) < self._grade.min:
            return None
        counted = _counted(self._scored)
        wanted = self._grade.min - self._scored.bonus
        if counted in {sheet.points, 0}:
            return wanted
        near = wanted * counted // sheet.points - 2
        return next(sum_ for sum_ in range(near, near + 5) if _scaled(sum_, sheet.points, counted) >= wanted)

    def _module(self, position: int) -> list[Way]:
        """Ways to leave the module's score at some figure, at or above the grade's floor."""
        sheet, low = self._sheet, self._scored.low
        if low.scores[position] is None:
            return [Way(0, 0, None)]
        folds = self._module_folds(position)
        states: States = {(0, 0): [Way(0, 0, None)]}
        for section in sheet.modules[position]:
            states = _merged(states, self._section(section, module_folds=folds), self._patience)
        points, counting = sheet.module_points[position], low.counting[position]
        floor = floor_of(sheet, self._grade, position) if self._grade.module_floor is not None else None
        ways = (
            Way(way.cost, redistribute(_left(way.figure, module, folds=folds), points, counting) or 0, way.chain)
            for (_, module), ways in states.items()
            for way in ways
        )
        return front(way for way in ways if floor is None or way.figure >= floor)

    def _stays_positive(self, before: int, lines: Iterable[int]) -> bool:
        """Whether a sum is above nothing, or can hold nothing negative; repairs only raise it."""
        return before > 0 or all(self._sheet.lines[index].min >= 0 for index in lines)

    def _section_folds(self, position: int) -> bool:
        low = self._scored.low
        return self._stays_positive(low.sections[position] + low.spills[position], self._sheet.sections[position])

    def _module_folds(self, position: int) -> bool:
        sheet, low = self._sheet, self._scored.low
        lines = (index for section in sheet.modules[position] for index in sheet.sections[section])
        return self._stays_positive(low.modules[position] + low.module_spills[position], lines)

    def _section(self, position: int, *, module_folds: bool) -> States:
        lines = [self._sheet.lines[index] for index in self._sheet.sections[position]]
        pays = any(line.excess == "section" for line in lines)
        folds = self._section_folds(position)
        states: States = {(0, 0): [Way(0, 0, None)]}
        for index in self._sheet.sections[position]:
            # the module's excess cannot be folded in before the section has paid its own
            more = _folded(self._line(index), section=folds, module=module_folds and not pays)
            states = _merged(states, more, self._patience)
        if not pays:
            return states
        paid: dict[tuple[int, int], list[Way]] = {}
        for (section, module), ways in states.items():
            into = paid.setdefault((0, module), [])
            into += (Way(way.cost, _left(way.figure, section, folds=folds), way.chain) for way in ways)
        return _folded(paid, section=False, module=module_folds)

    def _line(self, index: int) -> States:
        """Ways to leave one criterion at some score."""
        line, marks = self._sheet.lines[index], self._scored.answers.marks
        got = marks.scores[index]
        units = self._units.get(line.id, ())
        if got is None or not units:
            least = line.min if marks.statuses[index] == UNANSWERED else 0
            excess = self._excess(line, marks.raws[index]) if got is not None else (0, 0)
            return {excess: [Way(0, least if got is None else got, None)]}
        if line.kind != DEDUCT:
            return {(0, 0): front(self._whole(units[0], got))}
        return self._deductions(line, units)

    def _whole(self, unit: Unit, got: int) -> Iterable[Way]:
        if unit.id not in self._due:
            yield Way(0, got, None)
        yield Way(self._cost(unit), got + unit.taken, unit)

    def _deductions(self, line: Line, units: Sequence[Unit]) -> States:
        """Ways through the units of a criterion that starts from full, by the raw deduction that is left."""
        ways = [Way(0, 0, None)]
        for unit in units:
            mended = [Way(way.cost + self._cost(unit), way.figure, (way.chain, unit)) for way in ways]
            left = [Way(way.cost, way.figure - unit.taken, way.chain) for way in ways]
            ways = front(mended if unit.id in self._due else [*left, *mended])
        states: dict[tuple[int, int], list[Way]] = {}
        for way in ways:
            got = max(line.min, line.points + way.figure)
            states.setdefault(self._excess(line, -way.figure), []).append(Way(way.cost, got, way.chain))
        return _fronts(states)

    def _excess(self, line: Line, raw: int) -> tuple[int, int]:
        uncounted = max(0, raw - (line.points - line.min))
        if line.excess == "section":
            return uncounted, 0
        return (0, uncounted) if line.excess == "module" else (0, 0)

    def _cost(self, unit: Unit) -> int:
        return self._efforts.get(unit.id, 1) * _EFFORT + 1


def _left(figure: int, excess: int, *, folds: bool) -> int:
    """A sum after its excess; where the excess is folded in, it may have gone below nothing."""
    return max(0, figure) if folds else spill(figure, excess)


def _folded(states: States, *, section: bool, module: bool) -> States:
    """The states with their excess taken off the figures, as far as asked."""
    together: dict[tuple[int, int], list[Way]] = {}
    for (of_section, of_module), ways in states.items():
        taken = of_section * section + of_module * module
        key = (0 if section else of_section, 0 if module else of_module)
        together.setdefault(key, []).extend(Way(way.cost, way.figure - taken, way.chain) for way in ways)
    return _fronts(together)


def _scaled(sum_: int, points: int, counted: int) -> int:
    return redistribute(sum_, points, counted) or 0


def _counted(scored: Score) -> int:
    """Points of the modules that are not left out."""
    pairs = zip(scored.sheet.module_points, scored.low.scores, strict=True)
    return sum(points for points, got in pairs if got is not None)


def _final(scored: Score, unscaled: int) -> int:
    """The final score for a sum of module scores."""
    sheet = scored.sheet
    final = _scaled(unscaled, sheet.points, _counted(scored)) + scored.bonus
    bonus = scored.checklist.bonus
    return final if bonus is not None and bonus.over_total else min(sheet.points, final)


def _describe(scored: Score, document: Document, way: Way, start: str | None) -> Plan:
    """The plan in words of the contract; its figures are those of scoring the repaired document again."""
    chosen = {unit.id for unit in way.units()}
    after = score(scored.checklist, repaired(scored.sheet, document, chosen)).low
    return Plan(
        from_=start,
        to=after.grade.id if after.grade else None,
        reachable=True,
        effort=way.cost // _EFFORT,
        units=tuple(sorted(chosen)),
        final=after.final,
    )
