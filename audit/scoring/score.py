"""The score of an audit: ONE pure function behind every screen, report, workbook and command.

`score` walks the answers once and sums them up once; while criteria are unanswered it sums twice more,
for the lowest and the highest figures that are still open (scoring contract, sections 3 to 9).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

from audit.scoring.answers import Answers, read_answers
from audit.scoring.checklist import Checklist, Grade
from audit.scoring.compiled import Line, Sheet, compile_checklist
from audit.scoring.figures import divide
from audit.scoring.grades import Binding, binding, grade_of
from audit.scoring.marking import NOT_APPLICABLE, UNANSWERED, Marks


@dataclass(frozen=True, slots=True)
class Sums:
    """One way through the sums: sections, modules, total, final, grade (hundredths).

    `spills` is what a section really lost to the excess of its criteria, `counting` the points of a
    module's criteria that count; a module that is left out has the score None.
    """

    sections: list[int]
    spills: list[int]
    modules: list[int]
    module_spills: list[int]
    counting: list[int]
    scores: list[int | None]
    unscaled: int
    total: int
    final: int
    grade: Grade | None


@dataclass(frozen=True)
class CriterionScore:
    """What one criterion got; the figures are None where it has no score."""

    line: Line
    status: str
    score: int | None
    raw: int | None

    @property
    def counted(self) -> int | None:
        """Points really taken off."""
        return None if self.score is None else self.line.points - self.score

    @property
    def uncounted(self) -> int | None:
        """Points found missing beyond what the criterion could lose."""
        return None if self.score is None or self.raw is None else self.raw - (self.line.points - self.score)


@dataclass(frozen=True)
class ThemeScore:
    """A theme's points and score over the criteria that count."""

    id: str
    points: int
    score: int


@dataclass(frozen=True)
class Score:
    """The score of one audit. `low` and `high` are the same sums when every criterion is answered."""

    sheet: Sheet
    answers: Answers
    bonus: int
    low: Sums
    high: Sums

    @property
    def checklist(self) -> Checklist:
        """The version that was scored."""
        return self.sheet.checklist

    @property
    def complete(self) -> bool:
        """Whether every criterion is answered or not applicable."""
        return UNANSWERED not in self.answers.marks.statuses

    @cached_property
    def vetoes(self) -> list[str]:
        """Ids of the vetoes that were set off, in the order of the checklist."""
        off = self.answers.vetoes | self.answers.marks.sources.keys()
        return [veto.id for veto in self.checklist.vetoes if veto.id in off]

    @cached_property
    def unanswered(self) -> list[str]:
        """Ids of the criteria nobody has answered yet, in the order of the sheet."""
        statuses = self.answers.marks.statuses
        return [line.id for line, status in zip(self.sheet.lines, statuses, strict=True) if status == UNANSWERED]

    @cached_property
    def criteria(self) -> list[CriterionScore]:
        """Every criterion with its status and figures, in the order of the sheet."""
        marks = self.answers.marks
        return [
            CriterionScore(line, status, score, None if score is None else raw)
            for line, status, score, raw in zip(self.sheet.lines, marks.statuses, marks.scores, marks.raws, strict=True)
        ]

    @cached_property
    def themes(self) -> list[ThemeScore]:
        """Every theme in the order of its first criterion; open criteria count with their least points."""
        points: dict[str, int] = {}
        scores: dict[str, int] = {}
        marks = self.answers.marks
        for line, status, score in zip(self.sheet.lines, marks.statuses, marks.scores, strict=True):
            counts = status != NOT_APPLICABLE or score is not None
            got = score if score is not None else line.min
            for theme in line.themes:
                points[theme] = points.get(theme, 0) + (line.points if counts else 0)
                scores[theme] = scores.get(theme, 0) + (got if counts else 0)
        return [ThemeScore(theme, points[theme], scores[theme]) for theme in points]

    @cached_property
    def binding(self) -> Binding | None:
        """What the next higher grade still lacks, from the low figures; None at the highest grade."""
        return binding(self.sheet, self.low.grade, self.low.final, self.low.scores, self.vetoes)


def score(checklist: Checklist, document: object) -> Score:
    """The score of an answer document; raises RefusedError with every problem in the document."""
    sheet = compile_checklist(checklist)
    answers = read_answers(sheet, document)
    bonus = _bonus(sheet, answers)
    marks = answers.marks
    vetoes = answers.vetoes | marks.sources.keys()
    if UNANSWERED not in marks.statuses:
        sums = sum_up(sheet, marks, _filled(sheet, marks, lowest=True), bonus, vetoes)
        return Score(sheet, answers, bonus, sums, sums)
    low, high = (sum_up(sheet, marks, _filled(sheet, marks, lowest=lowest), bonus, vetoes) for lowest in (True, False))
    return Score(sheet, answers, bonus, low, high)


def _bonus(sheet: Sheet, answers: Answers) -> int:
    """Bonus points after the limit of each item and of all of them (section 4)."""
    bonus = sheet.checklist.bonus
    if bonus is None or not answers.bonus:
        return 0
    earned = 0
    for item in bonus.items:
        points = item.points * answers.bonus.get(item.id, 0)
        earned += points if item.max is None else min(points, item.max)
    return earned if bonus.max is None else min(earned, bonus.max)


def _filled(sheet: Sheet, marks: Marks, *, lowest: bool) -> list[int]:
    """A score for every line: 0 for what is left out, the least or the most for what is open."""
    if UNANSWERED not in marks.statuses:
        return [score or 0 for score in marks.scores]
    return [
        score if score is not None else (line.min if lowest else line.points) if status == UNANSWERED else 0
        for line, status, score in zip(sheet.lines, marks.statuses, marks.scores, strict=True)
    ]


def sum_up(sheet: Sheet, marks: Marks, filled: list[int], bonus: int, vetoes: Collection[str]) -> Sums:
    """Sections, modules, total, final and grade from a score for every line (sections 3.1, 4, 5, 7)."""
    section_spills, module_spills = _excess(sheet, marks)
    sections = [sum(filled[span.start : span.stop]) for span in sheet.sections]
    for position, asked in enumerate(section_spills):
        if asked:
            before = sections[position]
            sections[position] = spill(before, asked)
            section_spills[position] = before - sections[position]
    modules = [sum(sections[span.start : span.stop]) for span in sheet.modules]
    for position, asked in enumerate(module_spills):
        if asked:
            before = modules[position]
            modules[position] = spill(before, asked)
            module_spills[position] = before - modules[position]
    counting = _counting(sheet, marks)
    scores = [
        redistribute(got, points, count)
        for got, points, count in zip(modules, sheet.module_points, counting, strict=True)
    ]
    unscaled = sum(got for got in scores if got is not None)
    total = _total(sheet, scores, unscaled)
    final = total + bonus
    if sheet.checklist.bonus is None or not sheet.checklist.bonus.over_total:
        final = min(sheet.points, final)
    grade = grade_of(sheet, final, scores, vetoes)
    return Sums(sections, section_spills, modules, module_spills, counting, scores, unscaled, total, final, grade)


def spill(before: int, asked: int) -> int:
    """What is left of a sum when the excess of its criteria is taken from it as well (3.1)."""
    return max(0, before - asked) if before > 0 else before


def _excess(sheet: Sheet, marks: Marks) -> tuple[list[int], list[int]]:
    """Per section and per module: the uncounted deductions that its criteria pass on."""
    sections, modules = [0] * len(sheet.sections), [0] * len(sheet.modules)
    if not sheet.spills:
        return sections, modules
    for line, got, raw in zip(sheet.lines, marks.scores, marks.raws, strict=True):
        if line.excess != "absorb" and got is not None:
            uncounted = raw - (line.points - got)
            if line.excess == "section":
                sections[line.section] += uncounted
            else:
                modules[line.module] += uncounted
    return sections, modules


def _counting(sheet: Sheet, marks: Marks) -> list[int]:
    """Points of the criteria that count, per module: under `redistribute` those that are applicable."""
    counting = list(sheet.module_points)
    if sheet.policy == "redistribute" and NOT_APPLICABLE in marks.statuses:
        for line, status in zip(sheet.lines, marks.statuses, strict=True):
            if status == NOT_APPLICABLE:
                counting[line.module] -= line.points
    return counting


def redistribute(got: int, points: int, counting: int) -> int | None:
    """A module's score when only some of its points count; None when none do (section 5)."""
    if counting == points:
        return got
    return divide(got * points, counting) if counting else None


def _total(sheet: Sheet, scores: Iterable[int | None], unscaled: int) -> int:
    counted = sum(points for points, got in zip(sheet.module_points, scores, strict=True) if got is not None)
    return redistribute(unscaled, sheet.points, counted) or 0
