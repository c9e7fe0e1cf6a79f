"""Two-step verification: turned on with a code, off with the password; required, it comes before everything."""

from datetime import UTC, datetime

import pyotp
import pytest
import time_machine
from flask import Flask

from audit.db import Database
from audit.installation import Installation
from audit.models.user import HEAD_OFFICE_ROLES
from audit.services.second_factor import codes_left
from tests.cast import POSTS, Cast
from tests.web.conftest import Browser
from tests.web.entering import PASSWORD, WRONG, events, give_password, opens, person

START = datetime(2026, 6, 1, 8, tzinfo=UTC)
PAGE = "/account/second-factor"


@pytest.fixture(autouse=True)
def passwords(database: Database, cast: Cast) -> None:
    give_password(database, *POSTS)


def begin(client: object, password: str = PASSWORD) -> object:
    return client.post(PAGE, data={"password": password})  # type: ignore[attr-defined]


def confirm(client: object, database: Database, login: str = "reader") -> object:
    code = pyotp.TOTP(person(database, login).totp_pending or "").at(START)
    return client.post(f"{PAGE}/confirmation", data={"code": code})  # type: ignore[attr-defined]


@time_machine.travel(START, tick=False)
def test_it_is_turned_on_by_a_code(browser: Browser, database: Database) -> None:
    client = browser("reader")
    page = client.get(PAGE).text
    assert "<svg" not in page and "当前密码" in page
    assert begin(client).location == PAGE
    page = client.get(PAGE).text
    secret = person(database, "reader").totp_pending or ""
    assert "<svg" in page
    assert " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)) in page
    assert "style=" not in page
    assert person(database, "reader").totp_secret is None
    done = confirm(client, database)
    assert done.status_code == 200
    assert done.text.count("<li><code>") == 10
    assert person(database, "reader").totp_secret == secret
    assert events(database) == ["account.second-factor-on"]
    assert opens(client) and "已启用" in client.get("/account").text
    assert secret not in client.get("/account").text


@time_machine.travel(START, tick=False)
@pytest.mark.parametrize("password", ["", WRONG])
def test_only_who_knows_the_password_begins(browser: Browser, database: Database, password: str) -> None:
    response = begin(browser("reader"), password)
    assert response.status_code == 422
    assert ("请填写“当前密码”" if not password else "当前密码不正确") in response.text
    assert person(database, "reader").totp_pending is None


@time_machine.travel(START, tick=False)
@pytest.mark.parametrize(("code", "said"), [("", "请填写“6位验证码”"), ("000000", "不正确"), ("汉字", "不正确")])
def test_a_wrong_code_turns_nothing_on(browser: Browser, database: Database, code: str, said: str) -> None:
    client = browser("reader")
    begin(client)
    response = client.post(f"{PAGE}/confirmation", data={"code": code})
    assert response.status_code == 422
    assert said in response.text and "<svg" in response.text
    assert person(database, "reader").totp_secret is None
    assert confirm(client, database).status_code == 200


def test_a_code_before_the_secret_is_out_of_turn(browser: Browser) -> None:
    assert browser("reader").post(f"{PAGE}/confirmation", data={"code": "123456"}).status_code == 409
    assert browser("reader").post(f"{PAGE}/recovery-codes", data={"password": PASSWORD}).status_code == 409


@time_machine.travel(START, tick=False)
def test_it_is_turned_off_by_the_password(browser: Browser, database: Database) -> None:
    client = browser("reader")
    begin(client)
    confirm(client, database)
    refused = client.post(f"{PAGE}/removal", data={"password": WRONG})
    assert refused.status_code == 422 and "当前密码不正确" in refused.text
    assert person(database, "reader").totp_secret is not None
    assert client.post(f"{PAGE}/removal", data={"password": PASSWORD}).status_code == 303
    assert person(database, "reader").totp_secret is None


@time_machine.travel(START, tick=False)
def test_new_recovery_codes_replace_the_old(browser: Browser, database: Database) -> None:
    client = browser("reader")
    begin(client)
    old = confirm(client, database).text
    assert client.post(f"{PAGE}/recovery-codes", data={"password": WRONG}).status_code == 422
    new = client.post(f"{PAGE}/recovery-codes", data={"password": PASSWORD})
    assert new.status_code == 200 and new.text.count("<li><code>") == 10
    assert [line for line in new.text.splitlines() if "<li><code>" in line and line in old] == []
    with database.reading() as session:
        assert codes_left(session, person(database, "reader")) == 10


@time_machine.travel(START, tick=False)
def test_the_device_is_changed_without_a_gap(browser: Browser, database: Database) -> None:
    client = browser("reader")
    begin(client)
    confirm(client, database)
    before = person(database, "reader").totp_secret
    begin(client)
    assert person(database, "reader").totp_secret == before
    confirm(client, database)
    assert person(database, "reader").totp_secret not in {None, before}


@pytest.fixture
def required(app: Flask, installation: Installation) -> None:
    """REQUIRE_TOTP=1."""
    object.__setattr__(installation, "require_totp", True)


@time_machine.travel(START, tick=False)
@pytest.mark.parametrize("who", POSTS)
def test_required_it_comes_first_for_head_office_roles(
    required: None, browser: Browser, database: Database, who: str
) -> None:
    client = browser(who)
    led = POSTS[who][0] in HEAD_OFFICE_ROLES
    for page in ("/", "/account"):
        response = client.get(page)
        assert (response.status_code, response.location) == ((303, PAGE) if led else (200, None))
    if led:
        assert client.post("/account/language", data={"language": "en"}).location == PAGE
        assert person(database, who).language == "zh"
        assert "必须使用两步验证" in client.get(PAGE).text
        begin(client)
        assert confirm(client, database, who).status_code == 200
        assert client.get("/account").status_code == 200
    assert client.post("/sign-out").status_code == 303


def test_required_the_tablet_is_told(required: None, browser: Browser) -> None:
    response = browser("reviewer").get("/api/v1/audits/1/answers")
    assert response.status_code in {403, 404}
    assert response.location is None


@time_machine.travel(START, tick=False)
def test_required_it_is_not_turned_off(required: None, browser: Browser, database: Database) -> None:
    client = browser("administrator")
    begin(client)
    confirm(client, database, "administrator")
    assert client.post(f"{PAGE}/removal", data={"password": PASSWORD}).status_code == 409
    assert person(database, "administrator").totp_secret is not None
    assert "/removal" not in client.get("/account").text


def test_what_is_not_required_leads_nobody(browser: Browser) -> None:
    assert browser("administrator").get("/account").status_code == 200


@pytest.mark.parametrize("page", ["", "/confirmation", "/removal", "/recovery-codes"])
def test_strangers_and_wrong_methods(browser: Browser, page: str) -> None:
    assert browser(None).post(PAGE + page, data={"password": PASSWORD}).location.startswith("/sign-in")
    assert browser("reader").put(PAGE + page).status_code == 405
