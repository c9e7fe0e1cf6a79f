"""Handing an audit in from the fill page."""

from typing import Any

from audit.db import Database
from audit.models import Audit, Transition
from audit.services.clock import now
from audit.services.operations import Change, apply
from tests.cast import Cast
from tests.web.conftest import Browser

FULL: dict[str, Any] = {
    **{f"c/{id_}/answer": {"faults": {}} for id_ in ("1", "2", "Z")},
    "c/L1/answer": {"level": "good"},
    "c/L2/answer": {"level": "x"},
    "c/C1/answer": {"met": True},
    "held_on": "2026-06-05",
    **{f"c/{id_}/answer": {"value": "40"} for id_ in ("M1", "M2", "M3")},
}
DEVICE = "018f0000-0000-4000-8000-000000000000"


def fill(database: Database, cast: Cast) -> int:
    """Answers everything in the inspection of the dock."""
    audit_id, at = cast.audits["inspection"].id, int(now().timestamp() * 1000)
    changes = [
        Change(f"018f0000-0000-7000-8000-{number:012d}", number, path, 0, value, at)
        for number, (path, value) in enumerate(FULL.items(), 1)
    ]
    with database.writing() as session:
        done = apply(session, cast.subjects["inspector"], audit_id, device=DEVICE, changes=changes)
        assert {outcome.outcome for outcome in done.outcomes} == {"applied"}
        session.commit()
    return audit_id


def state(database: Database, audit_id: int) -> tuple[str, int]:
    """The state of an audit, and how many steps it has taken."""
    with database.reading() as session:
        steps = session.query(Transition).filter_by(audit_id=audit_id).count()
        return session.get_one(Audit, audit_id).state, steps


def test_a_complete_audit_is_handed_in_once(browser: Browser, cast: Cast, database: Database) -> None:
    audit_id = fill(database, cast)
    client = browser("inspector")
    answer = client.post(f"/api/v1/audits/{audit_id}/submission", json={})
    assert (answer.status_code, answer.json) == (200, {"proto": 1, "state": "submitted"})
    assert client.post(f"/api/v1/audits/{audit_id}/submission", json={}).status_code == 409
    assert state(database, audit_id) == ("submitted", 1)


def test_an_open_audit_is_not_handed_in_and_says_what_is_missing(
    browser: Browser, cast: Cast, database: Database
) -> None:
    audit_id = cast.audits["inspection"].id
    answer = browser("inspector").post(f"/api/v1/audits/{audit_id}/submission", json={})
    assert answer.status_code == 422
    assert sorted(problem["where"] for problem in answer.json["problems"]) == ["answers", "held_on"]
    assert state(database, audit_id) == ("draft", 0)


def test_nobody_else_hands_it_in(browser: Browser, cast: Cast, database: Database) -> None:
    audit_id = fill(database, cast)
    expected = {"reviewer": 403, "reader": 403, "colleague": 404, "neighbour": 404, "stranger": 403, None: 401}
    address = f"/api/v1/audits/{audit_id}/submission"
    assert {name: browser(name).post(address, json={}).status_code for name in expected} == expected
    assert browser("inspector").get(address).status_code == 405
    assert browser("inspector").post("/api/v1/audits/999/submission", json={}).status_code == 404
    assert state(database, audit_id) == ("draft", 0)
