"""Lists of corrective actions: which ones, the most pressing first, and the answers they came from."""

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, case, or_, select
from sqlalchemy.orm import Session, contains_eager
from sqlalchemy.orm.interfaces import ORMOption

from audit.models import Action, Audit, Organisation, PublishedChecklist, Register
from audit.services.access import Subject, within
from audit.services.actions import visible_actions
from audit.services.clock import today


class Filter(NamedTuple):
    """What a list is narrowed to; nothing where empty. `under` is a path."""

    state: str = ""
    campaign_id: int | None = None
    under: str = ""
    search: str = ""
    overdue: bool = False


def listed(subject: Subject, wanted: Filter) -> Select[Action]:
    """The actions the person may read: open ones first, of these the first due first."""
    found = visible_actions(subject).join(Audit, Action.audit_id == Audit.id)
    order = case({"open": 0, "done": 1}, value=Action.state, else_=2)
    return found.where(*_conditions(wanted)).order_by(order, Action.due_on, Action.id).options(*parts())


def parts() -> list[ORMOption]:
    """What a row shows of branch and audit; never a checklist's whole text."""
    audit = contains_eager(Action.audit)
    return [
        contains_eager(Action.branch),
        audit.joinedload(Audit.campaign),
        audit.joinedload(Audit.checklist).defer(PublishedChecklist.content, raiseload=True),
    ]


def _conditions(wanted: Filter) -> list[ColumnElement[bool]]:
    conditions = [
        column == value
        for column, value in ((Action.state, wanted.state), (Audit.campaign_id, wanted.campaign_id))
        if value
    ]
    if wanted.under:
        conditions.append(within([wanted.under]))
    if text := wanted.search.strip():
        fields = (Organisation.name, Organisation.name_en, Organisation.code, Action.responsible)
        conditions.append(or_(*(field.icontains(text, autoescape=True) for field in fields)))
    return [*conditions, late()] if wanted.overdue else conditions


def late() -> ColumnElement[bool]:
    """That an action should have been done by now."""
    return (Action.state == "open") & (Action.due_on < today())


def is_late(action: Action) -> bool:
    """Whether an action should have been done by now."""
    return action.state == "open" and action.due_on is not None and action.due_on < today()


def answers(session: Session, actions: Iterable[Action]) -> dict[int, dict[str, Any]]:
    """The answer that each action came from, by the action's id; one query for all."""
    actions = list(actions)
    paths = {f"c/{action.criterion}/answer" for action in actions}
    rows = session.execute(
        select(Register.audit_id, Register.path, Register.value).where(
            Register.audit_id.in_({action.audit_id for action in actions}), Register.path.in_(paths)
        )
    )
    known = {(row[0], row[1]): json.loads(row[2]) or {} for row in rows}
    return {action.id: known.get((action.audit_id, f"c/{action.criterion}/answer"), {}) for action in actions}
