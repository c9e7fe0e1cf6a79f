"""Where the proofs with tablets happen: the application, a bad line to it, an audit of 190 criteria, tablets."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from playwright.sync_api import Playwright, sync_playwright
from sqlalchemy import select

from audit.db import Database
from audit.inputs import read_checklist
from audit.installation import open_installation
from audit.models import Assignment, Operation, PhotographUse, Register
from audit.services import sessions
from audit.services.checklists import publish
from audit.web import assets as served
from audit.web.application import create_app
from tests.bench.answers import FACILITIES
from tests.browser.server import LiveServer, listening_socket
from tests.cast import Cast, make_cast
from tests.databases import Databases
from tests.field.tablet import Tablet
from tests.field.tablet_proxy import Proxy

CHECKLIST = "civilized-service@2026.1"
FACTS: dict[str, Any] = {"kind": "full", "facilities": list(FACILITIES)}
PEOPLE = ("inspector", "colleague")
T = TypeVar("T")


@dataclass
class Ground:
    """A server with an inspection that two people fill, the line to it, and tablets as they are asked for."""

    playwright: Playwright
    folder: Path
    server: LiveServer
    proxy: Proxy
    database: Database
    cast: Cast
    tablets: list[Tablet] = field(default_factory=list)

    @property
    def audit_id(self) -> int:
        """The audit that is filled."""
        return self.cast.audits["inspection"].id

    def tablet(self, person: str = PEOPLE[0], profile: Path | None = None) -> Tablet:
        """A tablet of a person, switched off and empty."""
        made = profile or self.folder / f"tablet-{len(self.tablets)}"
        self.tablets.append(Tablet(self.playwright, made, self.proxy.url, self.cookie(person)))
        return self.tablets[-1]

    def cookie(self, person: str) -> str:
        """A new session of a person."""
        with self.database.writing() as session:
            token = sessions.begin(session, self.cast.people[person], device="test", address="127.0.0.1")
            session.commit()
        return token

    def lose_network(self) -> None:
        """Nobody answers any more, not even with a page; the tablets know it."""
        self.proxy.cut_off()
        self._cut_off(True)

    def restore_network(self) -> None:
        """A good line again."""
        self.proxy.restore()
        self._cut_off(False)

    def _cut_off(self, is_cut_off: bool) -> None:
        for tablet in self.tablets:
            tablet.cut_off(is_cut_off)

    def restart_server(self) -> None:
        """It falls silent and comes back."""
        self.server.stop()
        self.server.start()

    def registers(self) -> dict[str, Any]:
        """What the server has of the audit, without what was taken away."""
        with self.database.reading() as session:
            rows = session.execute(select(Register.path, Register.value).where(Register.audit_id == self.audit_id))
            return {path: json.loads(value) for path, value in rows if value != "null"}

    def operations(self) -> list[tuple[str, int, str, Any, str]]:
        """Every operation that the server has taken: device, sequence, path, value, outcome; in their order."""
        columns = (Operation.device, Operation.sequence, Operation.path, Operation.value, Operation.outcome)
        order = (Operation.device, Operation.sequence)
        with self.database.reading() as session:
            rows = session.execute(select(*columns).where(Operation.audit_id == self.audit_id).order_by(*order))
            return [(device, number, path, json.loads(value), outcome) for device, number, path, value, outcome in rows]

    def photographs(self) -> list[str]:
        """The SHA-256 of every photograph as it was sent."""
        used = select(PhotographUse.digest).where(PhotographUse.audit_id == self.audit_id)
        with self.database.reading() as session:
            return sorted(session.scalars(used))


@contextmanager
def ground(folder: Path) -> Iterator[Ground]:
    """The ground, with everything on it stopped at its end."""
    listening = listening_socket()
    proxy = Proxy()
    proxy.target = listening.getsockname()
    with TemporaryDirectory(prefix="star-audit-", dir=folder) as inner, sync_playwright() as playwright:
        databases = Databases(Path(inner))
        environment = {"DATABASE_URL": databases.clean("sqlite"), "ADDRESS": proxy.url.removeprefix("http://")}
        installation = open_installation(Path(inner) / "instance", environment)
        cast = _prepared(installation.database)
        server = LiveServer(listening, create_app(installation))
        made = Ground(playwright, Path(inner), server, proxy, installation.database, cast)
        try:
            yield made
        finally:
            for tablet in made.tablets:
                tablet.kill()
            proxy.stop()
            server.stop()
            installation.database.engine.dispose()


def _prepared(database: Database) -> Cast:
    """The cast, its inspection with the real checklist of a branch that has everything."""
    with database.writing() as session:
        cast = make_cast(session)
        row = publish(session, read_checklist(CHECKLIST))
        cast.campaign.checklist_id = row.id
        audit = cast.audits["inspection"]
        audit.checklist_id = row.id
        audit.facts = FACTS
        session.add(Assignment(audit_id=audit.id, user_id=cast.people["colleague"].id))
        session.commit()
        return cast


def on_a_ground(folder: Path, scenario: Callable[[Ground], T]) -> T:
    """A scenario on a ground of its own; in a thread, because a thread can have one Playwright only."""

    def run() -> T:
        with ground(folder) as made:
            return scenario(made)

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(run).result()


@contextmanager
def altered(name: str, right: str, wrong: str) -> Iterator[None]:
    """Serves a static file with a fault in it, as a control; AssertionError where the text is not there once."""
    asset = served.assets()[name]
    text = asset.content.decode()
    assert text.count(right) == 1, f"{name} has {text.count(right)} times {right!r}"
    served.build()  # stays as it is: pages that are kept name it
    served.assets()[name] = asset._replace(content=text.replace(right, wrong).encode(), packed=None)
    try:
        yield
    finally:
        served.assets()[name] = asset
