"""What the score page shows: the report's own view of the audit, and what belongs to the page alone."""

from collections.abc import Mapping
from time import thread_time
from typing import Any

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.models import Audit, Photograph, PhotographUse
from audit.reporting.view import audit_view
from audit.scoring.plan import Plan, plan_from
from audit.scoring.score import Score, score
from audit.services.checklists import load
from audit.services.documents import document, photographs_of
from audit.web.language import gettext

# what the cheapest way may take, in seconds of this thread; the checklists that ship need hundredths
MOST_SECONDS = 1.0


def _(text: str) -> str:
    return text


def result_view(session: Session, audit: Audit, language: str) -> dict[str, Any]:
    """The one view model of page, report and text, with where each photograph lies."""
    answers = document(session, audit)
    scored = score(load(session, audit.checklist_id), answers)
    plan = plan_in_time(scored, answers)
    view = audit_view(scored, answers, plan or Plan(None, None, reachable=False), language)
    if plan is None:
        view["plan"]["sentence"] = gettext(_("清单较大，整改方案没有算完；请用命令star-audit plan计算。"))
    return view | {"pictures": pictures(session, audit)}


def plan_in_time(scored: Score, answers: Mapping[str, Any], seconds: float = MOST_SECONDS) -> Plan | None:
    """The cheapest way to the next grade; None where it takes longer to find."""
    end = thread_time() + seconds

    def patience() -> None:
        if thread_time() > end:
            raise TimeoutError

    try:
        return plan_from(scored, answers, {}, patience)
    except TimeoutError:
        return None


def pictures(session: Session, audit: Audit) -> dict[str, dict[str, Any]]:
    """The audit's photographs by the digest that names them in the answers: addresses, size, marks."""
    rows = session.execute(
        select(Photograph.digest, Photograph.width, Photograph.height)
        .join(PhotographUse, PhotographUse.digest == Photograph.digest)
        .where(PhotographUse.audit_id == audit.id)
    )
    found: dict[str, dict[str, Any]] = {
        digest: {
            "thumb": url_for("api.get_photograph", audit_id=audit.id, digest=digest, size="thumb"),
            "full": url_for("api.get_photograph", audit_id=audit.id, digest=digest, size="full"),
            "width": width,
            "height": height,
            "marks": [],
        }
        for digest, width, height in rows
    }
    for entry in photographs_of(session, audit) if found else ():
        if entry.digest in found:
            found[entry.digest]["marks"] += entry.marks
    return found
