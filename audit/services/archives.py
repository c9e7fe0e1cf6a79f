"""Archives: the reports of a part of the tree in a campaign, and the index that goes with them."""

from typing import Any, NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from audit.models import Audit, Issue, Organisation
from audit.services.access import Subject, get_organisation, visible_audits, within
from audit.services.campaigns import get_campaign
from audit.services.checklists import load
from audit.services.errors import StateError
from audit.services.reports import key_of, safe_name
from audit.services.scores import grade_title
from audit.version import VERSION


def archive_order(
    session: Session,
    subject: Subject,
    *,
    organisation_id: int,
    campaign_id: int,
    stage: str,
    kind: str,
    language: str,
    public_url: str,
) -> tuple[str, dict[str, Any]]:
    """The key and the order of an archive; `stage` is a kind of audit, or empty for all.

    Raises StateError (`archive-empty`) where there is nothing to put into it.
    """
    organisation = get_organisation(session, subject, organisation_id, "audits.read")
    campaign = get_campaign(session, subject, campaign_id)
    rows = session.execute(_versions(reports_of(subject, organisation, campaign.id, stage))).all()
    if not rows:
        raise StateError("archive-empty")
    title = (organisation.name_en if language == "en" else "") or organisation.name
    about = {
        "audits": [row.id for row in rows],
        "kind": kind,
        "language": language,
        "name": f"{safe_name(title)}_{campaign.year}.zip",
        "organisation": organisation.id,
        "campaign": campaign.id,
        "stage": stage,
        "public_url": public_url,
    }
    versions = [list(row) for row in rows]
    return key_of({"job": "archive", "versions": versions, "version": VERSION, **about}), about


def reports_of(
    subject: Subject, organisation: Organisation, campaign_id: int | None = None, stage: str = ""
) -> Select[Audit]:
    """The audits whose reports an archive holds: submitted, of this part of the tree, not replaced by a later issue."""
    later = aliased(Audit)
    replaced = select(later.id).where(later.previous_id == Audit.id, later.state == "locked").exists()
    found = visible_audits(subject).where(Audit.state != "draft", within([organisation.path]), ~replaced)
    found = found.where(Audit.campaign_id == campaign_id) if campaign_id else found
    return found.where(Audit.kind == stage) if stage else found


def _versions(audits: Select[Audit]) -> Any:
    """What tells one state of these audits from another."""
    branch = (Organisation.code, Organisation.name, Organisation.name_en)
    columns = (Audit.id, Audit.revision, Audit.chain, Audit.state, Audit.previous_id, *branch)
    return audits.with_only_columns(*columns).order_by(Organisation.code, Audit.kind, Audit.id)


class Line(NamedTuple):
    """What the index says of one report; figures in hundredths."""

    code: str
    branch: str
    kind: str
    state: str
    low: int
    high: int
    grade: str
    issue: str


def line_of(session: Session, audit: Audit, language: str) -> Line:
    """The line of an audit."""
    branch = (audit.branch.name_en if language == "en" else "") or audit.branch.name
    grade = audit.low_grade if audit.low_grade == audit.high_grade else None
    title = grade_title(load(session, audit.checklist_id), grade, language)
    number = session.scalar(select(Issue.number).where(Issue.audit_id == audit.id)) or ""
    return Line(audit.branch.code, branch, audit.kind, audit.state, audit.low, audit.high, title, number)
