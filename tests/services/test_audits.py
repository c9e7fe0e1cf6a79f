"""The life of an audit: each step by whom it belongs to, once, and never past what is missing."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.models import ModuleScore, Transition
from audit.services.audits import accept, give_back, submit
from audit.services.errors import ForbiddenError, InvalidError, NotFoundError, StateError
from tests.cast import Cast
from tests.filling import OTHER, change, fill, fresh, review, write


def refused(caught: pytest.ExceptionInfo[InvalidError]) -> list[tuple[str, dict[str, Any]]]:
    return [(problem.code, dict(problem.facts)) for problem in caught.value.problems]


def test_a_complete_draft_is_submitted_with_its_module_scores(session: Session, cast: Cast) -> None:
    audit = fill(session, cast, "self", Z={"faults": {"a": 1}})
    submit(session, cast.subjects["branch_manager"], audit.id)
    assert (audit.state, audit.submitted_at is not None, audit.open_count) == ("submitted", True, 0)
    rows = session.execute(select(ModuleScore.module, ModuleScore.score).order_by(ModuleScore.module))
    assert rows.all() == [("1", 2600), ("2", 2400), ("3", 0)]
    step = session.scalars(select(Transition)).one()
    assert (step.before, step.after, step.user_id) == ("draft", "submitted", cast.people["branch_manager"].id)


def test_what_is_open_keeps_a_draft_back_and_all_of_it_is_said(session: Session, cast: Cast) -> None:
    fill(session, cast, "self", M1=None, Z=None)
    write(session, cast, "self", "branch_staff", change("c/1/answer", {"faults": {"a": 2}}), device=OTHER)
    with pytest.raises(InvalidError) as caught:
        submit(session, cast.subjects["branch_manager"], cast.audits["self"].id)
    assert refused(caught) == [("open-criteria", {"count": 2, "criteria": "M1、Z"}), ("open-conflicts", {"count": 1})]
    assert fresh(session, cast, "self").state == "draft"


def test_a_settled_conflict_keeps_nothing_back(session: Session, cast: Cast) -> None:
    audit = fill(session, cast, "self")
    other = change("c/1/answer", {"faults": {"a": 2}})
    write(session, cast, "self", "branch_staff", other, device=OTHER)
    present = write(session, cast, "self", "branch_staff").revision
    settling = change("c/1/answer", {"faults": {"a": 2}}, base=present, resolves=other.id)
    write(session, cast, "self", "branch_manager", settling)
    session.expire_all()
    assert submit(session, cast.subjects["branch_manager"], audit.id).state == "submitted"


@pytest.mark.parametrize(
    ("who", "error"),
    [
        ("reviewer", ForbiddenError),
        ("campaign_manager", ForbiddenError),
        ("reader", NotFoundError),
        ("neighbour", NotFoundError),
        ("stranger", NotFoundError),
        ("colleague", NotFoundError),
    ],
)
def test_only_who_fills_it_submits_it(session: Session, cast: Cast, who: str, error: type[Exception]) -> None:
    audit = fill(session, cast, "self")
    with pytest.raises(error):
        submit(session, cast.subjects[who], audit.id)
    assert fresh(session, cast, "self").state == "draft"


def test_a_second_click_changes_nothing(session: Session, cast: Cast) -> None:
    audit = fill(session, cast, "self")
    submit(session, cast.subjects["branch_manager"], audit.id)
    with pytest.raises(StateError, match="already-submitted"):
        submit(session, cast.subjects["branch_manager"], audit.id)
    accept(session, cast.subjects["reviewer"], audit.id)
    with pytest.raises(StateError, match="not-submitted"):
        accept(session, cast.subjects["reviewer"], audit.id)
    assert len(session.scalars(select(Transition)).all()) == 2


def test_an_audit_returns_with_its_reason_and_can_be_changed_again(session: Session, cast: Cast) -> None:
    audit = review(session, cast, "inspection")
    give_back(session, cast.subjects["reviewer"], audit.id, reason=" 第1条缺照片 ")
    assert (audit.state, audit.submitted_at, audit.reviewed_at) == ("draft", None, None)
    last = session.scalars(select(Transition).order_by(Transition.id.desc()).limit(1)).one()
    assert (last.before, last.after, last.reason) == ("reviewed", "draft", "第1条缺照片")
    done = write(session, cast, "inspection", "inspector", change("c/1/note", "已补"))
    assert done.outcomes[0].outcome == "applied"


@pytest.mark.parametrize(
    ("reason", "code"), [("", "reason-missing"), (" \n", "reason-missing"), ("退" * 2001, "too-long")]
)
def test_a_return_says_why(session: Session, cast: Cast, reason: str, code: str) -> None:
    audit = review(session, cast, "inspection")
    with pytest.raises(InvalidError) as caught:
        give_back(session, cast.subjects["reviewer"], audit.id, reason=reason)
    assert [entry[0] for entry in refused(caught)] == [code]
    assert fresh(session, cast, "inspection").state == "reviewed"


def test_a_draft_is_neither_returned_nor_accepted(session: Session, cast: Cast) -> None:
    audit = fill(session, cast, "self")
    with pytest.raises(StateError, match="not-returnable"):
        give_back(session, cast.subjects["reviewer"], audit.id, reason="再看看")
    with pytest.raises(StateError, match="not-submitted"):
        accept(session, cast.subjects["reviewer"], audit.id)


@pytest.mark.parametrize("who", ["branch_manager", "reader", "inspector"])
def test_only_a_reviewer_accepts_and_returns(session: Session, cast: Cast, who: str) -> None:
    audit = fill(session, cast, "inspection")
    submit(session, cast.subjects["inspector"], audit.id)
    for work in (accept, lambda *given: give_back(*given, reason="不行")):
        with pytest.raises(ForbiddenError):
            work(session, cast.subjects[who], audit.id)
    assert fresh(session, cast, "inspection").state == "submitted"


def test_nobody_reviews_own_work(session: Session, cast: Cast) -> None:
    """Who fills audits and reviews others' may not review what they filled themselves."""
    from audit.models import Appointment
    from audit.services.access import subject_of

    session.add(
        Appointment(user_id=cast.people["inspector"].id, role="reviewer", organisation_id=cast.places["north"].id)
    )
    session.flush()
    both = subject_of(session, cast.people["inspector"])
    audit = fill(session, cast, "inspection")
    submit(session, both, audit.id)
    with pytest.raises(StateError, match="own-work"):
        accept(session, both, audit.id)
    assert accept(session, cast.subjects["reviewer"], audit.id).state == "reviewed"


def test_an_audit_without_its_day_is_not_handed_in(session: Session, cast: Cast) -> None:
    audit = fill(session, cast, "self")
    write(session, cast, "self", "branch_manager", change("held_on", None, base=10**6))
    with pytest.raises(InvalidError) as caught:
        submit(session, cast.subjects["branch_manager"], audit.id)
    assert refused(caught) == [("no-day", {})]
