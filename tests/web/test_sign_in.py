"""The sign-in page: passwords, locks, the second step, where it leads to, and what it leaves behind."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
import time_machine
from flask import Flask
from flask import session as visitor
from sqlalchemy import func, select

from audit.db import Database
from audit.models import SignIn
from audit.services import second_factor
from audit.web.entrance import local
from audit.web.limits import limiter
from tests.cast import Cast
from tests.web.conftest import Browser
from tests.web.entering import PASSWORD, WRONG, events, give_password, opens, person, sign_in, token_of

START = datetime(2026, 6, 1, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def passwords(database: Database, cast: Cast) -> None:
    give_password(database, "reader", "inspector")


def test_the_right_password_opens(browser: Browser, database: Database) -> None:
    client = browser(None)
    assert "登录" in client.get("/sign-in").text
    assert not opens(client)
    response = sign_in(client, "reader", target="/account?x=1")
    assert (response.status_code, response.location) == (303, "/account?x=1")
    assert opens(client)
    assert events(database) == ["account.signed-in"]
    assert client.get("/sign-in?next=/account").location == "/account"


def test_the_cookie_is_not_for_scripts(browser: Browser) -> None:
    cookies = sign_in(browser(None), "reader").headers.getlist("Set-Cookie")
    named = [cookie for cookie in cookies if cookie.startswith("star_sign_in=")]
    assert len(named) == 1
    assert all(part in named[0] for part in ("HttpOnly", "SameSite=Lax", "Path=/"))


def test_the_token_is_kept_nowhere(browser: Browser, database: Database) -> None:
    client = browser(None)
    sign_in(client, "reader")
    with database.reading() as session:
        assert token_of(client) not in session.scalars(select(SignIn.token_digest)).one()


@pytest.mark.parametrize(("login", "password"), [("reader", WRONG), ("nobody", PASSWORD), ("neighbour", PASSWORD)])
def test_a_wrong_one_does_not_and_does_not_say_why(browser: Browser, login: str, password: str) -> None:
    client = browser(None)
    response = sign_in(client, login, password)
    assert response.status_code == 422
    assert "登录名或密码不正确" in response.text
    assert f'value="{login}"' in response.text  # nothing entered is lost, but the password
    assert password not in response.text
    assert not opens(client)


def test_nothing_entered_is_no_attempt(browser: Browser, database: Database) -> None:
    response = sign_in(browser(None), "", "")
    assert response.status_code == 422
    assert "请填写“登录名”" in response.text and "请填写“密码”" in response.text
    assert events(database) == []


@pytest.mark.parametrize("login", ["reader", "nobody"])
def test_the_fifth_failure_locks_and_says_until_when(browser: Browser, database: Database, login: str) -> None:
    client = browser(None)
    with time_machine.travel(START, tick=False):
        pages = [sign_in(client, login, WRONG).text for _attempt in range(4)]
        assert not any("已锁定" in page for page in pages)
        until = (START + timedelta(minutes=15)).astimezone().strftime("%Y-%m-%d %H:%M")
        for password in (WRONG, PASSWORD):
            response = sign_in(client, login, password)
            assert response.status_code == 422
            assert f"已锁定。请在{until}之后再试" in response.text
    assert not opens(client)
    assert events(database).count("account.locked") == 1


def test_the_lock_ends(browser: Browser) -> None:
    client = browser(None)
    with time_machine.travel(START, tick=False):
        for _attempt in range(5):
            sign_in(client, "reader", WRONG)
    with time_machine.travel(START + timedelta(minutes=15, seconds=1), tick=False):
        assert sign_in(client, "reader").status_code == 303


@pytest.mark.parametrize(
    ("target", "where"),
    [
        ("/audits/7?module=2", "/audits/7?module=2"),
        ("", "/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example/", "/"),
        ("\\\\evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("/\n/evil.example", "/"),
        (" //evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("evil.example", "/"),
    ],
)
def test_it_leads_to_pages_of_ours_only(browser: Browser, target: str, where: str) -> None:
    assert local(target) == where
    assert sign_in(browser(None), "reader", target=target).location == where


def test_what_was_planted_before_is_gone(app: Flask, browser: Browser) -> None:
    """Session fixation: neither the visitor's cookie nor an old session survives."""
    client = browser("inspector")
    before = token_of(client)
    with client.session_transaction() as planted:
        planted["planted"] = "by somebody else"
    with client:
        sign_in(client, "reader")
        assert "planted" not in visitor
    assert token_of(client) not in {"", before}
    thief = app.test_client()
    thief.set_cookie("star_sign_in", before)
    assert not opens(thief)


def test_a_copied_cookie_is_worth_nothing_after_signing_out(app: Flask, browser: Browser, database: Database) -> None:
    client, thief = browser(None), app.test_client()
    sign_in(client, "reader")
    thief.set_cookie("star_sign_in", token_of(client))
    assert opens(thief)
    left = client.post("/sign-out")
    assert (left.status_code, left.headers["Clear-Site-Data"]) == (303, '"cache"')
    assert not opens(client) and not opens(thief)
    assert events(database)[-1] == "account.signed-out"


def test_one_address_cannot_try_without_end(browser: Browser, database: Database) -> None:
    """Each attempt at another login; the right password counts nothing."""
    limiter.enabled = True
    limiter.reset()
    try:
        client = browser(None)
        for _morning in range(35):
            assert client.get("/activation/nothing", environ_base={"REMOTE_ADDR": "10.0.0.2"}).status_code in {404, 429}
        assert client.get("/activation/nothing", environ_base={"REMOTE_ADDR": "10.0.0.2"}).status_code == 429
        assert client.get("/activation/nothing", environ_base={"REMOTE_ADDR": "10.0.0.3"}).status_code == 404
    finally:
        limiter.reset()
        limiter.enabled = False


def test_those_who_know_their_password_are_not_limited(browser: Browser, database: Database) -> None:
    limiter.enabled = True
    limiter.reset()
    try:
        statuses = [sign_in(browser(None), "reader").status_code for _colleague in range(33)]
        assert set(statuses) == {303}
    finally:
        limiter.reset()
        limiter.enabled = False


@pytest.fixture
def codes(database: Database, cast: Cast) -> list[str]:
    """The reader has a second factor since yesterday; these are the recovery codes."""
    yesterday = START - timedelta(days=1)
    with time_machine.travel(yesterday, tick=False), database.writing() as session:
        user = session.merge(cast.people["reader"], load=True)
        secret = second_factor.propose(session, user)
        made = second_factor.enrol(session, user, pyotp.TOTP(secret).at(yesterday))
        session.commit()
    return made


def code(database: Database, moment: datetime = START) -> str:
    return pyotp.TOTP(person(database, "reader").totp_secret or "").at(moment)


def step(client: object, code: str = "", recovery: str = "") -> object:
    return client.post("/sign-in/second-step", data={"code": code, "recovery": recovery})  # type: ignore[attr-defined]


@time_machine.travel(START, tick=False)
def test_the_second_step_follows_the_password(browser: Browser, database: Database, codes: list[str]) -> None:
    client = browser(None)
    response = sign_in(client, "reader", target="/account")
    assert response.location == "/sign-in/second-step"
    assert token_of(client) == "" and not opens(client)
    assert "6位验证码" in client.get("/sign-in/second-step").text
    done = step(client, code(database))
    assert (done.status_code, done.location) == (303, "/account")
    assert opens(client)


@time_machine.travel(START, tick=False)
def test_a_code_is_used_up(browser: Browser, database: Database, codes: list[str]) -> None:
    used = code(database)
    for expected in (303, 422):
        client = browser(None)
        sign_in(client, "reader")
        assert step(client, used).status_code == expected
        assert opens(client) is (expected == 303)


@time_machine.travel(START, tick=False)
def test_the_second_step_cannot_be_replayed(app: Flask, browser: Browser, database: Database, codes: list[str]) -> None:
    """The visitor's cookie of the half-way is worth nothing once the step is done."""
    client, thief = browser(None), app.test_client()
    sign_in(client, "reader")
    half_way = client.get_cookie("star_session")
    assert half_way is not None
    assert step(client, code(database)).status_code == 303
    thief.environ_base.update(client.environ_base)
    thief.set_cookie("star_session", half_way.value)
    assert step(thief, recovery=codes[0]).location == "/sign-in"
    assert not opens(thief)


@time_machine.travel(START, tick=False)
def test_full_width_digits_and_recovery_codes_are_read(browser: Browser, database: Database, codes: list[str]) -> None:
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code(database))
    for entered in ({"code": wide}, {"recovery": codes[0].lower()}, {"code": "000000", "recovery": codes[1]}):
        client = browser(None)
        sign_in(client, "reader")
        assert step(client, **entered).status_code == 303
        assert opens(client)
    client = browser(None)
    sign_in(client, "reader")
    assert step(client, recovery=codes[0]).status_code == 422


@time_machine.travel(START, tick=False)
def test_an_empty_step_is_no_attempt(browser: Browser, database: Database, codes: list[str]) -> None:
    client = browser(None)
    sign_in(client, "reader")
    assert "请输入验证码，或使用恢复码" in step(client).text
    assert person(database, "reader").failures == 0


@time_machine.travel(START, tick=False)
def test_guessing_codes_locks(browser: Browser, database: Database, codes: list[str]) -> None:
    client = browser(None)
    sign_in(client, "reader")
    pages = [step(client, "000000").text for _guess in range(5)]
    assert ["已锁定" in page for page in pages] == [False] * 4 + [True]
    assert "已锁定" in step(client, code(database)).text
    assert not opens(client)


def test_the_second_step_does_not_wait_for_ever(browser: Browser, database: Database, codes: list[str]) -> None:
    client = browser(None)
    with time_machine.travel(START, tick=False):
        sign_in(client, "reader")
    late = START + timedelta(minutes=6)
    with time_machine.travel(late, tick=False):
        assert step(client, code(database, late)).location == "/sign-in"
        assert "等待时间过长" in client.get("/sign-in").text
    assert not opens(client)


def test_nobody_comes_in_at_the_second_step(browser: Browser, database: Database) -> None:
    client = browser(None)
    assert client.get("/sign-in/second-step").location == "/sign-in"
    assert step(client, "123456").location == "/sign-in"
    with database.reading() as session:
        assert session.scalar(select(func.count(SignIn.id))) == 0


@pytest.mark.parametrize("page", ["/sign-in", "/sign-in/second-step"])
def test_wrong_methods(browser: Browser, page: str) -> None:
    assert browser(None).put(page).status_code == 405
    assert browser("reader").get("/sign-out").status_code == 405
