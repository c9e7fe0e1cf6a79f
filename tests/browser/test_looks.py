"""Every page, as a reader of screens and as a thumb meets it: axe finds nothing, nothing is wider than the window."""

import pytest
from flask import Flask
from sqlalchemy import select

from audit.db import Database
from audit.models import Action, Issue
from tests.browser.conftest import OpenPage
from tests.browser.server import LiveServer
from tests.browser.windows import PHONE, TABLET, UPRIGHT, Size, axe, picture
from tests.cast import Cast
from tests.filling import lock

# who opens which page; {names} are ids of the cast
PAGES = {
    "administrator": (
        "/", "/organisations", "/organisations/{dock}", "/organisations/{river}/edit", "/organisations/{dock}/parent",
        "/organisations/{river}/children/new", "/organisations/imports/new", "/people", "/people/{reader}",
        "/people/new", "/checklists", "/checklists/{checklist}", "/account", "/account/second-factor",
    ),
    "campaign_manager": (
        "/", "/campaigns", "/campaigns/new", "/campaigns/{campaign}", "/campaigns/{campaign}/audits",
        "/campaigns/{campaign}/assignments", "/audits", "/organisations/{north}/archives", "/branches/{dock}",
        "/rescue",
    ),
    "reviewer": ("/", "/audits/{inspection}", "/audits/{inspection}/review", "/actions", "/actions/{action}"),
    "branch_manager": ("/", "/audits/{self}", "/actions/{action}"),
    None: ("/sign-in", "/manual/field", "/v/{code}", "/v/NOTHINGHERE12345", "/nothing"),
}  # fmt: skip
LOOKS = [(TABLET, "zh", False), (PHONE, "en", False), (UPRIGHT, "en", True)]


@pytest.fixture
def names(cast: Cast, database: Database) -> dict[str, object]:
    """What the addresses are filled with, once the inspection is locked."""
    with database.writing() as session:
        lock(session, cast, "inspection", **{"1": {"faults": {"a": 2}}})
        session.commit()
        issue, action = session.scalars(select(Issue)).one(), session.scalars(select(Action)).first()
        assert action
    ids = {name: row.id for name, row in (*cast.places.items(), *cast.people.items(), *cast.audits.items())}
    one = {"campaign": cast.campaign.id, "checklist": cast.checklist.digest, "code": issue.code, "action": action.id}
    return {**ids, **one}


@pytest.mark.parametrize(("size", "language", "dark"), LOOKS)
def test_every_page_can_be_read_and_touched(
    open_page: OpenPage, names: dict[str, object], windows: object, size: Size, language: str, dark: bool
) -> None:
    for who, addresses in PAGES.items():
        page = open_page(who, size, language, dark=dark)
        for address in addresses:
            page.goto(address.format(**names))
            axe(page)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
            picture(page, f"{who}{address.replace('/', '-')}")
    windows.faults[:] = [fault for fault in windows.faults if "404" not in fault]  # type: ignore[attr-defined]


def test_no_page_is_forgotten(live_server: LiveServer) -> None:
    """Pages that are opened elsewhere in these tests are named; a new page has to be opened somewhere."""
    elsewhere = {
        "activation.show", "setup.show", "sign_in.second_step", "shell.fill", "imports.show", "downloads.show",
        "signatures.show", "shell.field",
    }  # fmt: skip
    app: Flask = live_server.app
    adapter = app.url_map.bind("localhost")
    opened = {
        adapter.match(address.replace("{checklist}", "0" * 64).replace("{code}", "A" * 16).format_map(_Ones()))[0]
        for addresses in PAGES.values()
        for address in addresses
        if address != "/nothing"
    }
    pages = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not str(rule).startswith(("/api/", "/s/", "/jobs/"))
    }
    files = {"imports.export", "imports.template", "downloads.answers", "downloads.result", "downloads.sheet"}
    files |= {"shell.kept", "shell.worker", "shell.manifest", "shell.icon"}
    assert pages - files - elsewhere == opened


class _Ones(dict[str, int]):
    def __missing__(self, name: str) -> int:
        return 1
