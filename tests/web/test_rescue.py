"""Unsent work out of a rescue file: by its author or for them, twice without harm, and nothing that is not it."""

import errno
import io
import os
import re
from hashlib import sha256
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from audit.db import Database
from audit.installation import Installation
from audit.models import Assignment, Audit, Event, Operation, PhotographUse, Register, Tablet
from audit.services import rescue_file
from audit.services.clock import now
from tests.cast import Cast
from tests.rescued import DEVICE, evidence, listed, operation, packed, photograph, rescued_audit
from tests.web.conftest import Browser


def bring(client: FlaskClient, data: bytes) -> Any:
    return client.post("/rescue", data={"file": (io.BytesIO(data), "star-audit.zip")})


def figures(text: str) -> dict[str, int]:
    """How many of each outcome the page says."""
    found = re.findall(r'<span class="badge[^"]*">([^<]+)</span> <strong class="figure">(\d+)<', text)
    return {name: int(number) for name, number in found}


def kept(database: Database) -> list[tuple[str, int | None, str]]:
    """Every operation: its outcome, who brought it, and whose it is."""
    with database.reading() as session:
        rows = session.execute(
            select(Operation.outcome, Operation.imported_by, Operation.user_id).order_by(Operation.sequence)
        )
        return [tuple(row) for row in rows]  # type: ignore[misc]


@pytest.fixture
def pictures() -> list[bytes]:
    return [photograph(colour) for colour in ("teal", "navy")]


@pytest.fixture
def file(cast: Cast, pictures: list[bytes]) -> bytes:
    """What the inspector's tablet has not sent: three operations and two photographs."""
    operations = [operation(1, "c/1/answer", {"faults": {"a": 1}})]
    operations += [evidence(number, data) for number, data in enumerate(pictures, 2)]
    audit = rescued_audit(cast, cast.audits["inspection"], *operations)
    return packed(listed(cast, "inspector", audit, photographs=pictures), pictures)


def test_the_author_brings_it_and_again_is_no_harm(
    browser: Browser, cast: Cast, database: Database, installation: Installation, file: bytes
) -> None:
    inspector = browser("inspector")
    assert "导入未发送内容" in inspector.get("/rescue").text
    for times in (1, 2):
        page = bring(inspector, file)
        assert (page.status_code, figures(page.text)) == (200, {"已写入": 3})
        assert f"新收到照片：{2 if times == 1 else 0}张" in page.text
        assert kept(database) == [("applied", None, cast.people["inspector"].id)] * 3
    with database.reading() as session:
        assert len(session.scalars(select(PhotographUse)).all()) == 2
        assert len(session.scalars(select(Register)).all()) == 3
        events = session.scalars(select(Event).where(Event.action == "audit.rescued").order_by(Event.id)).all()
        assert [(event.facts["applied"], event.facts["photographs"]) for event in events] == [(3, 2), (3, 0)]
    assert list((installation.folder / "uploads").iterdir()) == []
    whole = inspector.get(f"/api/v1/audits/{cast.audits['inspection'].id}").get_json()
    assert whole["registers"]["c/1/answer"]["v"] == {"faults": {"a": 1}}


@pytest.mark.parametrize("who", ["campaign_manager", "administrator"])
def test_who_runs_the_campaign_brings_it_for_the_author(
    browser: Browser, cast: Cast, database: Database, file: bytes, who: str
) -> None:
    page = bring(browser(who), file)
    assert (page.status_code, figures(page.text)) == (200, {"已写入": 3})
    assert kept(database) == [("applied", cast.people[who].id, cast.people["inspector"].id)] * 3
    registers = browser(who).get(f"/api/v1/audits/{cast.audits['inspection'].id}").get_json()["registers"]
    assert registers["c/1/answer"]["u"] == cast.people["inspector"].name
    # the tablet sends the same later: it is there already
    assert figures(bring(browser("inspector"), file).text) == {"已写入": 3}
    assert len(kept(database)) == 3


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("colleague", "只能由本人"),
        ("branch_manager", "只能由本人"),
        ("stranger", "没有这项审核"),
        ("reviewer", "没有权限"),
        ("reader", "没有权限"),
    ],
)
def test_others_may_not(browser: Browser, database: Database, file: bytes, who: str, words: str) -> None:
    assert words in bring(browser(who), file).text
    assert kept(database) == []
    with database.reading() as session:
        assert session.scalars(select(PhotographUse)).all() == []
    assert bring(browser(None), file).status_code == 302


def test_an_audit_that_was_never_the_author_s_is_not_brought_by_them(
    browser: Browser, cast: Cast, database: Database
) -> None:
    own = rescued_audit(cast, cast.audits["inspection"], operation(1, "c/1/note", "x"))
    page = bring(browser("colleague"), packed(listed(cast, "colleague", own)))
    assert (page.status_code, "没有这项审核" in page.text, kept(database)) == (200, True, [])
    # for who runs the campaign the reviewer is to see it
    page = bring(browser("campaign_manager"), packed(listed(cast, "colleague", own)))
    assert figures(page.text) == {"留给复核人": 1}


def test_what_was_reassigned_meanwhile_is_kept_for_the_reviewer(
    browser: Browser, cast: Cast, database: Database, file: bytes
) -> None:
    audit, inspector = cast.audits["inspection"], cast.people["inspector"]
    with database.writing() as session:
        taken = {"audit_id": audit.id, "user_id": inspector.id, "device": DEVICE}
        session.add(Tablet(**taken, taken_at=now(), seen_at=now()))
        session.execute(delete(Assignment))
        session.commit()
    page = bring(browser("inspector"), file)
    assert figures(page.text) == {"留给复核人": 3}
    assert "新收到照片：2张" in page.text
    assert {outcome for outcome, _by, _who in kept(database)} == {"late"}
    with database.reading() as session:
        assert session.scalars(select(Register)).all() == []


def test_each_part_is_told_by_itself(browser: Browser, cast: Cast, database: Database, pictures: list[bytes]) -> None:
    """What cannot be taken of a file does not hold up the rest."""
    mine, gone = cast.audits["inspection"], photograph("red")
    damaged = sha256(b"other").hexdigest()
    operations = [
        operation(1, "c/1/answer", {"faults": {"a": 1}}),
        {"id": "no operation"},
        operation(3, "c/nothing/answer", {"faults": {}}),
        7,
        evidence(5, gone),
        operation(6, "c/1/note", "好" * 90_000),
        operation(7, "c/2/note", "last"),
    ]
    strangers = rescued_audit(cast, cast.audits["foreign"], operation(8, "c/1/note", "x"))
    other = rescued_audit(cast, mine, operation(9, "c/1/note", "x"), checklist="0" * 64)
    said = listed(cast, "inspector", rescued_audit(cast, mine, *operations), strangers, other, photographs=pictures)
    said["photographs"].append({"audit": mine.id, "digest": damaged, "name": f"photographs/{damaged}.jpg"})
    no_picture = b"no picture"
    digest = sha256(no_picture).hexdigest()
    said["photographs"].append({"audit": mine.id, "digest": digest, "name": f"photographs/{digest}.jpg"})
    page = bring(browser("inspector"), packed(said, [pictures[0], no_picture], {f"photographs/{damaged}.jpg": b"x"}))
    assert (page.status_code, figures(page.text)) == (200, {"已写入": 3, "未接受": 4})
    for words in (
        "新收到照片：1张",
        "没有收下：1张",
        "还缺照片3张",
        "没有这项审核",
        "网点或清单与文件不符",
        "编号写错",
    ):
        assert words in page.text, words
    assert [outcome for outcome, _by, _who in kept(database)] == ["applied"] * 3


def test_a_branch_by_another_name_and_code_is_another(browser: Browser, cast: Cast, database: Database) -> None:
    for branch, words in (
        ({"code": "DOCK", "name": "改名前"}, "已写入"),
        ({"code": "OLD", "name": "dock机构"}, "已写入"),
        ({"code": "OLD", "name": "改名前"}, "与文件不符"),
    ):
        audit = rescued_audit(cast, cast.audits["inspection"], operation(1, "held_on", "2026-05-20"), branch=branch)
        page = bring(browser("inspector"), packed(listed(cast, "inspector", audit)))
        assert words in page.text
        with database.writing() as session:
            session.execute(delete(Operation))
            session.execute(delete(Register))
            session.commit()
            session.get_one(Audit, audit["id"]).chain = ""
            session.commit()


def test_photographs_come_where_the_operations_were_sent_before(
    browser: Browser, cast: Cast, database: Database, pictures: list[bytes]
) -> None:
    said = listed(cast, "inspector", rescued_audit(cast, cast.audits["inspection"]), photographs=pictures)
    page = bring(browser("inspector"), packed(said | {"audits": []}, pictures))
    assert ("dock机构" in page.text, "新收到照片：2张" in page.text) == (True, True)
    with database.reading() as session:
        assert len(session.scalars(select(PhotographUse)).all()) == 2


def test_a_tablet_that_lost_what_it_knew_of_the_audit_is_understood(
    browser: Browser, cast: Cast, database: Database
) -> None:
    note = operation(1, "c/1/note", "x")
    bare = rescued_audit(cast, cast.audits["inspection"], note, branch={}, checklist="")
    page = bring(browser("inspector"), packed(listed(cast, "inspector", bare)))
    assert (figures(page.text), "dock机构" in page.text) == ({"已写入": 1}, True)
    foreign = rescued_audit(cast, cast.audits["foreign"], note, branch={}, checklist="")
    assert "没有这项审核" in bring(browser("inspector"), packed(listed(cast, "inspector", foreign))).text


def test_more_than_a_batch_is_brought(browser: Browser, cast: Cast, database: Database) -> None:
    operations = [operation(number, "c/1/note", f"{number}") for number in range(1, 412)]
    page = bring(
        browser("inspector"),
        packed(listed(cast, "inspector", rescued_audit(cast, cast.audits["inspection"], *operations))),
    )
    assert figures(page.text) == {"已写入": 411}
    with database.reading() as session:
        assert session.scalars(select(Register.value)).all() == ['"411"']


def test_a_file_of_another_system_is_refused(browser: Browser, cast: Cast, database: Database) -> None:
    audit = rescued_audit(cast, cast.audits["inspection"], operation(1, "c/1/note", "x"))
    for user in ({"id": cast.people["inspector"].id, "name": "别人"}, {"id": 9999, "name": "inspector先生"}):
        page = bring(browser("campaign_manager"), packed(listed(cast, "inspector", audit, user=user)))
        assert (page.status_code, "没有与文件相符的" in page.text) == (422, True)
    assert kept(database) == []
    # who has another name now brings it in person
    renamed = {"id": cast.people["inspector"].id, "name": "以前的名字"}
    assert figures(bring(browser("inspector"), packed(listed(cast, "inspector", audit, user=renamed))).text) == {
        "已写入": 1
    }


def test_a_file_with_nothing_in_it_says_so(browser: Browser, cast: Cast) -> None:
    assert "没有未发送的内容" in bring(browser("inspector"), packed(listed(cast, "inspector"))).text


def test_a_file_needs_the_page_s_token(app: Flask, browser: Browser, database: Database, file: bytes) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    inspector = browser("inspector")
    assert bring(inspector, file).status_code == 400
    found = re.search(r'name="csrf_token" value="([^"]+)"', inspector.get("/rescue").text)
    assert found
    form = {"file": (io.BytesIO(file), "x.zip"), "csrf_token": found[1]}
    assert inspector.post("/rescue", data=form).status_code == 200
    assert len(kept(database)) == 3


@pytest.mark.parametrize("data", [b"", photograph(), packed({})[:-1], packed({"version": 2})])
def test_what_is_no_rescue_file_is_refused_in_plain_words(browser: Browser, database: Database, data: bytes) -> None:
    page = bring(browser("inspector"), data)
    assert (page.status_code, "没有导入任何内容" in page.text, kept(database)) == (422, True, [])


def test_no_file_and_too_great_a_file_are_said(browser: Browser, file: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    inspector = browser("inspector")
    page = inspector.post("/rescue", data={"x": "y"})
    assert (page.status_code, "请先选择一个文件" in page.text) == (422, True)
    monkeypatch.setattr("audit.web.rescue.MOST_BYTES", 100)
    page = bring(inspector, file + b"\0" * 100_000)
    assert (page.status_code, "文件过大" in page.text) == (422, True)


def test_a_file_may_be_larger_than_any_other_upload(
    browser: Browser, app: Flask, cast: Cast, database: Database
) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 10_000
    audit = rescued_audit(cast, cast.audits["inspection"], operation(1, "c/1/note", "x"))
    pictures = [photograph(colour) for colour in ("teal", "navy", "red", "gold", "grey", "lime")]
    page = bring(browser("inspector"), packed(listed(cast, "inspector", audit, photographs=pictures), pictures))
    assert (page.status_code, figures(page.text)) == (200, {"已写入": 1})
    assert rescue_file.MOST_BYTES == 1024**3


def test_a_full_disk_is_said_and_the_rest_comes_with_the_next_try(
    browser: Browser, database: Database, file: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        page = bring(browser("inspector"), file)
        assert (page.status_code, "磁盘" in page.text) == (507, True)
    page = bring(browser("inspector"), file)
    assert (figures(page.text), "新收到照片：2张" in page.text) == ({"已写入": 3}, True)
