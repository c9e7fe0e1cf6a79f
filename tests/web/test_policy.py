"""Every route says who may come; strangers are sent to sign in, and nobody else's change is taken."""

from flask import Flask

from audit.installation import Installation
from audit.services.access import PERMISSIONS
from audit.web.policy import PUBLIC, SIGNED_IN
from tests.web.conftest import Browser

_KNOWN = {PUBLIC, SIGNED_IN}.union(*PERMISSIONS.values())


def test_every_route_has_a_policy(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        assert getattr(view, "policy", None) in _KNOWN, rule


def test_a_page_without_policy_does_not_open(app: Flask, browser: Browser) -> None:
    app.add_url_rule("/nobody", "nobody", lambda: "open")
    app.config["PROPAGATE_EXCEPTIONS"] = False
    assert browser("administrator").get("/nobody").status_code == 500


def test_a_change_from_another_site_is_refused(browser: Browser) -> None:
    client = browser("reader")
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}):
        assert client.post("/language/en", headers=headers).status_code == 403
    assert client.post("/language/en").status_code == 302


def test_every_answer_is_protected(browser: Browser) -> None:
    headers = browser("reader").get("/").headers
    assert "'unsafe" not in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_in_public_only_the_public_address_may_change(app: Flask, browser: Browser, installation: Installation) -> None:
    object.__setattr__(installation, "public_url", "https://audit.bank.example")
    client = browser("reader")
    assert client.post("/language/en", headers={"Origin": "http://localhost"}).status_code == 403
    assert client.post("/language/en", headers={"Origin": "https://audit.bank.example"}).status_code == 302
