"""A report from a scored audit: its view, its HTML, its attachments, its PDF."""

from collections.abc import Mapping
from typing import Any

from audit.planning import plan_in_time
from audit.reporting.html import report_html, stylesheet
from audit.reporting.issue import Issue
from audit.reporting.pdf import Sheets
from audit.reporting.photos import Photo
from audit.reporting.view import audit_view, canonical
from audit.scoring.score import Score

CHECKLIST, ANSWERS, ISSUE = "checklist.json", "answers.json", "issue.json"


def report_sheets(
    score: Score,
    document: Mapping[str, Any],
    *,
    kind: str,
    language: str,
    photos: Mapping[str, Photo],
    issue: Issue | None = None,
) -> Sheets:
    """Everything the press needs for a report of one kind (`full`, `exceptions`, `sheet`) in one language.

    With an issue the report is locked: it shows its number, where it can be checked and the signatures.
    Raises RefusedError where a signature cannot be read.
    """
    view = audit_view(score, document, plan_in_time(score, document, {}), language)
    html, files = report_html(view, kind, photos, issue)
    attached = {
        ANSWERS: canonical(document).encode(),
        CHECKLIST: score.checklist.canonical.encode(),
    }
    if issue is not None:
        attached[ISSUE] = issue.canonical.encode()
    return Sheets(html, stylesheet(), files, attached, language)
