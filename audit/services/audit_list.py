"""Lists of audits: which ones, in which order, with everything that a row shows and nothing more."""

from typing import NamedTuple

from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import contains_eager, joinedload
from sqlalchemy.orm.interfaces import ORMOption

from audit.models import Audit, Organisation, PublishedChecklist, Stage
from audit.services.access import Subject, visible_audits, within
from audit.services.clock import today
from audit.services.new_audits import matches

NO_GRADE = "none"
SORTS = ("due", "branch", "progress", "score")


class Filter(NamedTuple):
    """What a list is narrowed to; nothing where empty. `under` is a path, `grade` an id or `none`."""

    campaign_id: int | None = None
    kind: str = ""
    state: str = ""
    under: str = ""
    grade: str = ""
    search: str = ""
    overdue: bool = False


def listed(subject: Subject, wanted: Filter, sort: str = "due") -> Select[Audit]:
    """The audits the person may read, narrowed and sorted, their rows complete in one query."""
    found = visible_audits(subject).join(Stage, Audit.stage_id == Stage.id)
    return found.where(*_conditions(wanted)).order_by(*_ORDERS[sort], Audit.id).options(*row_parts())


def row_parts() -> list[ORMOption]:
    """What a row shows of branch, stage, campaign and checklist; never a checklist's whole text."""
    return [
        contains_eager(Audit.branch),
        joinedload(Audit.stage),
        joinedload(Audit.campaign),
        joinedload(Audit.checklist).defer(PublishedChecklist.content, raiseload=True),
    ]


def _conditions(wanted: Filter) -> list[ColumnElement[bool]]:
    conditions = [
        column == value
        for column, value in (
            (Audit.campaign_id, wanted.campaign_id),
            (Audit.kind, wanted.kind),
            (Audit.state, wanted.state),
        )
        if value
    ]
    if wanted.under:
        conditions.append(within([wanted.under]))
    if wanted.search.strip():
        conditions.append(matches(wanted.search))
    if wanted.grade:
        grade = None if wanted.grade == NO_GRADE else wanted.grade
        conditions += [Audit.open_count == 0, Audit.low_grade == grade]
    return [*conditions, late()] if wanted.overdue else conditions


def late() -> ColumnElement[bool]:
    """That an audit, joined with its stage, should have been submitted by now."""
    return (Audit.state == "draft") & (Stage.due_on < today())


def is_late(audit: Audit) -> bool:
    """Whether an audit should have been submitted by now."""
    return audit.state == "draft" and audit.stage.due_on < today()


_ORDERS = {
    "due": (Stage.due_on.desc(), Organisation.path),
    "branch": (Organisation.path, Stage.due_on.desc()),
    "progress": (Audit.open_count.desc(), Organisation.path),
    "score": (Audit.low.desc(), Organisation.path),
}
