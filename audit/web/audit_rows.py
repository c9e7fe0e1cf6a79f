"""What a row about an audit shows: score or interval, grade, progress, day; and where it leads."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy.orm import Session

from audit.models import Audit, Organisation
from audit.scoring.checklist import Grade
from audit.scoring.figures import show
from audit.services.audit_list import is_late
from audit.services.checklists import load_digest
from audit.web.language import gettext, language


def _(text: str) -> str:
    return text


class Row(NamedTuple):
    """An audit as lists show it; the score is an interval while criteria are open."""

    audit: Audit
    branch: str
    score: str
    grade: str
    stars: int
    late: bool

    @property
    def criteria(self) -> int:
        """How many criteria there are."""
        return self.audit.checklist.criteria

    @property
    def answered(self) -> int:
        """How many of them are decided."""
        return self.criteria - self.audit.open_count


def rows(session: Session, audits: Iterable[Audit]) -> list[Row]:
    """A row for each audit; its branch, stage and checklist must be loaded."""
    return [row(session, audit) for audit in audits]


def row(session: Session, audit: Audit) -> Row:
    """An audit as lists show it."""
    grade = grade_of(session, audit.checklist.digest, audit.low_grade) if not audit.open_count else None
    title = "" if audit.open_count else grade_title(grade)
    stars = (grade.stars or 0) if grade else 0
    return Row(audit, place_name(audit.branch), score_text(audit), title, stars, is_late(audit))


def score_text(audit: Audit) -> str:
    """The score, or what it lies between."""
    return f"{show(audit.low)} – {show(audit.high)}" if audit.open_count else show(audit.low)


def grade_of(session: Session, digest: str, grade_id: str | None) -> Grade | None:
    """A grade of the checklist with this digest."""
    grades = load_digest(session, digest).grades
    return next((grade for grade in grades if grade.id == grade_id), None)


def grade_title(grade: Grade | None) -> str:
    """The grade in the reader's language, or the word for none."""
    return grade.title.in_language(language()) if grade else gettext(_("未评星级"))


def place_name(place: Organisation) -> str:
    """The name of a place in the reader's language, where it has one in it."""
    return (place.name_en if language() == "en" else "") or place.name
