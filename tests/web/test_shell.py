"""The shell: pages without a person in them, the worker that keeps them, and what puts the site on a home screen."""

import json
import re
from io import BytesIO

import pytest
from flask import Flask
from PIL import Image

from audit.installation import Installation, open_installation
from audit.places import shipped
from audit.translations import LANGUAGES
from audit.web.assets import COMMENT, assets, build
from audit.web.shell import ICONS, PAGES
from audit.web.signed_in import COOKIE
from tests.web.conftest import Browser

ADDRESSES = {"fill": "/fill", "field": "/field", "manual": "/manual/field"}


def said(script: str, name: str) -> object:
    """What a line of the worker says."""
    found = re.search(rf"^const {name} = (.+);$", script, re.MULTILINE)
    assert found
    return json.loads(found[1])


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_the_same_for_everybody(browser: Browser, page: str) -> None:
    answers = [browser(name).get(ADDRESSES[page]) for name in ("inspector", "reader", None)]
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.data for answer in answers}) == 1
    assert not re.search("先生|csrf", answers[0].text)
    assert all(answer.headers["X-Build"] == build() for answer in answers)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_a_kept_page_is_the_page_of_its_language_whoever_asks(browser: Browser, page: str, language: str) -> None:
    client = browser("inspector")
    client.set_cookie("star_language", language)
    shown = client.get(ADDRESSES[page])
    client.set_cookie("star_language", "en" if language == "zh" else "zh")
    kept = client.get(f"/shell/{language}/{page}", headers={"Accept-Language": "fr"})
    assert f'lang="{"zh-CN" if language == "zh" else "en"}"' in kept.text
    assert kept.data == shown.data
    assert kept.headers["X-Build"] == build()
    assert "Set-Cookie" not in kept.headers
    assert "Cookie" not in kept.headers["Vary"]


def test_a_kept_page_asks_no_database(app: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    client = browser("inspector")
    monkeypatch.setattr("audit.web.signed_in.sessions.find", lambda *_: pytest.fail("asked who it is"))
    assert client.get_cookie(COOKIE)
    assert client.get("/shell/zh/fill").status_code == 200
    assert client.get("/sw.js").status_code == 200
    with pytest.raises(pytest.fail.Exception, match="asked who it is"):
        client.get("/account")


@pytest.mark.parametrize("address", ["/shell/fr/fill", "/shell/zh/people", "/icons/star.svg", "/icons/../js/page.js"])
def test_there_is_nothing_else(browser: Browser, address: str) -> None:
    assert browser(None).get(address).status_code == 404


def test_a_page_is_packed(browser: Browser) -> None:
    for address in ("/fill", "/shell/zh/fill", "/sw.js"):
        answer = browser(None).get(address, headers={"Accept-Encoding": "gzip"})
        assert answer.headers["Content-Encoding"] == "gzip"


def test_the_worker_says_what_it_keeps_and_all_of_it_is_there(browser: Browser) -> None:
    client = browser(None)
    script = client.get("/sw.js")
    assert (script.mimetype, script.headers["Cache-Control"]) == ("text/javascript", "no-store")
    assert said(script.text, "BUILD") == build()
    assert said(script.text, "READS") == [1, 2]
    shell = said(script.text, "SHELL")
    assert isinstance(shell, list)
    assert len(shell) == len(set(shell)) > 60
    answers = {address: client.get(address) for address in shell}
    assert {address for address, answer in answers.items() if answer.status_code != 200} == set()
    assert {answer.headers["X-Build"] for answer in answers.values()} == {build()}
    assert {f"/shell/{language}/{page}" for page in PAGES for language in LANGUAGES} < set(shell)
    for name in ("vendor/idb.js", "js/fill/photos/reducer.js", "js/fill/photos/exif.js", "css/tokens.css"):
        assert f"/s/{build()}/{name}" in shell


def test_a_worker_is_withdrawn_by_the_environment(app: Flask, installation: Installation, browser: Browser) -> None:
    made = open_installation(installation.folder, {"SW_KILL": "1"})
    assert made.withdraw_worker
    assert not installation.withdraw_worker
    app.extensions["installation"] = made
    script = browser(None).get("/sw.js").text
    assert "unregister" in script
    assert "SHELL" not in script


def test_the_manifest_names_icons_of_their_size(browser: Browser) -> None:
    client = browser(None)
    answer = client.get("/manifest.webmanifest")
    assert answer.mimetype == "application/manifest+json"
    manifest = json.loads(answer.text)
    assert (manifest["start_url"], manifest["scope"], manifest["display"]) == ("/", "/", "standalone")
    for icon in manifest["icons"]:
        picture = Image.open(BytesIO(client.get(icon["src"]).data))
        assert f"{picture.width}x{picture.height}" == icon["sizes"]
    assert {icon["src"] for icon in manifest["icons"]} < {f"/icons/{name}" for name in ICONS}


def test_a_maskable_icon_keeps_what_matters_in_the_middle() -> None:
    """Tablets cut it to a circle of 80 % of its width."""
    picture = Image.open(BytesIO(assets()["img/icon-maskable-512.png"].content)).convert("RGB")
    ground = picture.getpixel((0, 0))
    outside = {
        picture.getpixel((x, y))
        for x in range(512)
        for y in range(512)
        if (x - 255.5) ** 2 + (y - 255.5) ** 2 > (0.4 * 512) ** 2
    }
    assert outside == {ground}


@pytest.mark.parametrize("address", ["/fill", "/field", "/sign-in"])
def test_every_page_can_be_put_on_a_home_screen(browser: Browser, address: str) -> None:
    page = browser(None).get(address).text
    assert '<link rel="manifest" href="/manifest.webmanifest">' in page
    assert '<link rel="apple-touch-icon" href="/icons/apple-touch-icon.png">' in page


def test_files_of_another_build_are_not_there(browser: Browser) -> None:
    assert browser(None).get(f"/s/{build()}/js/page.js").status_code == 200
    assert browser(None).get("/s/0123456789ab/js/page.js").status_code == 404


def test_our_scripts_are_served_without_their_comments_and_keep_their_lines() -> None:
    for path in (shipped("static") / "js").rglob("*.js"):
        source = path.read_text("utf-8")
        served = assets()[path.relative_to(shipped("static")).as_posix()].content.decode()
        assert "/**" not in served
        assert served.count("\n") == source.count("\n")
        for found in COMMENT.finditer(source):
            before = source[source.rfind("\n", 0, found.start()) + 1 : found.start()]
            assert all(before.count(quote) % 2 == 0 for quote in "\"'`"), f"{path.name}: {before}: a text would be cut"
    assert b"ISC" in assets()["vendor/idb.js"].content  # licences stay
