"""What waits for whom, for people who do one thing here and only look there."""

import pytest
from sqlalchemy.orm import Session

from audit.models import Appointment
from audit.services import audits, today
from audit.services.access import Subject, subject_of
from tests.cast import Cast
from tests.filling import FILLERS, fill, lock


@pytest.fixture
def appointed(session: Session, cast: Cast) -> Subject:
    """The neighbour, who also reviews the gate and reads the whole north."""
    person = cast.people["neighbour"].id
    for role, place in (("reviewer", "gate"), ("reader", "north"), ("inspector", "north")):
        session.add(Appointment(user_id=person, role=role, organisation_id=cast.places[place].id))
    session.flush()
    return subject_of(session, cast.people["neighbour"])


def submit(session: Session, cast: Cast) -> None:
    for name, who in FILLERS.items():
        audits.submit(session, cast.subjects[who], fill(session, cast, name).id)


def test_reading_is_no_reviewing(session: Session, cast: Cast, appointed: Subject) -> None:
    submit(session, cast)
    assert today.to_review(session, appointed) == ([], 0)
    assert today.to_review(session, cast.subjects["reviewer"]).total == 2


def test_another_branch_s_inspection_was_not_received(session: Session, cast: Cast, appointed: Subject) -> None:
    submit(session, cast)
    assert today.received(session, appointed) == []
    assert [audit.kind for audit in today.received(session, cast.subjects["branch_staff"])] == ["inspection"]


def test_what_a_person_may_only_see_is_not_theirs_to_fill(session: Session, cast: Cast) -> None:
    person = cast.people["inspector"].id
    session.add(Appointment(user_id=person, role="reviewer", organisation_id=cast.places["north"].id))
    session.flush()
    work = today.to_fill(session, subject_of(session, cast.people["inspector"]))
    found = [*work.returned, *work.overdue, *work.soon, *work.later]
    assert ([audit.id for audit in found], work.count) == ([cast.audits["inspection"].id], 1)


def test_results_are_those_of_one_s_own_part(session: Session, cast: Cast) -> None:
    number = lock(session, cast, "inspection").number
    assert [issue.number for issue in today.latest_issues(session, cast.subjects["reader"])] == [number]
    assert today.latest_issues(session, cast.subjects["stranger"]) == []
