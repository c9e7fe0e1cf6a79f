"""An installation with many branches whose self-assessments are under way, and tablets signed in to them."""

import json
import os
from datetime import date
from itertools import count
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from audit.demo.answering import answers
from audit.inputs import read_checklist
from audit.installation import Installation, open_installation
from audit.migrations import migrate
from audit.models import Appointment, Audit, Campaign, Organisation, Stage, User
from audit.scoring.compiled import compile_checklist
from audit.services import sessions
from audit.services.access import subject_of
from audit.services.checklists import publish
from audit.services.clock import now
from audit.services.operations import Change, apply
from audit.web.signed_in import COOKIE
from tests.identity import uuid7

CHECKLIST = "civilized-service@2026.1"
FACTS: dict[str, Any] = {"kind": "full", "facilities": ["cash_counter", "self_service", "wealth_sales"]}


class Tablet:
    """A tablet in one branch: its cookie, its token, and operations that follow one another."""

    def __init__(self, audit_id: int, cookie: str, number: int) -> None:
        self.audit_id, self.cookie = audit_id, cookie
        self.device = str(UUID(int=number + 1, version=4))
        self.headers = {"Cookie": f"{COOKIE}={cookie}", "Sec-Fetch-Site": "same-origin"}
        self._sequence = count(1)
        self._ids = Random(number)

    @property
    def whole(self) -> str:
        """Where the audit's answers are."""
        return f"/api/v1/audits/{self.audit_id}"

    def batch(self, size: int = 1) -> bytes:
        """A batch of answers that change something, as the fill page sends it."""
        return json.dumps(
            {
                "proto": 1,
                "device": self.device,
                "since": 10**9,
                "operations": [self._operation() for _ in range(size)],
            }
        ).encode()

    def _operation(self) -> dict[str, Any]:
        sequence = next(self._sequence)
        reason = {"points": "0.1", "reason": f"第{sequence}次修改"}
        return {
            "id": uuid7(self._ids.getrandbits(128)),
            "sequence": sequence,
            "path": f"c/{1 + sequence % 7}/answer",
            "base": 10**9,
            "value": {"faults": {}, "other": [reason]},
            "made_at": "2026-05-20T08:00:01.250Z",
        }


def prepare(folder: Path, database_url: str | None, tablets: int) -> list[Tablet]:
    """An installation in a folder with a filled self-assessment and a signed-in tablet for every branch."""
    environment = {**os.environ, **({"DATABASE_URL": database_url} if database_url else {})}
    installation = open_installation(folder, environment)
    migrate(installation.database)
    made = _fill(installation, tablets)
    installation.database.engine.dispose()
    return made


def _fill(installation: Installation, tablets: int) -> list[Tablet]:
    made = []
    with installation.database.writing() as session:
        row = publish(session, read_checklist(CHECKLIST))
        bank = Organisation(path="/1/", level="head_office", code="BANK", name="示范银行")
        session.add(bank)
        session.flush()
        bank.path = f"/{bank.id}/"
        stage = Stage(kind="self", position=1, opens_on=date(2026, 5, 1), due_on=date(2026, 5, 31))
        campaign = Campaign(organisation_id=bank.id, checklist_id=row.id, year=2026, title="评定", created_at=now())
        campaign.stages = [stage]
        session.add(campaign)
        session.flush()
        for number in range(tablets):
            made.append(_tablet(session, bank, campaign, number))
        session.commit()
    return made


def _tablet(session: Any, bank: Organisation, campaign: Campaign, number: int) -> Tablet:
    branch = Organisation(parent_id=bank.id, path=f"?{number}", level="branch", code=f"B{number}", name=f"网点{number}")
    session.add(branch)
    session.flush()
    branch.path = f"{bank.path}{branch.id}/"
    person = User(login=f"head{number}", name="李建国", created_at=now())
    person.appointments = [Appointment(role="branch_manager", organisation_id=branch.id)]
    ids = {"campaign_id": campaign.id, "stage_id": campaign.stages[0].id, "checklist_id": campaign.checklist_id}
    audit = Audit(branch_id=branch.id, kind="self", facts=FACTS, created_at=now(), **ids)
    session.add_all([person, audit])
    session.flush()
    sheet = compile_checklist(read_checklist(CHECKLIST))
    filled = answers(sheet, FACTS, 0.8, Random(number))
    changes = [
        Change(str(UUID(int=number * 1000 + position, version=4)), position, f"c/{line.id}/answer", 0, answer, 0)
        for position, (line, answer, *_) in enumerate(filled, 1)
    ]
    apply(session, subject_of(session, person), audit.id, device=str(UUID(int=0, version=4)), changes=changes)
    token = sessions.begin(session, person, device="bench", address="127.0.0.1")
    return Tablet(audit.id, token, number)
