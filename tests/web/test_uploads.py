"""Photographs in chunks: cut anywhere, sent twice or mixed up, each is there once and whole, or not at all."""

import errno
import os
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from random import Random
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from audit.db import Database
from audit.installation import Installation
from audit.models import Audit, Photograph, PhotographUse, Tablet
from audit.services.clock import now
from audit.services.uploads import DAYS_KEPT
from audit.web.application import create_app
from audit.web.uploads import MOST_CHUNK
from tests.cast import Cast
from tests.web.conftest import Browser
from tests.web.test_api import photograph

CHUNK = 4500
DATA = photograph()
SHA = sha256(DATA).hexdigest()
ENDS = range(0, len(DATA), CHUNK)


def url(audit: Audit, digest: str = SHA) -> str:
    return f"/api/v1/audits/{audit.id}/photographs/{digest}/upload"


def put(client: FlaskClient, audit: Audit, offset: int, data: bytes = DATA, **more: Any) -> Any:
    """Sends the chunk of the data that begins at the offset."""
    query = {"offset": offset, "size": len(data)} | more
    digest = query.pop("digest", sha256(data).hexdigest())
    chunk = data[offset : offset + CHUNK]
    return client.put(url(audit, digest), query_string=query, data=chunk)


def send(client: FlaskClient, audit: Audit, data: bytes = DATA, offset: int = 0) -> Any:
    """Sends the rest of the data, chunk by chunk; the last answer."""
    answer = put(client, audit, offset, data)
    while (told := answer.get_json()).get("complete") is False:
        answer = put(client, audit, told["offset"], data)
    return answer


def parts(installation: Installation) -> list[Path]:
    folder = installation.folder / "uploads"
    return sorted(folder.iterdir()) if folder.exists() else []


def rows(database: Database) -> tuple[list[str], list[str]]:
    with database.reading() as session:
        taken, used = session.scalars(select(Photograph.digest)), session.scalars(select(PhotographUse.digest))
        return list(taken), list(used)


@pytest.fixture
def tablet(browser: Browser) -> FlaskClient:
    return browser("branch_manager")


@pytest.fixture
def audit(cast: Cast) -> Audit:
    return cast.audits["self"]


def test_a_photograph_comes_in_chunks(
    tablet: FlaskClient, audit: Audit, database: Database, installation: Installation
) -> None:
    assert len(ENDS) == 4
    assert tablet.get(url(audit)).get_json() == {"proto": 1, "offset": 0, "complete": False}
    for offset in ENDS[:-1]:
        answer = put(tablet, audit, offset)
        assert (answer.status_code, answer.get_json()) == (
            200, {"proto": 1, "offset": offset + CHUNK, "complete": False},
        )  # fmt: skip
        assert tablet.get(url(audit)).get_json()["offset"] == offset + CHUNK
    facts = {"complete": True, "photo": SHA, "width": 1200, "height": 800}
    assert put(tablet, audit, ENDS[-1]).get_json() == {"proto": 1, "offset": len(DATA)} | facts
    assert tablet.get(url(audit)).get_json() == {"proto": 1, "offset": 0} | facts
    assert (rows(database), parts(installation)) == (([SHA], [SHA]), [])
    assert tablet.get(url(audit).removesuffix("/upload")).status_code == 200


@pytest.mark.parametrize("lost", ["request", "answer"])
@pytest.mark.parametrize("cut", ENDS)
def test_what_is_cut_goes_on_where_it_ended(
    tablet: FlaskClient, audit: Audit, database: Database, app: Flask, installation: Installation, cut: int, lost: str
) -> None:
    for offset in range(0, cut, CHUNK):
        put(tablet, audit, offset)
    if lost == "answer":
        put(tablet, audit, cut)
    restarted = create_app(installation).test_client()  # nothing of an upload is kept in the server's memory
    assert len(parts(installation)) == (cut > 0 or lost == "answer") - (lost == "answer" and cut == ENDS[-1])
    assert restarted.get(url(audit)).status_code == 401
    told = tablet.get(url(audit)).get_json()
    again = put(tablet, audit, cut)
    if lost == "answer" and cut != ENDS[-1]:
        assert (again.status_code, again.get_json()["offset"]) == (409, cut + CHUNK)
        assert told["offset"] == cut + CHUNK
        again = put(tablet, audit, told["offset"])
    if again.get_json()["complete"] is False:
        again = send(tablet, audit, offset=again.get_json()["offset"])
    assert again.get_json()["complete"] is True
    assert (rows(database), parts(installation)) == (([SHA], [SHA]), [])


@pytest.mark.parametrize("offset", [CHUNK, 1, len(DATA)])
def test_a_gap_is_refused(tablet: FlaskClient, audit: Audit, offset: int) -> None:
    answer = put(tablet, audit, offset)
    assert (answer.status_code, answer.get_json()["offset"]) == (409, 0)
    assert put(tablet, audit, 0).status_code == 200
    assert send(tablet, audit, offset=CHUNK).get_json()["complete"] is True


@pytest.mark.parametrize("offset", ENDS)
def test_two_requests_for_one_chunk_keep_it_once(
    browser: Browser, audit: Audit, database: Database, installation: Installation, offset: int
) -> None:
    clients = [browser("branch_manager") for _ in range(3)]
    for before in range(0, offset, CHUNK):
        put(clients[0], audit, before)
    answers, ready = [], Barrier(len(clients))

    def race(client: FlaskClient) -> None:
        ready.wait()
        answers.append(put(client, audit, offset))

    racing = [Thread(target=race, args=(client,)) for client in clients]
    for thread in racing:
        thread.start()
    for thread in racing:
        thread.join()
    last = offset == ENDS[-1]
    assert sorted(answer.status_code for answer in answers) == ([200] * 3 if last else [200, 409, 409])
    assert {answer.get_json()["offset"] for answer in answers} == {min(offset + CHUNK, len(DATA))}
    assert last or send(clients[0], audit, offset=offset + CHUNK).get_json()["complete"]
    assert (rows(database), parts(installation)) == (([SHA], [SHA]), [])


@pytest.mark.parametrize(("data", "code"), [(DATA[:-9] + b"elsewhere", "photo-differs"), (b"no picture" * 500, "")])
def test_of_what_is_no_photograph_nothing_stays(
    tablet: FlaskClient, audit: Audit, database: Database, installation: Installation, data: bytes, code: str
) -> None:
    digest = SHA if code else sha256(data).hexdigest()
    answer = put(tablet, audit, 0, data, digest=digest)
    while answer.status_code == 200:
        answer = put(tablet, audit, answer.get_json()["offset"], data, digest=digest)
    assert (answer.status_code, answer.get_json()["problems"][0]["code"]) == (422, code or "picture-unreadable")
    assert (rows(database), parts(installation)) == (([], []), [])
    assert send(tablet, audit).get_json()["complete"] is True


def test_a_photograph_known_elsewhere_is_sent_whole(
    tablet: FlaskClient, browser: Browser, cast: Cast, audit: Audit, database: Database
) -> None:
    send(tablet, audit)
    inspector, other = browser("inspector"), cast.audits["inspection"]
    assert inspector.get(url(other)).get_json() == {"proto": 1, "offset": 0, "complete": False}
    assert put(inspector, other, ENDS[-1]).status_code == 409
    assert put(inspector, other, 0).get_json()["complete"] is False
    assert inspector.get(url(other).removesuffix("/upload")).status_code == 404
    assert send(inspector, other, offset=CHUNK).get_json()["complete"] is True
    assert rows(database) == ([SHA], [SHA, SHA])
    # and one that this audit has is complete at once, whoever sent it
    assert put(browser("branch_staff"), audit, 0).get_json()["complete"] is True


def test_a_part_is_its_person_s_own(browser: Browser, tablet: FlaskClient, audit: Audit) -> None:
    put(tablet, audit, 0)
    staff = browser("branch_staff")
    assert staff.get(url(audit)).get_json()["offset"] == 0
    assert put(staff, audit, CHUNK).status_code == 409
    for who, status in ((None, 401), ("stranger", 404), ("colleague", 404), ("reviewer", 403)):
        assert (browser(who).get(url(audit)).status_code, put(browser(who), audit, CHUNK).status_code) == (
            status, status,
        )  # fmt: skip


def test_who_took_the_audit_along_may_send_what_the_tablet_still_holds(
    browser: Browser, cast: Cast, database: Database
) -> None:
    colleague, audit = browser("colleague"), cast.audits["inspection"]
    whole = url(audit).removesuffix("/upload")
    assert (put(colleague, audit, 0).status_code, colleague.put(whole, data=DATA).status_code) == (404, 404)
    with database.writing() as session:
        taken = {"audit_id": audit.id, "user_id": cast.people["colleague"].id, "device": "1" * 36}
        session.add(Tablet(**taken, taken_at=now(), seen_at=now()))
        session.commit()
    assert send(colleague, audit).get_json()["complete"] is True
    assert colleague.put(whole, data=DATA).status_code == 200
    assert (colleague.get(whole).status_code, colleague.get(url(cast.audits["self"])).status_code) == (404, 404)


def test_two_audits_may_get_the_same_photograph_at_once(browser: Browser, cast: Cast, database: Database) -> None:
    clients = {"self": browser("branch_manager"), "inspection": browser("inspector")}
    for who, client in clients.items():
        for offset in ENDS[:-1]:
            put(client, cast.audits[who], offset)
    answers, ready = [], Barrier(2)

    def race(name: str) -> None:
        ready.wait()
        answers.append(put(clients[name], cast.audits[name], ENDS[-1]).status_code)

    racing = [Thread(target=race, args=(name,)) for name in clients]
    for thread in racing:
        thread.start()
    for thread in racing:
        thread.join()
    assert (answers, rows(database)) == ([200, 200], ([SHA], [SHA, SHA]))


@pytest.mark.parametrize(
    ("query", "size", "status"),
    [
        ({"offset": 0, "size": 33 * 1024 * 1024}, 1, 413),
        ({"offset": 0, "size": 2 * MOST_CHUNK}, MOST_CHUNK + 1, 413),
        ({"offset": 0, "size": 2 * MOST_CHUNK}, MOST_CHUNK, 200),
        ({"offset": 0, "size": 10}, 11, 400),
        ({"offset": -1, "size": 10}, 1, 400),
        ({"offset": 0}, 1, 400),
        ({"size": 10}, 1, 400),
        ({"offset": "٠", "size": 10}, 1, 400),
        ({"offset": "9" * 5000, "size": 10}, 1, 400),
        ({"offset": 0, "size": 0}, 0, 422),
    ],
)
def test_what_does_not_fit_is_refused(
    tablet: FlaskClient, audit: Audit, query: dict[str, Any], size: int, status: int
) -> None:
    assert tablet.put(url(audit), query_string=query, data=b"\0" * size).status_code == status


@pytest.mark.parametrize("digest", ["0" * 63, "0" * 65, SHA.upper(), "..", "x" * 64, SHA + "%0a"])
def test_a_name_that_is_no_digest_is_no_place(tablet: FlaskClient, audit: Audit, digest: str) -> None:
    address = f"/api/v1/audits/{audit.id}/photographs/{digest}/upload"
    assert tablet.get(address).status_code == 404
    assert tablet.put(address + "?offset=0&size=9", data=b"x").status_code == 404


def test_a_chunk_needs_the_session_s_token(app: Flask, tablet: FlaskClient, audit: Audit) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    assert put(tablet, audit, 0).status_code == 400
    token = tablet.get("/api/v1/session").get_json()["csrf"]
    for address, data in ((url(audit) + f"?offset=0&size={len(DATA)}", DATA[:CHUNK]), (url(audit)[:-7], DATA)):
        assert tablet.put(address, data=data).status_code == 400
        assert tablet.put(address, data=data, headers={"X-CSRFToken": token}).status_code == 200


def test_parts_that_nobody_goes_on_with_are_thrown_away(
    tablet: FlaskClient, browser: Browser, audit: Audit, installation: Installation
) -> None:
    put(tablet, audit, 0)
    (old,) = parts(installation)
    put(browser("branch_staff"), audit, 0)
    (young,) = set(parts(installation)) - {old}
    then = time.time() - DAYS_KEPT * 86_400 - 60
    os.utime(old, (then, then))
    noise = Random(1).randbytes(2 * CHUNK)
    put(tablet, audit, 0, noise)
    assert (old in parts(installation), young in parts(installation), len(parts(installation))) == (False, True, 2)
    assert put(tablet, audit, CHUNK).get_json()["offset"] == 0
    assert send(tablet, audit).get_json()["complete"] is True


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Writing fails as on a full disk until `full_disk(False)`."""
    real, full = os.fsync, [True]

    def fail(handle: int) -> None:
        if full[0]:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(handle)

    monkeypatch.setattr(os, "fsync", fail)
    monkeypatch.setattr(os, "fdatasync", fail)
    yield lambda now: full.__setitem__(0, now)


def test_a_full_disk_is_said_and_the_rest_goes_on_later(
    tablet: FlaskClient, audit: Audit, database: Database, installation: Installation, full_disk: Any
) -> None:
    full_disk(False)
    put(tablet, audit, 0)
    for offset in ENDS[1:]:
        full_disk(True)
        answer = put(tablet, audit, offset)
        assert (answer.status_code, "磁盘" in answer.get_json()["message"]) == (507, True)
        assert tablet.get(url(audit)).get_json() == {"proto": 1, "offset": offset, "complete": False}
        full_disk(False)
        assert put(tablet, audit, offset).status_code == 200
    assert (rows(database), parts(installation)) == (([SHA], [SHA]), [])
    assert len([path for path in installation.store.folder.rglob("*") if path.is_file()]) == 2
