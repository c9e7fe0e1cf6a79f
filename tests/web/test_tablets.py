"""Tablets that have an audit along: what they are told, what they say, and what officers see of them."""

import json
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update

from audit.db import Database
from audit.models import Assignment, Operation, Tablet
from audit.services.clock import now
from tests.cast import Cast
from tests.counting import statements
from tests.web.conftest import Browser
from tests.web.test_api import DEVICE, operation, photograph, send

OTHER = "22222222-2222-4222-8222-222222222222"
PICTURE = "c/1/p/11111111-1111-4111-8111-111111111111"


def url(cast: Cast, more: str = "", audit: str = "inspection") -> str:
    return f"/api/v1/audits/{cast.audits[audit].id}{more}"


def reassign(database: Database, cast: Cast) -> None:
    audit = cast.audits["inspection"]
    with database.writing() as session:
        session.execute(delete(Assignment).where(Assignment.audit_id == audit.id))
        session.add(Assignment(audit_id=audit.id, user_id=cast.people["colleague"].id))
        session.commit()


def test_an_audit_is_taken_along_once(browser: Browser, cast: Cast, database: Database) -> None:
    client = browser("inspector")
    for name in ("iPad", ""):
        answer = client.put(url(cast, f"/tablets/{DEVICE}"), json={"name": name})
        assert (answer.status_code, answer.get_json()) == (200, {"proto": 1})
    (told,) = client.get(url(cast)).get_json()["tablets"]
    assert (told["user_id"], told["device"], told["name"]) == (cast.people["inspector"].id, DEVICE, "iPad")
    for who, status in (("reviewer", 403), ("neighbour", 404), (None, 401)):
        assert browser(who).put(url(cast, f"/tablets/{DEVICE}"), json={}).status_code == status
    for device, message in (("none", {}), (DEVICE, {"name": "x" * 81}), (DEVICE, {"other": 1}), (DEVICE, [])):
        assert client.put(url(cast, f"/tablets/{device}"), json=message).status_code == 422
    with database.reading() as session:
        assert len(session.scalars(select(Tablet)).all()) == 1


def test_what_a_tablet_says_of_itself_is_kept(browser: Browser, cast: Cast, database: Database) -> None:
    client = browser("inspector")
    sent_at = (now() - timedelta(minutes=7)).isoformat()
    said = {"sent_at": sent_at, "waiting": 3}
    body = send(client, cast.audits["inspection"], operation(1, "c/1/note", "x"), **said).get_json()
    assert [(one["device"], one["waiting"]) for one in body["tablets"]] == [(DEVICE, 3)]
    assert (body["have"], body["may_fill"]) == ({"count": 1, "sequence": 1}, True)
    with database.reading() as session:
        for skew in (session.scalar(select(Operation.skew)), session.scalar(select(Tablet.skew))):
            assert skew is not None
            assert 0 <= skew - 7 * 60_000 < 60_000
    body = send(client, cast.audits["inspection"], waiting=0).get_json()
    assert body["tablets"][0]["waiting"] == 0


def test_a_tap_more_asks_nothing_more(browser: Browser, cast: Cast, database: Database) -> None:
    client, audit = browser("branch_manager"), cast.audits["self"]
    for sequence in (1, 2):
        send(client, audit, operation(sequence, "c/1/note", f"{sequence}"), waiting=0)
    with statements(database) as sent:
        send(client, audit, operation(3, "c/1/note", "three"), waiting=0)
    assert not [statement for statement in sent if "tablets" in statement or "photograph_uses" in statement]


def test_a_tablet_that_joins_is_seen_at_once(browser: Browser, cast: Cast) -> None:
    client, audit = browser("branch_manager"), cast.audits["self"]
    for sequence in (1, 2):
        send(client, audit, operation(sequence, "c/1/note", f"{sequence}"), waiting=0)
    browser("branch_staff").put(url(cast, f"/tablets/{OTHER}", "self"), json={})
    body = send(client, audit, operation(3, "c/1/note", "three"), waiting=0).get_json()
    assert [one["device"] for one in body["tablets"]] == [DEVICE, OTHER]


def test_what_is_missing_is_said_until_it_is_here(browser: Browser, cast: Cast) -> None:
    client, audit, data = browser("inspector"), cast.audits["inspection"], photograph()
    digest = sha256(data).hexdigest()
    body = send(client, audit, operation(1, PICTURE, {"photo": digest})).get_json()
    assert body["missing"] == [digest]
    before = client.get(url(cast))
    assert before.get_json()["missing"] == [digest]
    assert client.put(url(cast, f"/photographs/{digest}"), data=data).status_code == 200
    after = client.get(url(cast), headers={"If-None-Match": before.headers["ETag"]})
    assert (after.status_code, after.get_json()["missing"]) == (200, [])


def test_have_is_of_the_device_that_asks(browser: Browser, cast: Cast) -> None:
    client, audit = browser("inspector"), cast.audits["inspection"]
    send(client, audit, operation(1, "c/1/note", "a"), operation(5, "c/2/note", "b"))
    for device, expected in ((DEVICE, (2, 5)), (OTHER, (0, 0)), ("none", (0, 0))):
        have = client.get(url(cast, f"?device={device}")).get_json()["have"]
        assert (have["count"], have["sequence"]) == expected
    assert client.get(url(cast)).get_json()["have"] == {"count": 0, "sequence": 0}


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        5,
        {},
        operation(1, "c/1/note", "x", id="11111111-1111-4111-8111-111111111111"),
        operation(1, "c/1/note", "x", made_at="yesterday"),
        operation(1, "c/1/note", "x", made_at="2026-05-20T08:00:01"),
        operation(2**31, "c/1/note", "x"),
        operation(1, "c/1/note", "x", base=2**31),
        operation(1, "c/1/note", "half a sign: \ud800"),
        operation(1, "c/1/note", float("nan")),
        operation(1, "c/1/note", "x", more=1),
        operation(1, "c/1/note\0", "x"),
    ],
)
def test_one_bad_operation_never_blocks_the_rest(browser: Browser, cast: Cast, wrong: Any) -> None:
    body = json.dumps({"device": DEVICE, "operations": [wrong, operation(3, "c/1/note", "good")]})
    answer = browser("inspector").post(url(cast, "/operations"), data=body, content_type="application/json")
    assert answer.status_code == 200
    first, second = answer.get_json()["results"]
    assert (first["at"], first["outcome"], second["at"], second["outcome"]) == (0, "rejected", 1, "applied")
    assert first["problem"]["message"]
    assert first["id"] == (wrong.get("id") if isinstance(wrong, dict) else None)


def test_who_fills_it_no_more_hands_in_and_sees_nothing(browser: Browser, cast: Cast, database: Database) -> None:
    inspector, colleague, audit = browser("inspector"), browser("colleague"), cast.audits["inspection"]
    inspector.put(url(cast, f"/tablets/{DEVICE}"), json={})
    reassign(database, cast)
    send(colleague, audit, operation(1, "c/1/note", "theirs"), device=OTHER)
    sent = (operation(1, "c/1/note", "mine"), operation(2, PICTURE, {"photo": "a" * 64}))
    body = send(inspector, audit, *sent).get_json()
    assert [result["outcome"] for result in body["results"]] == ["late", "late"]
    assert (body["may_fill"], body["registers"], body["conflicts"], body["tablets"]) == (False, {}, [], [])
    assert (body["score"], body["missing"], body["have"]) == (None, ["a" * 64], {"count": 2, "sequence": 2})
    assert send(inspector, audit, *sent).get_json()["results"] == body["results"]
    assert send(inspector, audit, operation(3, "c/1/note", "x"), device=OTHER).status_code == 404
    assert inspector.get(url(cast)).status_code == 404
    told = colleague.get(url(cast)).get_json()
    assert told["missing"] == ["a" * 64]
    nothing = {"v": None, "r": 0, "user": ""}
    note, picture = told["conflicts"]
    assert (note["late"], note["value"], note["now"]["v"]) == (True, "mine", "theirs")
    assert picture["now"] == nothing


def test_the_drafts_of_a_person_are_listed(browser: Browser, cast: Cast) -> None:
    def listed(who: str) -> list[int]:
        return [one["id"] for one in browser(who).get("/api/v1/audits").get_json()["audits"]]

    assert listed("inspector") == [cast.audits["inspection"].id]
    assert listed("branch_staff") == [cast.audits["self"].id]
    assert listed("colleague") == listed("reviewer") == []
    assert browser(None).get("/api/v1/audits").status_code == 401


@pytest.mark.parametrize(
    ("who", "skew", "words"),
    [
        ("reviewer", 7 * 60_000, ["慢7分钟", "还有12项", "iPad"]),
        ("administrator", -6 * 60_000, ["快6分钟"]),
        ("campaign_manager", 4 * 60_000, ["还有12项"]),
    ],
)
def test_officers_see_which_tablets_are_out(
    browser: Browser, cast: Cast, database: Database, who: str, skew: int, words: list[str]
) -> None:
    browser("inspector").put(url(cast, f"/tablets/{DEVICE}"), json={"name": "iPad"})
    with database.writing() as session:
        session.execute(update(Tablet).values(skew=skew, waiting=12))
        session.commit()
    page = show(browser(who), cast)
    assert all(word in page for word in words)
    assert ("分钟" in page) == (abs(skew) > 5 * 60_000)
    assert "带着本次审核的平板" not in show(browser("inspector"), cast)


def show(client: FlaskClient, cast: Cast) -> str:
    return client.get(f"/audits/{cast.audits['inspection'].id}").text
