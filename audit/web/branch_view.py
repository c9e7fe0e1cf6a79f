"""What the branch page shows of the branch's audits."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from audit.models import Audit, Organisation
from audit.reporting.view import audit_view
from audit.reporting.words import BRANCH_KINDS, FACILITIES, THEMES, named
from audit.scoring.figures import show
from audit.scoring.plan import Plan
from audit.scoring.score import Score, score
from audit.services.checklists import load
from audit.services.documents import document
from audit.web.drawings import Drawing
from audit.web.history_chart import Point, history_chart
from audit.web.language import gettext, language
from audit.web.words import AUDIT_KINDS

MOST_OF_A_THEME = 3


def facts(branch: Organisation) -> dict[str, Any]:
    """Kind and facilities in words."""
    kind, facilities = branch.kind, branch.facilities
    return {
        "kind": named(BRANCH_KINDS, kind, language()),
        "facilities": [named(FACILITIES, facility, language()) for facility in facilities],
    }


def current(audits: Sequence[Audit]) -> Audit | None:
    """The audit whose grade the branch has: the last one that others made, else the last of its own."""
    by_others = [audit for audit in audits if audit.kind != "self"]
    found = by_others or list(audits)
    return found[-1] if found else None


def chart(audits: Sequence[Audit]) -> Drawing | None:
    """The scores through the seasons, each with its year."""
    names = {kind: gettext(name) for kind, name in AUDIT_KINDS.items()}
    points = [Point(str(audit.campaign.year), audit.kind, audit.low / audit.checklist.points) for audit in audits]
    return history_chart(points, names) if points else None


def lost_by_theme(session: Session, audit: Audit) -> list[dict[str, Any]]:
    """What an audit lost by theme, the theme that lost most first; what has no theme comes last."""
    answers = document(session, audit)
    scored = score(load(session, audit.checklist_id), answers)
    view = audit_view(scored, answers, Plan(None, None, reachable=False), language())
    rows = {row["id"]: row for row in view["deductions"]}
    themes = sorted(scored.themes, key=lambda theme: theme.score - theme.points)
    found = [
        _theme(named(THEMES, theme.id, language()), theme.points - theme.score, rows, _members(scored, theme.id))
        for theme in themes
        if theme.points > theme.score
    ]
    bare = _members(scored, None)
    lost = sum(entry.counted or 0 for entry in scored.criteria if entry.line.id in bare and entry.score is not None)
    return [*found, _theme(gettext(_("其他")), lost, rows, bare)] if lost > 0 else found


def _(text: str) -> str:
    return text


def _members(scored: Score, theme: str | None) -> set[str]:
    """The criteria of a theme, or those without any."""
    criteria = ((entry.line.id, entry.line.criterion.themes) for entry in scored.criteria)
    return {id_ for id_, themes in criteria if (theme in themes if theme else not themes)}


def _theme(title: str, lost: int, rows: dict[str, Any], members: set[str]) -> dict[str, Any]:
    worst = [row for id_, row in rows.items() if id_ in members and row["loses"]]
    return {"title": title, "lost": f"−{show(lost)}", "rows": worst[:MOST_OF_A_THEME], "count": len(worst)}
