"""Rescue files of every version that was ever released still import: somebody's tablet may hold one for a year.

`1.zip` was written by the tablet's own code from an audit on a branch B0001 in June 2026; `1-checklist.json` is the
checklist that audit was pinned to. Neither is ever changed; another version gets files of its own.
"""

import io
import json
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.db import Database
from audit.models import (
    Appointment,
    Assignment,
    Audit,
    Campaign,
    Operation,
    Organisation,
    PhotographUse,
    Register,
    Stage,
    User,
)
from audit.scoring.loading import load_checklist
from audit.services.checklists import publish
from audit.services.clock import now
from tests.cast import Cast
from tests.web.conftest import Browser
from tests.web.test_rescue import bring, figures

KEPT = Path(__file__).parents[1] / "fixtures" / "rescue"
AUTHOR, AUDIT = 700001, 800001
OPERATIONS, REMOVED = 17, "c/2/note"


def said() -> dict[str, Any]:
    with ZipFile(KEPT / "1.zip") as archive:
        content: dict[str, Any] = json.loads(archive.read("rescue.json"))
        return content


@pytest.fixture
def audit(database: Database, cast: Cast) -> int:
    """The audit of the file as it was before the tablet went out: a draft that its author fills."""
    with database.writing() as session:
        place = cast.places["river"]
        branch = Organisation(parent_id=place.id, path=f"{place.path}?/", level="branch", code="B0001", name="码头支行")
        branch.kind, branch.facilities, branch.staff_count = "full", [], 12
        author = User(id=AUTHOR, login="tianye", name="田野", created_at=now())
        author.appointments = [Appointment(role="inspector", organisation_id=cast.places["north"].id)]
        session.add_all([branch, author])
        session.flush()
        branch.path = f"{place.path}{branch.id}/"
        session.add(_audit(session, cast, branch))
        session.flush()
        session.add(Assignment(audit_id=AUDIT, user_id=AUTHOR))
        session.commit()
        cast.people["author"] = author
    return AUDIT


def _audit(session: Session, cast: Cast, branch: Organisation) -> Audit:
    checklist = publish(session, load_checklist((KEPT / "1-checklist.json").read_text("utf-8")))
    stage = Stage(kind="inspection", position=1, opens_on=date(2026, 6, 1), due_on=date(2026, 6, 30))
    campaign = Campaign(
        organisation_id=cast.places["north"].id,
        checklist_id=checklist.id,
        year=2026,
        title="2026年度评定",
        created_at=now(),
        stages=[stage],
    )
    session.add(campaign)
    session.flush()
    facts = {"kind": branch.kind, "facilities": branch.facilities}
    pinned = {"campaign_id": campaign.id, "stage_id": stage.id, "checklist_id": checklist.id}
    return Audit(id=AUDIT, branch_id=branch.id, kind=stage.kind, facts=facts, created_at=now(), **pinned)


@pytest.mark.parametrize("who", ["author", "campaign_manager"])
def test_version_1_still_imports(browser: Browser, cast: Cast, database: Database, audit: int, who: str) -> None:
    page = bring(browser(who), (KEPT / "1.zip").read_bytes())
    assert (page.status_code, figures(page.text)) == (200, {"已写入": OPERATIONS})
    assert "新收到照片：2张" in page.text
    sent = {one["path"]: one["value"] for one in said()["audits"][0]["operations"]}
    assert sent.pop(REMOVED) is None
    with database.reading() as session:
        registers = session.scalars(select(Register).where(Register.audit_id == audit))
        assert {row.path: json.loads(row.value) for row in registers if row.path != REMOVED} == sent
        operations = session.scalars(select(Operation).order_by(Operation.sequence)).all()
        assert {row.user_id for row in operations} == {AUTHOR}
        assert [row.id for row in operations] == [one["id"] for one in said()["audits"][0]["operations"]]
        used = set(session.scalars(select(PhotographUse.digest)))
        assert used == {one["digest"] for one in said()["photographs"]}
        row = session.get_one(Audit, audit)
        assert (row.held_on, row.revision, row.open_count) == (date(2026, 6, 15), OPERATIONS, 3)


def test_its_facts_are_what_they_were() -> None:
    """A changed file would prove nothing of those that tablets hold."""
    with ZipFile(KEPT / "1.zip") as archive:
        assert archive.testzip() is None
        assert len(archive.read("rescue.json")) == 4175
    assert said()["audits"][0]["checklist"] == load_checklist((KEPT / "1-checklist.json").read_text("utf-8")).digest


def test_it_is_refused_where_its_audit_is_another(browser: Browser, cast: Cast, database: Database, audit: int) -> None:
    with database.writing() as session:
        session.get_one(Audit, audit).checklist_id = cast.checklist.id
        session.get_one(Organisation, session.get_one(Audit, audit).branch_id).name = "别的支行"
        session.get_one(Organisation, session.get_one(Audit, audit).branch_id).code = "B9"
        session.commit()
    page = bring(browser("author"), io.BytesIO((KEPT / "1.zip").read_bytes()).getvalue())
    assert ("与文件不符" in page.text, figures(page.text)) == (True, {})
