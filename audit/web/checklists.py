"""Checklists to read: which versions there are, and what each criterion asks and takes."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import defer

from audit.models import PublishedChecklist
from audit.reporting.words import EVIDENCE, THEMES
from audit.scoring.compiled import Line, compile_checklist
from audit.services.checklists import load_digest
from audit.web.database import reading
from audit.web.language import gettext, language
from audit.web.paging import paged
from audit.web.policy import policy
from audit.workbooks.standards import of_bonus, of_criterion, of_fault

pages = Blueprint("checklists", __name__, url_prefix="/checklists")


@pages.get("")
@policy("checklists.read")
def index() -> ResponseReturnValue:
    """Every published version."""
    rows = select(PublishedChecklist).order_by(PublishedChecklist.key, PublishedChecklist.published_at.desc())
    return render_template("checklists/index.html", page=paged(reading(), rows.options(defer(_CONTENT))))


_CONTENT = PublishedChecklist.content


@pages.get("/<digest>")
@policy("checklists.read")
def show(digest: str) -> ResponseReturnValue:
    """A version to read, one module at a time."""
    checklist = load_digest(reading(), digest)
    wanted = request.args.get("module", "")
    module = next((module for module in checklist.modules if module.id == wanted), checklist.modules[0])
    sheet = compile_checklist(checklist)
    position = checklist.modules.index(module)
    return render_template(
        "checklists/show.html",
        checklist=checklist,
        module=module,
        module_points=sheet.module_points,
        section_points=[sheet.section_points[section] for section in sheet.modules[position]],
        lines=sheet.by_id,
        standards=_standards,
        evidence=lambda line: [gettext(EVIDENCE[kind]) for kind in line.criterion.evidence],
        themes=lambda line: [gettext(THEMES[theme]) if theme in THEMES else theme for theme in line.themes],
        of_bonus=lambda item: of_bonus(item, language()),
        language_code=language(),
    )


def _standards(line: Line) -> list[tuple[str, str]]:
    """What a criterion's rule says: each fault with what it takes, then the rest."""
    rule = line.criterion.rule
    faults = rule.faults if rule.type == "deduct" else ()
    rows = [(fault.label.in_language(language()), of_fault(fault, line, language())) for fault in faults]
    return rows + [("", text) for text in of_criterion(line, language()).splitlines()]
