"""The set-up page: good once, for a day, and for one of two who come at the same moment."""

from collections.abc import Iterator
from datetime import timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from audit.db import Database
from audit.models import Organisation, User
from audit.services import invitations
from audit.services.clock import now
from tests.web.conftest import ORIGIN
from tests.web.entering import OTHER, events, opens, person, sign_in

FILLED = {
    "office": "江州银行",
    "office_code": "1000",
    "name": "王晓明",
    "login": " WangXM ",
    "password": OTHER,
    "again": OTHER,
}


@pytest.fixture
def link(database: Database) -> str:
    with database.writing() as session:
        token = invitations.invite_founder(session)
        session.commit()
    return f"/setup/{token}"


@pytest.fixture
def client(app: Flask) -> Iterator[FlaskClient]:
    made = app.test_client()
    made.environ_base.update(ORIGIN)
    yield made


def test_it_makes_the_head_office_and_its_administrator(client: FlaskClient, database: Database, link: str) -> None:
    assert client.get(link).status_code == 200
    response = client.post(link, data=FILLED)
    assert (response.status_code, response.location) == (303, "/")
    assert opens(client)
    with database.reading() as session:
        office = session.scalars(select(Organisation)).one()
        user = session.scalars(select(User)).one()
        posts = [(post.role, post.organisation_id) for post in user.appointments]
    assert (office.name, office.code, office.level, office.parent_id) == ("江州银行", "1000", "head_office", None)
    assert office.path == f"/{office.id}/"
    assert (user.login, user.name, posts) == ("wangxm", "王晓明", [("administrator", office.id)])
    assert events(database) == ["installation.set-up", "account.signed-in"]
    assert sign_in(client, "wangxm", OTHER).status_code == 303


def test_it_is_gone_afterwards(client: FlaskClient, app: Flask, database: Database, link: str) -> None:
    client.post(link, data=FILLED)
    late = app.test_client()
    late.environ_base.update(ORIGIN)
    assert late.get(link).status_code == 404
    assert late.post(link, data=FILLED | {"login": "second"}).status_code == 404
    with database.writing() as session:
        assert invitations.invite_founder(session) is None
        assert len(session.scalars(select(User)).all()) == 1


def test_one_of_two_gets_in(app: Flask, database: Database, link: str) -> None:
    """Both have sent the page before either is answered."""
    begin, statuses = Barrier(2), list[int]()

    def send(login: str) -> None:
        client = app.test_client()
        client.environ_base.update(ORIGIN)
        begin.wait()
        statuses.append(client.post(link, data=FILLED | {"login": login}).status_code)

    both = [Thread(target=send, args=(login,)) for login in ("first", "second")]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(statuses) == [303, 404]
    with database.reading() as session:
        assert len(session.scalars(select(User)).all()) == len(session.scalars(select(Organisation)).all()) == 1


def test_it_is_good_for_a_day(client: FlaskClient, link: str) -> None:
    with time_machine.travel(now() + timedelta(hours=24, minutes=1)):
        assert client.get(link).status_code == 404
        assert client.post(link, data=FILLED).status_code == 404


def test_all_problems_at_once_and_nothing_lost(client: FlaskClient, database: Database, link: str) -> None:
    wrong = {"office": "江州银行", "office_code": "", "name": "王晓明", "login": "wang xm", "password": "kurz-12"}
    response = client.post(link, data=wrong | {"again": "other"})
    assert response.status_code == 422
    said = ("请填写“总行代码”", "“wang xm”不能作为登录名", "密码过短", "两次输入的密码不一致")
    assert [words for words in said if words not in response.text] == []
    assert all(f'value="{wrong[name]}"' in response.text for name in ("office", "name", "login"))
    assert "kurz-12" not in response.text
    with database.reading() as session:
        assert session.scalars(select(User)).all() == []
    assert client.post(link, data=FILLED).status_code == 303
    assert person(database, "wangxm").active


def test_an_activation_is_no_set_up(client: FlaskClient, database: Database, link: str) -> None:
    client.post(link, data=FILLED)
    with database.writing() as session:
        token = invitations.invite(session, person(database, "wangxm"))
        session.commit()
    assert client.get(f"/setup/{token}").status_code == 404


def test_wrong_method(client: FlaskClient, link: str) -> None:
    assert client.put(link).status_code == 405
