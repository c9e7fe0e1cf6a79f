"""Corrective actions: one for every deduction, done by the branch, closed by somebody else."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from audit.models import Action, Appointment, Audit, Event, Register
from audit.services import actions
from audit.services.access import subject_of
from audit.services.clock import today
from audit.services.errors import ForbiddenError, InvalidError, NotFoundError, StateError
from tests.cast import Cast

# criterion 1 (3 points) loses 0.4 + 2 + 0.3 and cannot lose more; check, level and measure lose as a whole
ANSWERS = {
    "1": {"faults": {"a": 2, "b": 3, "e": 0}, "other": [{"points": "0.9", "reason": "门口积水"}]},
    "2": {"faults": {}},
    "L1": {"level": "fair"},
    "C1": {"met": False},
    "M1": {"value": "91"},
    "M3": {"na": "无此业务"},
}
MEASURES = actions.Measures("台账疏漏", "每日检查", "张三", date(2026, 9, 1))


def answered(session: Session, cast: Cast, name: str = "inspection") -> Audit:
    """An audit of the cast with answers in its registers, reviewed."""
    audit = cast.audits[name]
    audit.state, audit.chain = "locked", f"answered {audit.id}"
    for criterion, answer in ANSWERS.items():
        path, user_id = f"c/{criterion}/answer", cast.people["inspector"].id
        text = json.dumps(answer, ensure_ascii=False)
        session.add(Register(audit_id=audit.id, path=path, value=text, revision=1, device="d", user_id=user_id))
    session.flush()
    return audit


@pytest.fixture
def action(session: Session, cast: Cast) -> Action:
    """An open action of the dock."""
    return actions.draft(session, answered(session, cast))[0]


def test_every_deduction_gets_its_action(session: Session, cast: Cast) -> None:
    audit = answered(session, cast)
    made = {action.unit: action.points for action in actions.draft(session, audit)}
    assert made == {"1/a": 40, "1/b": 200, "1/other/0": 60, "L1": 175, "C1": 400, "M1": 200}
    rows = session.scalars(select(Action)).all()
    assert {(row.state, row.branch_id, row.audit_id) for row in rows} == {("open", audit.branch_id, audit.id)}
    assert {row.due_on for row in rows} == {today() + timedelta(days=30)}


def test_no_deduction_gets_a_second_action(session: Session, cast: Cast) -> None:
    audit = answered(session, cast)
    actions.draft(session, audit)
    assert actions.draft(session, audit) == []
    again = cast.audits["foreign"]
    again.kind, again.previous_id, again.branch_id = "inspection", audit.id, audit.branch_id
    answered(session, cast, "foreign")
    assert actions.draft(session, again) == []
    assert session.scalar(select(func.count(Action.id))) == 6


def test_a_self_assessment_drafts_nothing(session: Session, cast: Cast) -> None:
    assert actions.draft(session, answered(session, cast, "self")) == []


def test_from_open_to_closed(session: Session, cast: Cast, action: Action) -> None:
    manager, reviewer = cast.subjects["branch_manager"], cast.subjects["reviewer"]
    actions.write_down(session, manager, action.id, MEASURES)
    assert (action.cause, action.measure, action.responsible) == ("台账疏漏", "每日检查", "张三")
    assert action.due_on == date(2026, 9, 1)
    actions.finish(session, manager, action.id)
    assert (action.state, action.done_by) == ("done", manager.id)
    actions.send_back(session, reviewer, action.id, reason=" 照片不清 ")
    assert (action.state, action.done_by, action.reason) == ("open", None, "照片不清")
    actions.finish(session, manager, action.id)
    actions.close(session, reviewer, action.id)
    assert (action.state, action.closed_by, action.reason) == ("closed", reviewer.id, "")
    told = session.scalars(select(Event.action).order_by(Event.id)).all()
    assert told == ["action.moved", "action.done", "action.returned", "action.done", "action.closed"]


def test_each_step_needs_its_state(session: Session, cast: Cast, action: Action) -> None:
    manager, reviewer = cast.subjects["branch_manager"], cast.subjects["reviewer"]
    for step, code in ((actions.finish, "action-without-measure"), (actions.close, "action-not-done")):
        who = manager if step is actions.finish else reviewer
        with pytest.raises(StateError, match=code):
            step(session, who, action.id)
    actions.write_down(session, manager, action.id, MEASURES)
    actions.finish(session, manager, action.id)
    with pytest.raises(StateError, match="action-not-open"):
        actions.write_down(session, manager, action.id, MEASURES)


def test_nobody_closes_the_own_work(session: Session, cast: Cast, action: Action) -> None:
    person = cast.people["branch_manager"]
    person.appointments.append(Appointment(role="reviewer", organisation_id=cast.places["north"].id))
    session.flush()
    both = subject_of(session, person)
    actions.write_down(session, both, action.id, MEASURES)
    actions.finish(session, both, action.id)
    with pytest.raises(StateError, match="action-own-work"):
        actions.close(session, both, action.id)
    with pytest.raises(StateError, match="action-own-work"):
        actions.send_back(session, both, action.id, reason="我自己看")


def test_everything_missing_is_told_at_once(session: Session, cast: Cast, action: Action) -> None:
    with pytest.raises(InvalidError) as refused:
        actions.write_down(session, cast.subjects["branch_manager"], action.id, actions.Measures("", " ", "", None))
    assert [problem.path for problem in refused.value.problems] == [("measure",), ("responsible",), ("due_on",)]


@pytest.mark.parametrize("who", ["neighbour", "stranger", "inspector", "colleague"])
def test_actions_of_others_are_not_there(session: Session, cast: Cast, action: Action, who: str) -> None:
    assert session.scalars(actions.visible_actions(cast.subjects[who])).all() == []
    with pytest.raises(NotFoundError):
        actions.write_down(session, cast.subjects[who], action.id, MEASURES)


@pytest.mark.parametrize("who", ["reader", "branch_staff", "administrator", "reviewer"])
def test_only_the_branch_writes_measures(session: Session, cast: Cast, action: Action, who: str) -> None:
    for step in (
        lambda: actions.write_down(session, cast.subjects[who], action.id, MEASURES),
        lambda: actions.finish(session, cast.subjects[who], action.id),
    ):
        with pytest.raises(ForbiddenError):
            step()


@pytest.mark.parametrize("who", ["reader", "branch_staff", "administrator", "branch_manager"])
def test_only_a_reviewer_judges(session: Session, cast: Cast, action: Action, who: str) -> None:
    action.state = "done"
    for step in (
        lambda: actions.close(session, cast.subjects[who], action.id),
        lambda: actions.send_back(session, cast.subjects[who], action.id, reason="没有做"),
    ):
        with pytest.raises(ForbiddenError):
            step()
