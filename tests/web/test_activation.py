"""The link that sets a password: once, for a while, and not past the second factor."""

from datetime import timedelta

import pyotp
import pytest
import time_machine
from flask import Flask

from audit.db import Database
from audit.models import User
from audit.services import invitations, second_factor
from audit.services.clock import now
from tests.cast import Cast
from tests.web.conftest import Browser
from tests.web.entering import OTHER, PASSWORD, events, give_password, opens, person, sign_in, token_of


@pytest.fixture
def link(database: Database, cast: Cast) -> str:
    """The reader's activation link."""
    with database.writing() as session:
        token = invitations.invite(session, cast.people["reader"])
        session.commit()
    return f"/activation/{token}"


def fill(client: object, link: str, password: str = OTHER, again: str = OTHER) -> object:
    return client.post(link, data={"password": password, "again": again})  # type: ignore[attr-defined]


def test_the_link_sets_the_password_and_opens(browser: Browser, database: Database, link: str) -> None:
    client = browser(None)
    page = client.get(link)
    assert page.status_code == 200 and "reader" in page.text
    assert client.get(link).status_code == 200  # looking uses nothing up
    assert fill(client, link).status_code == 303
    assert opens(client)
    assert events(database) == ["account.activated", "account.signed-in"]
    assert sign_in(browser(None), "reader", OTHER).status_code == 303


def test_the_link_is_good_once(browser: Browser, database: Database, link: str) -> None:
    fill(browser(None), link)
    late = browser(None)
    assert late.get(link).status_code == 404
    response = fill(late, link, PASSWORD, PASSWORD)
    assert response.status_code == 404 and "链接已失效" in response.text
    assert not opens(late)
    assert sign_in(browser(None), "reader", OTHER).status_code == 303


def test_the_link_ends_after_seven_days(browser: Browser, link: str) -> None:
    with time_machine.travel(now() + timedelta(days=7, minutes=1)):
        assert browser(None).get(link).status_code == 404
        assert fill(browser(None), link).status_code == 404


@pytest.mark.parametrize("token", ["nothing", "x" * 300, "%00", "..%2f"])
def test_a_made_up_link_opens_nothing(browser: Browser, token: str) -> None:
    assert browser(None).get(f"/activation/{token}").status_code == 404
    assert fill(browser(None), f"/activation/{token}").status_code == 404


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [
        ("", "", ["请填写“新密码”", "请填写“再次输入新密码”"]),
        ("short", "short", ["密码过短：现有5个字符，至少10个"]),
        ("short", "other", ["密码过短", "两次输入的密码不一致"]),
        ("reader12345", "reader12345", ["密码与登录名过于接近"]),
        ("1234567890", "1234567890", ["这个密码很常见"]),
        (OTHER, PASSWORD, ["两次输入的密码不一致"]),
    ],
)
def test_a_refused_password_uses_nothing_up(
    browser: Browser, database: Database, link: str, password: str, again: str, said: list[str]
) -> None:
    client = browser(None)
    response = fill(client, link, password, again)
    assert response.status_code == 422
    assert [words for words in said if words not in response.text] == []
    assert person(database, "reader").password_hash is None
    assert fill(client, link).status_code == 303


def test_a_closed_account_stays_closed(browser: Browser, database: Database, link: str, cast: Cast) -> None:
    with database.writing() as session:
        session.get_one(User, cast.people["reader"].id).active = False
        session.commit()
    assert browser(None).get(link).status_code == 404
    assert fill(browser(None), link).status_code == 404
    assert person(database, "reader").password_hash is None


def test_sessions_of_before_end(app: Flask, browser: Browser, database: Database, link: str) -> None:
    give_password(database, "reader")
    client, thief = browser("reader"), app.test_client()
    thief.set_cookie("star_sign_in", token_of(client))
    assert opens(thief)
    fill(browser(None), link)
    assert not opens(client) and not opens(thief)


def test_the_link_does_not_lead_past_the_second_factor(
    browser: Browser, database: Database, link: str, cast: Cast
) -> None:
    with database.writing() as session:
        user = session.get_one(User, cast.people["reader"].id)
        second_factor.enrol(session, user, pyotp.TOTP(second_factor.propose(session, user)).at(now()))
        session.commit()
    client = browser(None)
    assert fill(client, link).location == "/sign-in/second-step"
    assert not opens(client)


def test_wrong_method(browser: Browser, link: str) -> None:
    assert browser(None).put(link).status_code == 405
