"""Corrective actions: drafted from deductions, planned and done by the branch, closed by a reviewer."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from audit.models import Action, Audit, Organisation, User
from audit.scoring.marking import SCORED
from audit.scoring.problems import Problem
from audit.scoring.units import Unit, units_of
from audit.services.access import Subject, within
from audit.services.clock import now, today
from audit.services.errors import ForbiddenError, InvalidError, NotFoundError, StateError
from audit.services.events import record
from audit.services.known import knowledge
from audit.services.scores import score_of

# how long a branch has, until it is given another day
TIME_TO_ACT = timedelta(days=30)


def draft(session: Session, audit: Audit) -> list[Action]:
    """Makes one open action for every deduction of an inspection or spot check; a self-assessment has none.

    What has its action already, from this audit or from the issue it replaces, gets no second one.
    """
    if audit.kind == "self":
        return []
    known = _known(session, audit)
    made = [_open(audit, unit, points) for unit, points in _deductions(session, audit) if unit.id not in known]
    session.add_all(made)
    session.flush()
    return made


def _known(session: Session, audit: Audit) -> set[str]:
    audits = [audit.id] if audit.previous_id is None else [audit.id, audit.previous_id]
    return set(session.scalars(select(Action.unit).where(Action.audit_id.in_(audits))))


def _open(audit: Audit, unit: Unit, points: int) -> Action:
    due_on = today() + TIME_TO_ACT
    names = {"criterion": unit.line.id, "unit": unit.id}
    return Action(audit_id=audit.id, branch_id=audit.branch_id, points=points, due_on=due_on, **names)


def _deductions(session: Session, audit: Audit) -> Iterator[tuple[Unit, int]]:
    """Every deduction with the points (hundredths) it took; together they take what the criterion lost."""
    scored = score_of(session, audit)
    answers = {"answers": knowledge(session, audit.id, audit.chain).answers}
    lost = {entry.line.id: entry.counted or 0 for entry in scored.criteria if entry.status == SCORED}
    for criterion, units in units_of(scored.sheet, answers, scored.answers.marks).items():
        left = lost[criterion]
        for unit in units:
            taken = min(unit.taken, left)
            left -= taken
            yield unit, taken


def visible_actions(subject: Subject) -> Select[Action]:
    """Every action the person may read, joined with its branch."""
    joined = select(Action).join(Organisation, Action.branch_id == Organisation.id)
    return joined.where(within(subject.paths("audits.read")))


def get_action(session: Session, subject: Subject, action_id: int, permission: str = "audits.read") -> Action:
    """The action; raises NotFoundError to strangers, ForbiddenError to those who may only look."""
    action = session.scalar(visible_actions(subject).where(Action.id == action_id))
    if action is None:
        raise NotFoundError
    if not subject.may(permission, action.branch.path):
        raise ForbiddenError
    return action


def names(session: Session, action: Action) -> dict[str, str]:
    """Who did it and who closed it, by `done` and `closed`; empty where nobody has yet."""
    wanted = {"done": action.done_by, "closed": action.closed_by}
    rows = session.execute(select(User.id, User.name).where(User.id.in_(filter(None, wanted.values()))))
    known = {row[0]: row[1] for row in rows}
    return {step: known[id_] if id_ is not None else "" for step, id_ in wanted.items()}


@dataclass(frozen=True, slots=True)
class Measures:
    """What a branch writes about an action: why it happened, what is done, by whom, until when."""

    cause: str
    measure: str
    responsible: str
    due_on: date | None


def write_down(session: Session, subject: Subject, action_id: int, measures: Measures) -> Action:
    """Keeps what the branch writes about an open action.

    Raises NotFoundError, ForbiddenError, StateError (`action-not-open`), InvalidError.
    """
    action = _in_state(get_action(session, subject, action_id, "actions.manage"), "open")
    missing = [name for name in ("measure", "responsible") if not getattr(measures, name).strip()]
    missing += ["due_on"] if measures.due_on is None else []
    if missing:
        raise InvalidError([Problem((name,), "missing") for name in missing])
    if measures.due_on != action.due_on:
        record(
            session,
            subject,
            "action.moved",
            f"action/{action.id}",
            before=str(action.due_on),
            after=str(measures.due_on),
        )
    for name in Measures.__slots__:
        value = getattr(measures, name)
        setattr(action, name, value.strip() if isinstance(value, str) else value)
    session.flush()
    return action


def finish(session: Session, subject: Subject, action_id: int) -> Action:
    """The branch says that it is done; what is done about it must be written down.

    Raises NotFoundError, ForbiddenError, StateError (`action-not-open`, `action-without-measure`).
    """
    action = _in_state(get_action(session, subject, action_id, "actions.manage"), "open")
    if not action.measure or not action.responsible:
        raise StateError("action-without-measure")
    action.state, action.done_at, action.done_by, action.reason = "done", now(), subject.id, ""
    record(session, subject, "action.done", f"action/{action.id}")
    session.flush()
    return action


def close(session: Session, subject: Subject, action_id: int) -> Action:
    """A reviewer who did not do it finds it done.

    Raises NotFoundError, ForbiddenError, StateError (`action-not-done`, `action-own-work`).
    """
    action = _to_judge(session, subject, action_id)
    action.state, action.closed_at, action.closed_by = "closed", now(), subject.id
    record(session, subject, "action.closed", f"action/{action.id}")
    session.flush()
    return action


def send_back(session: Session, subject: Subject, action_id: int, *, reason: str) -> Action:
    """A reviewer finds it not done, and says why.

    Raises NotFoundError, ForbiddenError, StateError (`action-not-done`, `action-own-work`), InvalidError.
    """
    action = _to_judge(session, subject, action_id)
    if not reason.strip():
        raise InvalidError([Problem(("reason",), "reason-missing")])
    action.state, action.done_at, action.done_by, action.reason = "open", None, None, reason.strip()
    record(session, subject, "action.returned", f"action/{action.id}", reason=action.reason)
    session.flush()
    return action


def _to_judge(session: Session, subject: Subject, action_id: int) -> Action:
    action = _in_state(get_action(session, subject, action_id, "audits.review"), "done")
    if action.done_by == subject.id:
        raise StateError("action-own-work")
    return action


def _in_state(action: Action, state: str) -> Action:
    if action.state != state:
        raise StateError(f"action-not-{state}")
    return action
