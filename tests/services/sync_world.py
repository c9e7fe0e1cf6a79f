"""Tablets, a bad line and a server that may fall: what happens to an audit in forty steps, held against the model."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from audit.db import Database, open_database
from audit.models import Assignment, Audit, Base, Operation, Register, Tablet
from audit.services import audits, known, tablets
from audit.services.operations import Applied, Change, apply
from tests.cast import Cast, checklist, make_cast
from tests.identity import uuid7
from tests.services.sync_model import Model, Sent

DEVICES = tuple(f"{digit * 8}-{digit * 4}-4{digit * 3}-8{digit * 3}-{digit * 12}" for digit in "123")
PEOPLE = ("inspector", "colleague", "inspector")  # who works on which device
VALUES: dict[str, tuple[Any, ...]] = {
    "c/1/answer": (None, {"faults": {}}, {"faults": {"a": 1}}),
    "c/1/note": (None, "x", "y"),
    "held_on": (None, "2026-05-20", "2026-05-21"),
}
CLOCKS = dict(zip(DEVICES, (0, 7_000, -7_000), strict=True))  # milliseconds by which they are wrong
AHEAD = 1000  # a base that nobody can have seen


class MismatchError(AssertionError):
    """The server did something else than the page says."""


class Step(NamedTuple):
    """One step: what happens, to which tablet, and three numbers that say how."""

    kind: int
    tablet: int
    a: int
    b: int
    c: int


@dataclass
class OnTablet:
    """A tablet: what it has seen, what waits, what was answered."""

    device: str
    person: str
    sequence: int = 0
    waiting: list[Sent] = field(default_factory=list)
    done: list[Sent] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)
    conflicts: list[tuple[str, str, int]] = field(default_factory=list)


class Ground:
    """A database in memory with the cast; every sequence of steps begins from it."""

    def __init__(self) -> None:
        self.database: Database = open_database("sqlite://", chain_key=b"model")
        with self.database.writing() as session:
            Base.metadata.create_all(session.connection())
            self.cast = make_cast(session)
            audit = self.cast.audits["inspection"]
            session.add(Assignment(audit_id=audit.id, user_id=self.cast.people["colleague"].id))
            session.commit()
        self.audit_id = audit.id

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A transaction that is undone."""
        with self.database.writing() as session:
            try:
                yield session
            finally:
                session.rollback()

    def close(self) -> None:
        """Lets the database go."""
        self.database.engine.dispose()


class World:
    """One sequence of steps; every call of the server is made to the model, too."""

    def __init__(self, session: Session, cast: Cast, audit_id: int) -> None:
        self.session, self.cast, self.audit_id = session, cast, audit_id
        self.model = Model(fillers=set(PEOPLE))
        self.tablets = [OnTablet(device, person) for device, person in zip(DEVICES, PEOPLE, strict=True)]
        self.moment = 1_700_000_000_000
        self.ids = 0
        self.met: set[str] = set()
        for tablet in self.tablets:
            tablets.take(session, cast.subjects[tablet.person], audit_id, device=tablet.device)

    @cached_property
    def paths(self) -> dict[str, tuple[Any, ...]]:
        """The registers of the play and their values."""
        person = self.cast.people["inspector"].id
        return VALUES | {f"claim/{checklist().modules[0].id}/{person}": (None, True)}

    def run(self, steps: Sequence[Step]) -> None:
        """All steps; raises MismatchError."""
        kinds = (
            self.tap, self.tap, self.tap, self.tap, self.tap, self.send, self.send, self.send_backwards,
            self.send_backwards, self.resend_everything, self.restart_server, self.submit, self.give_back,
            self.resolve, self.reassign, self.tamper,
        )  # fmt: skip
        for step in steps:
            kinds[step.kind % len(kinds)](self.tablets[step.tablet % len(self.tablets)], step)
        self.finish()

    # what people and tablets do

    def tap(self, tablet: OnTablet, step: Step) -> None:
        """A change on a tablet."""
        path = list(self.paths)[step.a % len(self.paths)]
        values = self.paths[path]
        base = AHEAD if step.c == 0 else tablet.seen.get(path, 0)
        is_others = path.startswith("claim/") and tablet.person != "inspector"
        self._write(tablet, path, base, None if is_others else values[step.b % len(values)])

    def resolve(self, tablet: OnTablet, step: Step) -> None:
        """A person settles a conflict that the tablet shows."""
        if tablet.conflicts:
            id_, path, revision = tablet.conflicts[step.a % len(tablet.conflicts)]
            values = self.paths[path]
            self._write(tablet, path, revision, values[step.b % len(values)], resolves=id_)

    def _write(
        self, tablet: OnTablet, path: str, base: int, value: Any, resolves: str | None = None, sequence: int = 0
    ) -> None:
        self.ids += 1
        tablet.sequence += 1
        id_ = uuid7(self.ids)
        tablet.waiting.append(Sent(id_, sequence or tablet.sequence, path, base, value, resolves))

    def send(self, tablet: OnTablet, step: Step) -> None:
        """Some of what waits, in order; `c` says what the line does."""
        self._line(tablet, tablet.waiting[: step.a + 1], step.c)

    def send_backwards(self, tablet: OnTablet, step: Step) -> None:
        """The last of what waits first: a request that overtook another."""
        self._line(tablet, tablet.waiting[-1 - step.a :], step.c)

    def resend_everything(self, tablet: OnTablet, step: Step) -> None:
        """A tablet that was started again and knows of no answer."""
        tablet.waiting, tablet.done = tablet.done + tablet.waiting, []
        self._line(tablet, list(tablet.waiting), step.c)

    def tamper(self, tablet: OnTablet, step: Step) -> None:
        """An id with other content, a number twice, or a conflict settled where it is not."""
        if step.b == 1 and tablet.conflicts:
            self._write(tablet, "c/2/note", 0, "elsewhere", resolves=tablet.conflicts[0][0])
        elif tablet.done:
            once = tablet.done[step.a % len(tablet.done)]
            if step.b == 0:
                tablet.waiting.append(once._replace(value="other", path="c/2/note"))
            else:
                self._write(tablet, "c/2/note", 0, "other", sequence=once.sequence)

    # what the line and the server do

    def _line(self, tablet: OnTablet, batch: list[Sent], fate: int) -> None:
        if fate == 1:  # the request is lost
            return
        if fate == 2:  # the server falls before it commits
            with self.session.begin_nested() as savepoint:
                self._apply(tablet, batch)
                savepoint.rollback()
            self.session.expire_all()
            return
        for _ in range(2 if fate == 3 else 1):  # the browser sends by itself a second time
            done = self._exchange(tablet, batch)
        if fate != 4:  # or else the reply is lost
            self._hear(tablet, batch, done)

    def _exchange(self, tablet: OnTablet, batch: list[Sent]) -> Applied:
        done = self._apply(tablet, batch)
        self.met.update(outcome.outcome for outcome in done.outcomes)
        promised = self.model.take(tablet.person, tablet.device, batch)
        got = [(outcome.outcome, outcome.revision) for outcome in done.outcomes]
        self._hold("answers", got, [tuple(answer) for answer in promised])
        self._compare(done)
        have = (done.known.counts.get(tablet.device, 0), done.known.sequences.get(tablet.device, 0))
        self._hold("have", have, self.model.have(tablet.device))
        return done

    def _apply(self, tablet: OnTablet, batch: list[Sent]) -> Applied:
        self.moment += 1000
        changes = [
            Change(
                one.id, one.sequence, one.path, one.base, one.value, self.moment + CLOCKS[tablet.device], one.resolves
            )
            for one in batch
        ]
        subject = self.cast.subjects[tablet.person]
        return apply(self.session, subject, self.audit_id, device=tablet.device, changes=changes)

    def _hear(self, tablet: OnTablet, batch: list[Sent], done: Applied) -> None:
        answered = {one.id for one in batch}
        kept = {outcome.id for outcome in done.outcomes if outcome.outcome != "rejected"}
        tablet.done += [one for one in batch if one.id in kept and one not in tablet.done]
        tablet.waiting = [one for one in tablet.waiting if one.id not in answered]
        if done.fills:
            tablet.seen = {path: value.revision for path, value in done.known.registers.items()}
            disputes = done.known.disputes(done.state)
            tablet.conflicts = [(held.id, held.path, tablet.seen.get(held.path, 0)) for held in disputes]

    def restart_server(self, _tablet: OnTablet, _step: Step) -> None:
        """Another process answers, which knows nothing yet."""
        known._kept.clear()

    def submit(self, _tablet: OnTablet, _step: Step) -> None:
        """The audit is handed in, as far as conflicts allow it."""
        audit = self._audit()
        refusals = [problem.code for problem in audits.missing(self.session, audit)]
        if audit.state == "draft":
            self._hold("conflicts at submission", "open-conflicts" in refusals, bool(self.model.open_conflicts()))
            if "open-conflicts" not in refusals:
                self._move(audit, "submitted")

    def give_back(self, _tablet: OnTablet, _step: Step) -> None:
        """The reviewer returns it."""
        if (audit := self._audit()).state == "submitted":
            self._move(audit, "draft")

    def _move(self, audit: Audit, state: str) -> None:
        audits.step(self.session, self.cast.subjects["reviewer"], audit, state)
        self.model.state = state

    def reassign(self, _tablet: OnTablet, _step: Step) -> None:
        """The colleague is taken off the audit, or put back."""
        user_id = self.cast.people["colleague"].id
        if "colleague" in self.model.fillers:
            self.session.execute(delete(Assignment).where(Assignment.user_id == user_id))
            self.model.fillers.discard("colleague")
        else:
            self.session.add(Assignment(audit_id=self.audit_id, user_id=user_id))
            self.session.flush()
            self.model.fillers.add("colleague")

    def _audit(self) -> Audit:
        self.session.expire_all()
        return self.session.get_one(Audit, self.audit_id)

    # what must hold

    def finish(self) -> None:
        """Everything arrives in the end, and everything that was ever answered gets the same answer again."""
        for tablet in self.tablets:
            self._exchange_and_hear(tablet)
        known._kept.clear()
        for tablet in self.tablets:
            self._compare(self._exchange(tablet, tablet.done))
        self._compare_rows()

    def _exchange_and_hear(self, tablet: OnTablet) -> None:
        batch = list(tablet.waiting)
        self._hear(tablet, batch, self._exchange(tablet, batch))

    def _compare(self, done: Applied) -> None:
        registers = {path: (value.value, value.revision, value.device) for path, value in done.known.registers.items()}
        self._hold("registers", registers, self.model.registers())
        self._hold("revision", done.revision, self.model.revision)
        conflicts = {held.id for held in done.known.disputes(done.state)}
        self._hold("conflicts", conflicts, self.model.open_conflicts())

    def _compare_rows(self) -> None:
        mine = select(Operation.id, Operation.outcome).where(Operation.audit_id == self.audit_id)
        rows = sorted((row.id, row.outcome) for row in self.session.execute(mine))
        self._hold("rows", rows, sorted((entry.sent.id, entry.outcome) for entry in self.model.kept))
        count = len(self.session.scalars(select(Register.path).where(Register.audit_id == self.audit_id)).all())
        self._hold("registers kept", count, len(self.model.registers()))
        taken = len(self.session.scalars(select(Tablet.device).where(Tablet.audit_id == self.audit_id)).all())
        self._hold("tablets", taken, len(DEVICES))

    @staticmethod
    def _hold(what: str, got: Any, promised: Any) -> None:
        if got != promised:
            raise MismatchError(f"{what}: {got!r}, and the page says {promised!r}")
