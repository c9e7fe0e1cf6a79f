"""The score of an audit out of its registers: the only writer of an audit's figures."""

from typing import Any

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from audit.models import Audit, ModuleScore
from audit.scoring.checklist import Checklist
from audit.scoring.score import Score, score
from audit.services.checklists import load
from audit.services.known import Known, knowledge

# the columns of an audit's row that hold them
FIGURES = ("open_count", "low", "high", "low_grade", "high_grade")


def score_of(session: Session, audit: Audit) -> Score:
    """The score of an audit as it stands."""
    checklist = load(session, audit.checklist_id)
    return score(checklist, scored_document(checklist.name, audit.facts, knowledge(session, audit.id, audit.chain)))


def scored_document(name: str, facts: dict[str, Any], known: Known) -> dict[str, Any]:
    """What decides the figures of an audit, and nothing else: answers without notes and photographs."""
    document = {"checklist": name, "branch": facts, "answers": known.answers}
    if known.vetoes:
        document["vetoes"] = sorted(known.vetoes)
    if known.bonus:
        document["bonus"] = known.bonus
    return document


def figures(scored: Score) -> dict[str, Any]:
    """The figures that an audit's row carries (hundredths)."""
    low, high = scored.low, scored.high
    return {
        "open_count": len(scored.unanswered),
        "low": low.final,
        "high": high.final,
        "low_grade": low.grade.id if low.grade else None,
        "high_grade": high.grade.id if high.grade else None,
    }


def start(session: Session, audit: Audit) -> None:
    """The figures of an audit in which nothing is answered yet."""
    _write(audit, score_of(session, audit))
    session.flush()


def snapshot(session: Session, audit: Audit) -> None:
    """Writes the module rows that lists and comparisons read; at every submission."""
    scored = score_of(session, audit)
    session.execute(delete(ModuleScore).where(ModuleScore.audit_id == audit.id))
    modules = zip(scored.checklist.modules, scored.sheet.module_points, scored.low.scores, strict=True)
    rows = [
        {"audit_id": audit.id, "module": module.id, "points": points, "score": got} for module, points, got in modules
    ]
    session.execute(insert(ModuleScore), rows)
    _write(audit, scored)
    session.flush()


def _write(audit: Audit, scored: Score) -> None:
    for name, figure in figures(scored).items():
        setattr(audit, name, figure)


def grade_title(checklist: Checklist, grade_id: str | None, language: str) -> str:
    """The title of a grade in a language; nothing where there is none."""
    titles = {grade.id: grade.title.in_language(language) for grade in checklist.grades}
    return titles.get(grade_id or "", "")
