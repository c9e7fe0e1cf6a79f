"""The drafts of a person as the tablet lists them."""

from typing import Any

from sqlalchemy.orm import Session

from audit.models import Audit
from audit.services.access import Subject
from audit.services.scores import FIGURES
from audit.services.today import to_fill
from audit.web.bundle import figures_json

MOST = 200


def drafts_json(session: Session, subject: Subject) -> list[dict[str, Any]]:
    """What the person fills now, the soonest due first."""
    work = to_fill(session, subject)
    every = [*work.returned, *work.overdue, *work.soon, *work.later]
    every.sort(key=lambda audit: (audit.stage.due_on, audit.branch.path))
    return [_draft(audit, work.reasons.get(audit.id, "")) for audit in every[:MOST]]


def _draft(audit: Audit, reason: str) -> dict[str, Any]:
    branch, checklist = audit.branch, audit.checklist
    return {
        "id": audit.id,
        "kind": audit.kind,
        "state": audit.state,
        "branch": {"code": branch.code, "name": branch.name, "name_en": branch.name_en},
        "campaign": audit.campaign.title,
        "due_on": audit.stage.due_on.isoformat(),
        "checklist": {"name": f"{checklist.key}@{checklist.version}", "digest": checklist.digest},
        "revision": audit.revision,
        "score": figures_json({name: getattr(audit, name) for name in FIGURES}),
        "reason": reason,
    }
