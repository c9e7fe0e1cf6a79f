"""From figures to a grade: thresholds, module floors, vetoes, and the condition that binds (section 7)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from audit.scoring.checklist import Grade
from audit.scoring.compiled import Sheet
from audit.scoring.figures import MILLION


def grade_of(sheet: Sheet, final: int, module_scores: Sequence[int | None], vetoes: Collection[str]) -> Grade | None:
    """The highest grade that the figures reach and no veto takes away; None where there is none."""
    grades = sheet.checklist.grades
    reached = next(
        (
            position
            for position, grade in enumerate(grades)
            if final >= grade.min and not below_floor(sheet, grade, module_scores)
        ),
        None,
    )
    if reached is None:
        return None
    if vetoes:
        for veto in sheet.checklist.vetoes:
            if veto.id in vetoes:
                if veto.effect == "disqualify":
                    return None
                reached = max(reached, rank(sheet, veto.grade))
    return grades[reached]


def rank(sheet: Sheet, grade: str | None) -> int:
    """The position of a grade, 0 for the highest; one past the last for no grade."""
    grades = sheet.checklist.grades
    return next((position for position, known in enumerate(grades) if known.id == grade), len(grades))


def floor_of(sheet: Sheet, grade: Grade, module: int) -> int:
    """The least whole hundredths a counting module needs for the grade."""
    return -(-(grade.module_floor or 0) * sheet.module_points[module] // MILLION)


def below_floor(sheet: Sheet, grade: Grade, module_scores: Sequence[int | None]) -> list[int]:
    """Positions of the counting modules that are below the grade's floor."""
    if grade.module_floor is None:
        return []
    return [
        position
        for position, score in enumerate(module_scores)
        if score is not None and score < floor_of(sheet, grade, position)
    ]


def hinders(sheet: Sheet, veto_id: str, target: int) -> bool:
    """Whether a veto, once set off, keeps an audit below the grade at position `target`."""
    veto = next(veto for veto in sheet.checklist.vetoes if veto.id == veto_id)
    return veto.effect == "disqualify" or rank(sheet, veto.grade) > target


@dataclass(frozen=True, slots=True)
class Binding:
    """What stands between an audit and its next higher grade (hundredths, module ids, veto ids)."""

    grade: Grade
    lacks: int
    floors: tuple[tuple[str, int, int], ...]
    vetoes: tuple[str, ...]


def binding(
    sheet: Sheet,
    reached: Grade | None,
    final: int,
    module_scores: Sequence[int | None],
    vetoes: Collection[str],
) -> Binding | None:
    """The conditions of the next higher grade that are not met; None at the highest grade.

    A floor is (module id, score, what it needs).
    """
    target = rank(sheet, reached.id if reached else None) - 1
    if target < 0:
        return None
    grade = sheet.checklist.grades[target]
    floors = tuple(
        (sheet.checklist.modules[position].id, module_scores[position] or 0, floor_of(sheet, grade, position))
        for position in below_floor(sheet, grade, module_scores)
    )
    hindering = tuple(
        veto.id for veto in sheet.checklist.vetoes if veto.id in vetoes and hinders(sheet, veto.id, target)
    )
    return Binding(grade, max(0, grade.min - final), floors, hindering)
