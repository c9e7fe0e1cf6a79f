"""The tablet's door: every call of docs/sync.md, by who may and who may not."""

import io
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from audit.db import Database
from audit.models import Audit, Operation, Photograph, Register
from tests.cast import Cast, checklist
from tests.identity import uuid7
from tests.web.conftest import Browser

DEVICE = "11111111-1111-4111-8111-111111111111"
_ids = count(10_000)


def operation(sequence: int, path: str, value: Any, **more: Any) -> dict[str, Any]:
    made = {"id": uuid7(next(_ids)), "sequence": sequence, "path": path, "base": 0, "value": value}
    return made | {"made_at": "2026-05-20T08:00:01.250Z"} | more


def send(client: FlaskClient, audit: Audit, *operations: dict[str, Any], **more: Any) -> Any:
    batch = {"proto": 1, "device": DEVICE, "operations": list(operations)} | more
    return client.post(f"/api/v1/audits/{audit.id}/operations", json=batch)


def photograph(**more: Any) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (1200, 800), "teal").save(written, "JPEG", **more)
    return written.getvalue()


def test_a_session_says_who_and_how_to_change(browser: Browser) -> None:
    answer = browser("branch_manager").get("/api/v1/session").get_json()
    assert (answer["proto"], answer["user"]["roles"], len(answer["csrf"])) == (1, ["branch_manager"], 64)
    assert browser(None).get("/api/v1/session").status_code == 401


def test_a_checklist_is_packed_and_kept(browser: Browser, cast: Cast) -> None:
    answer = browser("inspector").get(f"/api/v1/checklists/{cast.checklist.digest}")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "immutable" in answer.headers["Cache-Control"]
    import gzip

    assert gzip.decompress(answer.data).decode() == checklist().canonical
    assert browser("inspector").get("/api/v1/checklists/" + "0" * 64).status_code == 404


def test_a_tap_is_saved_and_comes_back(browser: Browser, cast: Cast, database: Database) -> None:
    client, audit = browser("branch_manager"), cast.audits["self"]
    answer = send(client, audit, operation(1, "c/1/answer", {"faults": {"a": 1}}))
    body = answer.get_json()
    assert (answer.status_code, body["revision"], body["state"]) == (200, 1, "draft")
    assert body["results"][0]["outcome"] == "applied"
    assert body["registers"] == {
        "c/1/answer": {"v": {"faults": {"a": 1}}, "r": 1, "u": cast.people["branch_manager"].name}
    }
    whole = client.get(f"/api/v1/audits/{audit.id}").get_json()
    assert whole["registers"] == body["registers"]
    assert whole["score"] == body["score"]
    assert (whole["audit"]["may_fill"], whole["audit"]["branch"]["kind"]) == (True, "full")
    with database.reading() as session:
        assert session.scalars(select(Register.value)).all() == ['{"faults":{"a":1}}']


def test_who_wrote_it_comes_with_it(browser: Browser, cast: Cast) -> None:
    audit = cast.audits["self"]
    send(browser("branch_staff"), audit, operation(1, "c/1/note", "staff"))
    other = {"device": "22222222-2222-4222-8222-222222222222"}
    body = send(browser("branch_manager"), audit, operation(1, "c/2/note", "manager"), **other).get_json()
    written = {path: register["u"] for path, register in body["registers"].items()}
    assert written == {
        "c/1/note": cast.people["branch_staff"].name,
        "c/2/note": cast.people["branch_manager"].name,
    }


def test_only_what_changed_since_comes_back(browser: Browser, cast: Cast) -> None:
    client, audit = browser("branch_manager"), cast.audits["self"]
    send(client, audit, operation(1, "c/1/note", "one"), operation(2, "c/2/note", "two"))
    body = send(client, audit, operation(3, "c/1/note", "three", base=1), since=2).get_json()
    assert list(body["registers"]) == ["c/1/note"]


def test_a_conflict_shows_this_audit_s_values_alone(browser: Browser, cast: Cast) -> None:
    manager, audit = browser("branch_manager"), cast.audits["self"]
    send(manager, audit, operation(1, "c/1/note", "first"))
    held = operation(1, "c/1/note", "second")
    send(manager, audit, held, device="22222222-2222-4222-8222-222222222222")
    send(browser("inspector"), cast.audits["inspection"], {**held, "path": "c/2/note", "value": "foreign"})
    told = manager.get(f"/api/v1/audits/{audit.id}").get_json()["conflicts"]
    assert [(one["value"], one["now"]["v"]) for one in told] == [("second", "first")]


def test_what_has_not_changed_is_not_sent_again(browser: Browser, cast: Cast) -> None:
    client, audit = browser("branch_manager"), cast.audits["self"]
    tag = client.get(f"/api/v1/audits/{audit.id}").headers["ETag"]
    assert client.get(f"/api/v1/audits/{audit.id}", headers={"If-None-Match": tag}).status_code == 304
    send(client, audit, operation(1, "c/1/note", "x"))
    assert client.get(f"/api/v1/audits/{audit.id}", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize(
    ("who", "read", "write"),
    [
        (None, 401, 401),
        ("stranger", 404, 404),
        ("neighbour", 404, 404),
        ("colleague", 404, 404),
        ("reviewer", 200, 403),
        ("administrator", 200, 403),
        ("branch_staff", 200, 200),
    ],
)
def test_who_may(browser: Browser, cast: Cast, database: Database, who: str | None, read: int, write: int) -> None:
    client, audit = browser(who), cast.audits["self"]
    assert client.get(f"/api/v1/audits/{audit.id}").status_code == read
    assert send(client, audit, operation(1, "c/1/note", "x")).status_code == write
    data = photograph()
    url = f"/api/v1/audits/{audit.id}/photographs/{sha256(data).hexdigest()}"
    assert client.put(url, data=data).status_code == write
    with database.reading() as session:
        assert len(session.scalars(select(Operation)).all()) == (write == 200)
        assert len(session.scalars(select(Photograph)).all()) == (write == 200)


@pytest.mark.parametrize(
    ("body", "places"),
    [
        (b"", [""]),
        (b"[", [""]),
        (b"{}", ["device", "operations"]),
        (b'{"proto": 2, "device": "x", "operations": [{"id": "y"}]}', ["proto", "device"]),
        (b'{"device": "x", "operations": {}, "waiting": -1, "sent_at": "now"}', ["operations", "waiting", "sent_at"]),
        (b"[" * 100_000, [""]),
    ],
)
def test_every_problem_of_a_message_is_said(browser: Browser, cast: Cast, body: bytes, places: list[str]) -> None:
    url = f"/api/v1/audits/{cast.audits['self'].id}/operations"
    answer = browser("branch_manager").post(url, data=body, content_type="application/json")
    assert answer.status_code == 422
    assert {*places} <= {problem["where"] for problem in answer.get_json()["problems"]}


def test_too_much_at_once_is_refused(browser: Browser, cast: Cast) -> None:
    client, audit = browser("branch_manager"), cast.audits["self"]
    many = [operation(number, "c/1/note", "x") for number in range(1, 202)]
    assert send(client, audit, *many).status_code == 422
    assert send(client, audit, operation(1, "c/1/note", "x" * 1_000_001)).status_code == 413


def test_a_photograph_is_taken_once_and_stripped(browser: Browser, cast: Cast, tmp_path: Path) -> None:
    client, audit = browser("branch_manager"), cast.audits["self"]
    exif = Image.Exif()
    exif[0x0112] = 6  # turned
    exif[0x010E] = "secret words"
    data = photograph(exif=exif)
    url = f"/api/v1/audits/{audit.id}/photographs/{sha256(data).hexdigest()}"
    for _ in range(2):
        assert client.put(url, data=data).get_json() | {"proto": 1} == {
            "proto": 1, "photo": sha256(data).hexdigest(), "width": 800, "height": 1200,
        }  # fmt: skip
    full, thumb = client.get(url).data, client.get(url + "?size=thumb").data
    assert b"secret" not in full + thumb
    with Image.open(io.BytesIO(thumb)) as picture:
        assert (picture.size, dict(picture.getexif())) == ((320, 480), {})
    other = cast.audits["inspection"]
    assert browser("inspector").get(url.replace(f"/{audit.id}/", f"/{other.id}/")).status_code == 404
    assert browser("neighbour").get(url).status_code == 404


@pytest.mark.parametrize("data", [b"", b"no picture", photograph()[:900], b"%!PS-Adobe-3.0 EPSF-3.0"])
def test_what_is_no_photograph_is_refused(browser: Browser, cast: Cast, data: bytes) -> None:
    url = f"/api/v1/audits/{cast.audits['self'].id}/photographs/{sha256(data).hexdigest()}"
    answer = browser("branch_manager").put(url, data=data)
    assert (answer.status_code, answer.get_json()["problems"][0]["code"]) == (422, "picture-unreadable")
    damaged = browser("branch_manager").put(url[:-4] + "0000", data=photograph())
    assert damaged.get_json()["problems"][0]["code"] == "photo-differs"


def test_a_change_needs_the_session_s_token(app: Flask, browser: Browser, cast: Cast) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    client, audit = browser("branch_manager"), cast.audits["self"]
    batch = {"device": DEVICE, "operations": [operation(1, "c/1/note", "x")]}
    url = f"/api/v1/audits/{audit.id}/operations"
    for token in ("", "0" * 64, browser("neighbour").get("/api/v1/session").get_json()["csrf"]):
        assert client.post(url, json=batch, headers={"X-CSRFToken": token}).status_code == 400
    token = client.get("/api/v1/session").get_json()["csrf"]
    assert client.post(url, json=batch, headers={"X-CSRFToken": token}).status_code == 200


def test_a_photograph_is_not_had_for_its_name(browser: Browser, cast: Cast) -> None:
    data = photograph()
    url = f"/api/v1/audits/{cast.audits['self'].id}/photographs/{sha256(data).hexdigest()}"
    assert browser("branch_manager").put(url, data=data).status_code == 200
    url = url.replace(f"/{cast.audits['self'].id}/", f"/{cast.audits['inspection'].id}/")
    for less in (b"", data[:-1]):
        assert browser("inspector").put(url, data=less).status_code == 422
    assert browser("inspector").get(url).status_code == 404
