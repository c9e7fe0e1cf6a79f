"""The own account: password, language, devices; a copied cookie dies with every one of them."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from audit.db import Database
from audit.models import SignIn
from audit.services import people
from audit.services.clock import now
from audit.web.devices import in_words
from tests.cast import Cast
from tests.web.conftest import Browser
from tests.web.entering import OTHER, PASSWORD, WRONG, events, give_password, opens, person, sign_in, token_of

CHANGE = {"old": PASSWORD, "password": OTHER, "again": OTHER}


@pytest.fixture(autouse=True)
def passwords(database: Database, cast: Cast) -> None:
    give_password(database, "reader", "inspector")


def copied(app: Flask, client: FlaskClient) -> FlaskClient:
    """A thief who has the cookie."""
    thief = app.test_client()
    thief.environ_base.update(client.environ_base)
    thief.set_cookie("star_sign_in", token_of(client))
    assert opens(thief)
    return thief


def test_a_new_password_ends_every_session_but_this_browsers(app: Flask, browser: Browser, database: Database) -> None:
    client, tablet = browser("reader"), browser("reader")
    thief = copied(app, client)
    response = client.post("/account/password", data=CHANGE)
    assert (response.status_code, response.location) == (303, "/account")
    assert "密码已更改" in client.get("/account").text
    assert not opens(thief) and not opens(tablet)
    assert "account.password-changed" in events(database)
    assert sign_in(browser(None), "reader").status_code == 422
    assert sign_in(browser(None), "reader", OTHER).status_code == 303


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"old": WRONG}, ["当前密码不正确"]),
        ({"old": ""}, ["请填写“当前密码”"]),
        ({"password": "short", "again": "other"}, ["密码过短", "两次输入的密码不一致"]),
        ({"old": "", "password": "1234567890", "again": "1234567890"}, ["请填写“当前密码”", "很常见"]),
    ],
)
def test_a_refused_change_changes_nothing(
    app: Flask, browser: Browser, database: Database, change: dict[str, str], said: list[str]
) -> None:
    client = browser("reader")
    thief, before = copied(app, client), person(database, "reader").password_hash
    response = client.post("/account/password", data=CHANGE | change)
    assert response.status_code == 422
    assert [words for words in said if words not in response.text] == []
    assert person(database, "reader").password_hash == before
    assert opens(thief)


def test_guessing_the_old_password_locks_the_account(browser: Browser, database: Database) -> None:
    client = browser("reader")
    for _guess in range(5):
        response = client.post("/account/password", data=CHANGE | {"old": WRONG})
    assert "已锁定" in response.text
    assert client.post("/account/password", data=CHANGE).status_code == 422
    assert sign_in(browser(None), "reader").status_code == 422


def test_a_closed_account_ends_every_session_for_good(
    app: Flask, browser: Browser, database: Database, cast: Cast
) -> None:
    client = browser("reader")
    thief, reader = copied(app, client), cast.people["reader"].id
    with database.writing() as session:
        people.disable(session, cast.subjects["administrator"], reader)
        session.commit()
    assert not opens(client) and not opens(thief)
    with database.writing() as session:
        people.enable(session, cast.subjects["administrator"], reader)
        session.commit()
    assert not opens(client) and not opens(thief)


def test_another_role_ends_every_session(app: Flask, browser: Browser, database: Database, cast: Cast) -> None:
    client = browser("reader")
    thief = copied(app, client)
    with database.writing() as session:
        post = people.NewPost("reviewer", "NORTH")
        people.appoint(session, cast.subjects["administrator"], cast.people["reader"].id, post=post)
        session.commit()
    assert not opens(client) and not opens(thief)


def test_an_idle_session_ends(app: Flask, browser: Browser) -> None:
    client = browser("reader")
    with time_machine.travel(now() + timedelta(days=30, minutes=1)):
        assert not opens(client)


def test_the_devices_are_listed_in_plain_words(browser: Browser, database: Database, cast: Cast) -> None:
    browser("inspector")
    with database.writing() as session:
        row = session.scalars(select(SignIn)).one()
        row.device = "Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) Version/17.5 Mobile/15E148 Safari/604.1"
        session.commit()
    page = browser("inspector").get("/account").text
    assert page.count('class="account-device"') == 2
    assert "iPad · Safari" in page and page.count(">本机<") == 1
    assert "iPad" not in browser("reader").get("/account").text


def test_one_session_is_ended(app: Flask, browser: Browser, database: Database) -> None:
    client, tablet = browser("reader"), browser("reader")
    thief = copied(app, tablet)
    with database.reading() as session:
        ids = list(session.scalars(select(SignIn.id).order_by(SignIn.id)))
    assert client.post(f"/account/sessions/{ids[1]}/ending").status_code == 303
    assert opens(client) and not opens(tablet) and not opens(thief)
    assert client.post(f"/account/sessions/{ids[1]}/ending").status_code == 404


def test_sessions_of_others_are_not_there(browser: Browser, database: Database) -> None:
    others, client = browser("inspector"), browser("reader")
    with database.reading() as session:
        foreign = session.scalars(select(SignIn.id).order_by(SignIn.id)).first()
    assert client.post(f"/account/sessions/{foreign}/ending").status_code == 404
    client.post("/account/sessions/ending")
    assert opens(others)


def test_all_others_are_ended(app: Flask, browser: Browser) -> None:
    client, tablet, desk = browser("reader"), browser("reader"), browser("reader")
    assert client.post("/account/sessions/ending").status_code == 303
    assert [opens(one) for one in (client, tablet, desk)] == [True, False, False]


def test_the_language_is_the_persons_on_every_device(browser: Browser, database: Database) -> None:
    client, tablet = browser("reader"), browser("reader")
    assert "我的账户" in tablet.get("/account").text
    assert client.post("/account/language", data={"language": "en"}).status_code == 303
    assert "My account" in client.get("/account").text and "My account" in tablet.get("/account").text
    assert client.post("/account/language", data={"language": "fr"}).status_code == 422
    assert person(database, "reader").language == "en"


@pytest.mark.parametrize(
    "page", ["/account/password", "/account/language", "/account/sessions/ending", "/account/sessions/1/ending"]
)
def test_strangers_and_wrong_methods(browser: Browser, database: Database, page: str) -> None:
    before = person(database, "reader").password_hash
    assert browser(None).post(page, data=CHANGE).location.startswith("/sign-in")
    assert browser("reader").get(page).status_code == 405
    assert person(database, "reader").password_hash == before


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126 Safari/537.36 Edg/126.0", "Windows电脑 · Edge"),
        (
            "Mozilla/5.0 (Linux; Android 12; HarmonyOS; MRX) Chrome/114 HuaweiBrowser/15",
            "华为设备 · 华为浏览器",
        ),
        ("Mozilla/5.0 (Linux; Android 14; SM-X210) AppleWebKit/537.36 Chrome/126 Safari/537.36", "安卓设备 · Chrome"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/17.5 Safari/605.1.15", "苹果电脑 · Safari"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5) Mobile MicroMessenger/8.0", "iPhone · 微信"),
        ("curl/8.5", "其他设备"),
        ("", "其他设备"),
    ],
)
def test_what_a_browser_says_of_itself(app: Flask, agent: str, words: str) -> None:
    with app.test_request_context(headers={"Accept-Language": "zh"}):
        assert in_words(agent) == words
