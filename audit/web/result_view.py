"""What the score page shows: the report's own view of the audit, and what belongs to the page alone."""

from typing import Any

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.models import Audit, Photograph, PhotographUse
from audit.planning import plan_in_time
from audit.reporting.view import audit_view
from audit.scoring.score import score
from audit.services.checklists import load
from audit.services.documents import document, photographs_of

# what the cheapest way may take, in seconds of this thread; the checklists that ship need hundredths
MOST_SECONDS = 1.0


def result_view(session: Session, audit: Audit, language: str) -> dict[str, Any]:
    """The one view model of page, report and text, with where each photograph lies."""
    answers = document(session, audit)
    scored = score(load(session, audit.checklist_id), answers)
    view = audit_view(scored, answers, plan_in_time(scored, answers, {}, seconds=MOST_SECONDS), language)
    return view | {"pictures": pictures(session, audit)}


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
