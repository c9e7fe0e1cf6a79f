"""docs/sync.md is what the server does: every example of the page, in order, against the live application."""

import io
import json
import re
from hashlib import sha256
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import delete
from werkzeug.test import TestResponse

from audit.db import Database
from audit.models import Assignment, User
from audit.services import audits
from audit.services.operations import apply
from tests.cast import Cast
from tests.filling import BEST
from tests.services.test_order_and_lateness import change
from tests.web import sync_page
from tests.web.conftest import Browser
from tests.web.sync_page import Event, Example

NAMES = {"A": ("inspector", "李娜"), "B": ("colleague", "王强")}


def picture() -> bytes:
    """The photograph of the page."""
    written = io.BytesIO()
    Image.effect_noise((1200, 800), 80).convert("RGB").save(written, "JPEG", quality=60)
    return written.getvalue()


class Stage:
    """The cast as the page has it: two inspectors with a tablet each, one audit, one photograph."""

    def __init__(self, app: Flask, browser: Browser, cast: Cast, database: Database) -> None:
        app.config["WTF_CSRF_ENABLED"] = True
        self.cast, self.database, self.file = cast, database, picture()
        self.audit = cast.audits["inspection"]
        with database.writing() as session:
            for who, name in NAMES.values():
                session.get_one(User, cast.people[who].id).name = name
            branch = session.merge(cast.places["dock"])
            branch.code, branch.name, branch.name_en = "0571-023", "滨江支行", "Binjiang Sub-branch"
            session.add(Assignment(audit_id=self.audit.id, user_id=cast.people["colleague"].id))
            session.commit()
        self.clients = {tablet: browser(who) for tablet, (who, _name) in NAMES.items()}
        self.clients["nobody"] = browser(None)
        self.names: dict[str, Any] = {
            "audit": self.audit.id,
            "checklist": cast.checklist.digest,
            "photo": sha256(self.file).hexdigest(),
            "size": len(self.file),
            "li": cast.people["inspector"].id,
            "wang": cast.people["colleague"].id,
        }

    def happen(self, name: str) -> None:
        """One of the events of the page."""
        {
            "the rest is answered": self._answer,
            "the reviewer returns the audit": self._return,
            "the audit is given to somebody else": self._give,
        }[name]()

    def _answer(self) -> None:
        with self.database.writing() as session:
            answers = {f"c/{id_}/answer": answer for id_, answer in BEST.items() if id_ != "1"}
            values = {**answers, "held_on": "2026-05-20"}
            changes = [change(at, path, value) for at, (path, value) in enumerate(values.items(), 1)]
            device = "33333333-3333-4333-8333-333333333333"
            apply(session, self.cast.subjects["inspector"], self.audit.id, device=device, changes=changes)
            session.commit()

    def _return(self) -> None:
        with self.database.writing() as session:
            audits.give_back(session, self.cast.subjects["reviewer"], self.audit.id, reason="照片不清楚")
            session.commit()

    def _give(self) -> None:
        with self.database.writing() as session:
            inspector = self.cast.people["inspector"].id
            session.execute(delete(Assignment).where(Assignment.user_id == inspector))
            session.commit()

    def play(self, example: Example) -> TestResponse:
        """The call of an example."""
        path, body = (sync_page.filled(text, self.names, self.file) for text in (example.path, example.body))
        headers = {
            name: sync_page.filled(text, self.names, self.file).decode() for name, text in example.headers.items()
        }
        client = self.clients[example.who]
        return client.open(path.decode(), method=example.method, data=body, headers=headers)

    def compare(self, example: Example, response: TestResponse) -> list[str]:
        """Where the answer is not what the page says."""
        found = sync_page.differences(example.status, response.status_code, self.names, "status")
        for name, text in example.answer_headers.items():
            found += sync_page.differences(text, response.headers.get(name), self.names, name)
        if example.answer == sync_page.ANYTHING:
            return found + ([] if response.data else ["an empty body"])
        if not example.answer:
            return found + (["a body"] if response.data else [])
        return found + sync_page.differences(json.loads(example.answer), response.get_json(), self.names)


@pytest.fixture
def stage(app: Flask, browser: Browser, cast: Cast, database: Database) -> Stage:
    """A stage for one reading of the page."""
    return Stage(app, browser, cast, database)


def wrong(stage: Stage, page: str) -> list[str]:
    """What the page promises and the server does not keep; the first example that fails ends the play."""
    for step in sync_page.read(page):
        if isinstance(step, Event):
            stage.happen(step.name)
            continue
        found = stage.compare(step, stage.play(step))
        if found:
            return [f"{step}: {difference}" for difference in found]
    return []


def test_every_example_of_the_page_is_what_the_server_does(stage: Stage) -> None:
    assert wrong(stage, sync_page.PAGE.read_text("utf-8")) == []


def test_every_call_of_the_tablet_has_an_example(app: Flask) -> None:
    adapter = app.url_map.bind("localhost")
    examples = [step for step in sync_page.read(sync_page.PAGE.read_text("utf-8")) if isinstance(step, Example)]
    paths = [(re.sub(r"<audit>", "1", step.path.split("?")[0]), step.method) for step in examples]
    shown = {(adapter.match(path, method)[0], method) for path, method in paths}
    calls = {
        (rule.endpoint, method)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert calls - shown == set()


@pytest.mark.parametrize(
    ("said", "changed"),
    [
        ('"waiting": 4}', '"left": 4}'),
        ('"have": {"count": 2, "sequence": 2}, ', ""),
        ('"outcome": "overtaken"', '"outcome": "applied"'),
        ("304\n", "200\n"),
        ('"late": true', '"late": 1'),
        ('"sent_at": "2026', '"send_at": "2026'),
    ],
)
def test_a_page_that_says_something_else_is_found_out(stage: Stage, said: str, changed: str) -> None:
    page = sync_page.PAGE.read_text("utf-8")
    assert said in page
    assert wrong(stage, page.replace(said, changed, 1)) != []
