"""Three yearly seasons of the demonstration bank, told through the same use-cases that people use."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.demo.answering import answers
from audit.demo.proof import Proof
from audit.models import Audit, Campaign, Organisation, PublishedChecklist, Stage, User
from audit.scoring.compiled import Sheet, compile_checklist
from audit.services.access import Subject, subject_of
from audit.services.assignments import Chosen, assign
from audit.services.audits import accept, give_back, submit
from audit.services.campaigns import PlannedStage, close, create
from audit.services.checklists import load_digest
from audit.services.clock import told
from audit.services.issues import lock
from audit.services.new_audits import Wanted, create_audits
from audit.services.operations import Change, apply

CHECKLIST = ("civilized-service", "2026.1")


@dataclass
class Season:
    """One year: its campaign, and everybody who works in it."""

    session: Session
    year: int
    people: dict[str, User]
    proof: Proof
    random: Random
    past: bool

    def __post_init__(self) -> None:
        self.subjects = {login: subject_of(self.session, person) for login, person in self.people.items()}
        self.sheet = self._sheet()
        self._ids = Random(self.random.getrandbits(64))

    def _sheet(self) -> Sheet:
        key, version = CHECKLIST
        wanted = PublishedChecklist.key == key, PublishedChecklist.version == version
        self.checklist = self.session.scalars(select(PublishedChecklist).where(*wanted)).one()
        return compile_checklist(load_digest(self.session, self.checklist.digest))

    def open(self) -> Campaign:
        """The campaign with both stages, an audit of each for every branch, inspectors assigned."""
        manager = self.subjects["season"]
        bank = self.session.scalars(select(Organisation).where(Organisation.parent_id.is_(None))).one()
        with told(_moment(self.year, 4, 20)):
            campaign = create(
                self.session,
                manager,
                year=self.year,
                title=f"{self.year}年度网点文明规范服务评定",
                checklist_id=self.checklist.id,
                organisation_id=bank.id,
                stages=[
                    PlannedStage("self", date(self.year, 5, 1), date(self.year, 5, 31)),
                    PlannedStage("inspection", date(self.year, 6, 1), self._end()),
                ],
            )
            for stage in campaign.stages:
                create_audits(self.session, manager, campaign.id, stage_id=stage.id, wanted=Wanted())
            self._assign(campaign, campaign.stages[1])
        return campaign

    def _end(self) -> date:
        """The last day of the inspections; the running season goes on for three weeks."""
        return date(self.year, 7, 31) if self.past else datetime.now(UTC).date() + timedelta(days=21)

    def _assign(self, campaign: Campaign, stage: Stage) -> None:
        """Each province's branches to its own inspectors."""
        for province, logins in (("SN", ("inspect", "inspect.sn2")), ("JS", ("inspect.js1", "inspect.js2"))):
            place = self.session.scalars(select(Organisation).where(Organisation.code == province)).one()
            assign(
                self.session,
                self.subjects["season"],
                campaign.id,
                chosen=Chosen(stage.id, under=place.path),
                inspector_ids=[self.people[login].id for login in logins],
                evenly=True,
                keep=False,
            )

    def audits(self, campaign: Campaign, kind: str) -> list[tuple[Audit, str]]:
        """The stage's audits in the order of the tree, each with the code of its branch."""
        rows = self.session.execute(
            select(Audit, Organisation.code)
            .join(Organisation, Audit.branch_id == Organisation.id)
            .where(Audit.campaign_id == campaign.id, Audit.kind == kind)
            .order_by(Organisation.path)
        )
        return [(audit, code) for audit, code in rows]

    def fill(self, audit: Audit, who: Subject, moment: datetime, *, quality: float, share: float = 1.0) -> None:
        """Answers an audit, all of it or a share of it, with notes and photographs; signed when it is whole."""
        device = str(UUID(int=self._ids.getrandbits(128), version=4))
        values = list(self._values(audit, who, quality, share))
        if share == 1.0:
            values += self.proof.signatures(audit.kind, who.name, self.random)
        values.append(("held_on", moment.date().isoformat()))
        made = int(moment.timestamp() * 1000)
        changes = [
            Change(str(UUID(int=self._ids.getrandbits(128), version=4)), number, path, 0, value, made + number * 9000)
            for number, (path, value) in enumerate(values, 1)
        ]
        with told(moment):
            apply(self.session, who, audit.id, device=device, changes=changes)

    def _values(self, audit: Audit, who: Subject, quality: float, share: float) -> Iterator[tuple[str, object]]:
        lines = list(answers(self.sheet, audit.facts, quality, self.random))
        for line, answer, lost, note in lines[: int(len(lines) * share)]:
            yield f"c/{line.id}/answer", answer
            if note:
                yield f"c/{line.id}/note", note
            if lost and audit.kind == "inspection" and not self.past:
                yield from self.proof.photographs(self.session, audit, who, line, self.random)

    def finish(self, audit: Audit, who: Subject, moment: datetime, *, until: str) -> None:
        """Takes an audit on its way: `submitted`, `reviewed`, `locked` or `returned`."""
        reviewer = self.subjects["review"]
        with told(moment + timedelta(hours=3)):
            submit(self.session, who, audit.id)
        if until == "returned":
            with told(moment + timedelta(days=1)):
                give_back(self.session, reviewer, audit.id, reason="第四模块三项扣分缺少照片，请补充后重新提交")
        if until in {"reviewed", "locked"}:
            with told(moment + timedelta(days=1)):
                accept(self.session, reviewer, audit.id)
        if until == "locked":
            with told(moment + timedelta(days=2)):
                lock(self.session, reviewer, audit.id)

    def filler(self, audit: Audit, code: str) -> str:
        """The login of who fills it: the branch's manager, or the inspector it was assigned to."""
        if audit.kind == "self":
            return "manager" if code == "SN01-1" else f"head.{code.lower()}"
        assigned = {row.user_id for row in audit.assignments}
        return next(login for login, person in self.people.items() if person.id in assigned)

    def moment(self, kind: str, number: int) -> datetime:
        """When the audit was filled: one after another through the stage, never after now."""
        first = _moment(self.year, 5, 4) if kind == "self" else _moment(self.year, 6, 3)
        days = number * (26 if kind == "self" else 50) // 40
        return min(first + timedelta(days=days, hours=number % 7), datetime.now(UTC) - timedelta(days=3))

    def end(self, campaign: Campaign) -> None:
        """Closes the campaign of a year gone by."""
        with told(_moment(self.year, 9, 30)):
            close(self.session, self.subjects["season"], campaign.id)


def _moment(year: int, month: int, day: int, hour: int = 9) -> datetime:
    return datetime.combine(date(year, month, day), time(hour), UTC)
