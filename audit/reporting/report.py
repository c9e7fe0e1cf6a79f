"""A report from a scored audit: its view, its HTML, its attachments, its PDF."""

from collections.abc import Mapping
from typing import Any

from audit.reporting.html import report_html, stylesheet
from audit.reporting.pdf import Sheets
from audit.reporting.photos import Photo
from audit.reporting.view import audit_view, canonical
from audit.scoring.plan import plan_from
from audit.scoring.score import Score

CHECKLIST, ANSWERS = "checklist.json", "answers.json"


def report_sheets(
    score: Score, document: Mapping[str, Any], *, kind: str, language: str, photos: Mapping[str, Photo]
) -> Sheets:
    """Everything the press needs for a report of one kind (`full`, `exceptions`, `sheet`) in one language."""
    view = audit_view(score, document, plan_from(score, document, {}), language)
    html, files = report_html(view, kind, photos)
    attached = {
        ANSWERS: canonical(document).encode(),
        CHECKLIST: score.checklist.canonical.encode(),
    }
    return Sheets(html, stylesheet(), files, attached, language)
