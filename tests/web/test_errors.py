"""What goes wrong is answered in plain words, with a number to refer to; nothing half done is left."""

import sqlite3

import pytest
from flask import Flask
from sqlalchemy import select

from audit.db import Database
from audit.models import Operation
from audit.scoring.problems import Problem
from audit.services.errors import ForbiddenError, InvalidError, NotFoundError, StateError
from audit.web.policy import PUBLIC, policy
from tests.cast import Cast
from tests.web.conftest import Browser
from tests.web.test_api import operation, send

ONLY_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (NotFoundError(), 404, "没有找到"),
        (ForbiddenError(), 403, "没有权限"),
        (StateError("locked"), 409, "另出一期"),
        (InvalidError([Problem(("points",), "negative", {"given": "-1"})]), 422, "“-1”为负数"),
        (ZeroDivisionError("secret"), 500, "编号"),
    ],
)
def test_every_error_has_its_page(app: Flask, browser: Browser, error: Exception, status: int, words: str) -> None:
    @policy(PUBLIC)
    def fail() -> str:
        raise error

    app.add_url_rule("/fail", "fail", fail)
    app.add_url_rule("/api/v1/fail", "api_fail", fail)
    page = browser("reader").get("/fail")
    assert (page.status_code, words in page.text, "secret" in page.text) == (status, True, False)
    told = browser("reader").get("/api/v1/fail")
    assert (told.status_code, told.get_json()["status"], "secret" in told.text) == (status, status, False)


def test_a_page_that_is_not_there_says_so_in_the_reader_s_language(browser: Browser) -> None:
    assert "没有找到" in browser("reader").get("/nothing").text
    english = browser("reader")
    english.set_cookie("star_language", "en")
    assert "Not found" in english.get("/nothing").text


@ONLY_SQLITE
def test_a_locked_database_is_busy_and_takes_nothing(
    browser: Browser, cast: Cast, database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, audit = browser("branch_manager"), cast.audits["self"]
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=50")
    holder = sqlite3.connect(database_url.removeprefix("sqlite:///"), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    answer = send(client, audit, operation(1, "c/1/note", "kept on the tablet"))
    holder.execute("ROLLBACK")
    holder.close()
    assert (answer.status_code, "平板" in answer.get_json()["message"]) == (503, True)
    assert send(client, audit, operation(1, "c/1/note", "sent again")).status_code == 200


@ONLY_SQLITE
def test_a_full_disk_is_said_and_nothing_is_half_written(browser: Browser, cast: Cast, database: Database) -> None:
    client, audit = browser("branch_manager"), cast.audits["self"]
    with database.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 1}")
    answer = send(client, audit, *(operation(number, "c/1/note", "长" * 9000 + str(number)) for number in range(1, 9)))
    assert (answer.status_code, "磁盘" in answer.get_json()["message"]) == (507, True)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1000000")
    with database.reading() as session:
        assert session.scalars(select(Operation)).all() == []
    assert send(client, audit, operation(1, "c/1/note", "again")).status_code == 200


def test_a_number_that_no_row_has_is_no_failure(browser: Browser, cast: Cast) -> None:
    most, campaign = 10**25, f"/campaigns/{cast.campaign.id}"
    administrator, manager = browser("administrator"), browser("campaign_manager")
    for path in ("/audits", "/branches", "/organisations", "/people", "/actions", "/jobs", "/imports", "/campaigns"):
        assert administrator.get(f"{path}/{most}").status_code == 404
    assert administrator.get(f"/api/v1/audits/{most}").status_code == 404
    for path in ("/audits", "/actions"):
        assert administrator.get(f"{path}?campaign_id={most}").status_code == 200
    stage = {"stage_id": cast.campaign.stages[0].id}
    for form in ({"stage_id": most}, stage | {"ids": most, "inspectors": most}):
        assert manager.post(f"{campaign}/assignments", data=form).status_code in {404, 422}
        assert manager.post(f"{campaign}/audits", data=form).status_code < 500
    parent = f"/organisations/{cast.places['dock'].id}/parent"
    assert administrator.post(parent, data={"parent_id": most}).status_code == 422
    archive = {"campaign": most, "stage": "", "kind": "full", "language": "zh"}
    archives = f"/organisations/{cast.places['north'].id}/archives"
    assert administrator.post(archives, data=archive).status_code < 500


def test_a_sign_that_nobody_types_is_no_failure(browser: Browser, cast: Cast) -> None:
    client = browser("administrator")
    for path in ("/audits?search=", "/actions?under=", "/people?text=", "/organisations?search=", "/checklists/"):
        assert client.get(f"{path}a%00").status_code in {200, 400, 404}
    person = {"login": "ab", "name": "x", "role": "reader", "organisation": "NORTH\0", "language": "zh"}
    assert client.post("/people", data=person).status_code in {400, 422}
    assert browser(None).post("/sign-in", data={"login": "a\0", "password": "b"}).status_code in {400, 422}


@ONLY_SQLITE
def test_a_database_that_cannot_say_who_asks_is_busy_too(browser: Browser, cast: Cast, database: Database) -> None:
    client, audit = browser("branch_manager"), cast.audits["self"]
    with database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE sign_ins RENAME TO out_of_reach")
    answer = send(client, audit, operation(1, "c/1/note", "kept on the tablet"))
    assert (answer.status_code, answer.get_json()["status"]) == (503, 503)
    assert client.get("/").status_code == 503
    with database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE out_of_reach RENAME TO sign_ins")
    assert send(client, audit, operation(1, "c/1/note", "sent again")).status_code == 200
