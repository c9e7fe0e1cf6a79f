"""A batch of changes on its way into an audit: each is judged, then all are written at once."""

from collections.abc import Sequence
from typing import Any, NamedTuple, cast

import structlog
from sqlalchemy import Table, bindparam, insert, select, update
from sqlalchemy.orm import Session

from audit.models import Audit, Operation
from audit.scoring.compiled import compile_checklist
from audit.scoring.problems import Problem
from audit.scoring.score import score
from audit.services import known as knowing
from audit.services.access import Subject
from audit.services.chain import digest_of, link
from audit.services.changes import APPLIED, CONFLICT, LATE, OVERTAKEN, REJECTED, SAME, Change, Outcome, canonical
from audit.services.checklists import load_digest
from audit.services.clock import now
from audit.services.known import CLAIM, Held, Value
from audit.services.opened import Opened
from audit.services.register_rows import put_registers, put_rows
from audit.services.registers import Ground, check
from audit.services.scores import FIGURES, figures, scored_document

log = structlog.get_logger()
_OPERATIONS, _AUDITS = cast("Table", Operation.__table__), cast("Table", Audit.__table__)
_INSERT = insert(_OPERATIONS)
_RECEIVED = select(
    _OPERATIONS.c.id, _OPERATIONS.c.digest, _OPERATIONS.c.outcome, _OPERATIONS.c.revision, _OPERATIONS.c.sequence
).where(
    _OPERATIONS.c.audit_id == bindparam("audit"),
    _OPERATIONS.c.id.in_(bindparam("ids", expanding=True))
    | (_OPERATIONS.c.device == bindparam("device"))
    & _OPERATIONS.c.sequence.in_(bindparam("sequences", expanding=True)),
)
_UPDATE = (
    update(_AUDITS)
    .where(_AUDITS.c.id == bindparam("audit"))
    .values({name: bindparam(name) for name in ("revision", "chain", "held_on", *FIGURES)})
)


class Received(NamedTuple):
    """An operation that was taken: what it said, and what became of it."""

    digest: str
    outcome: str
    revision: int


class Batch:
    """The changes of one request on their way into an audit."""

    def __init__(self, session: Session, subject: Subject, opened: Opened, device: str) -> None:
        self.session, self.subject, self.opened, self.device = session, subject, opened, device
        self.checklist = load_digest(session, opened.digest)
        facilities, kind = frozenset(opened.facts["facilities"]), opened.facts["kind"] or None
        self.ground = Ground(compile_checklist(self.checklist), facilities, kind, subject.id)
        self.known = knowing.knowledge(session, opened.id, opened.chain).copied()
        self.revision = opened.revision
        self.at = int(now().timestamp() * 1000)
        self.key: bytes = session.info["chain_key"]
        self.operations: list[dict[str, Any]] = []
        self.changed: dict[str, Value] = {}
        # operations that were received before and are met again here
        self.before: dict[str, Received] = {}
        self.taken: set[int] = set()
        self.fills = True
        self.skew = 0
        self.imported_by: int | None = None

    def recall(self, changes: Sequence[Change]) -> None:
        """Looks up what was received before; most batches are new and need no look."""
        last = self.known.sequences.get(self.device, 0)
        if all(change.sequence > last and change.id not in self.known.ids for change in changes):
            return
        facts = {
            "audit": self.opened.id,
            "device": self.device,
            "ids": [change.id for change in changes],
            "sequences": [change.sequence for change in changes],
        }
        for row in self.session.connection().execute(_RECEIVED, facts):
            self.before[row.id] = Received(row.digest, row.outcome, row.revision)
            self.taken.add(row.sequence)

    def take(self, change: Change) -> Outcome:
        """Decides about one change and notes what to write."""
        text = canonical(change.value)
        digest = digest_of(self.opened.id, self.device, change, text)
        before = self.before.get(change.id)
        if before is not None and before.digest == digest:
            return Outcome(change.id, before.outcome, before.revision)
        if change.id in self.known.ids:
            return self._reuse(change, Problem((), "operation-reused"))
        if change.sequence in self.taken:
            return self._reuse(change, Problem((), "sequence-reused", {"sequence": change.sequence}))
        problems = check(self.ground, change.path, change.value)
        if problems:
            return self._reject(change, *problems)
        outcome = self._judge(change, text)
        if outcome == APPLIED:
            self._put(change, text)
        self._settle(change, text, outcome)
        self._note(change, text, digest, outcome)
        self.before[change.id] = Received(digest, outcome, self.revision if outcome == APPLIED else 0)
        return Outcome(change.id, outcome, self.revision if outcome == APPLIED else 0)

    def _judge(self, change: Change, text: str) -> str:
        if self.opened.state != "draft" or not self.fills:
            return LATE
        if self.known.words.get((self.device, change.path), 0) > change.sequence:
            return OVERTAKEN
        present = self.known.registers.get(change.path)
        if (present.text if present else "null") == text:
            return SAME
        base = change.base if change.base <= self.revision else 0  # nobody has seen what is not written yet
        if present and present.revision > base and present.device != self.device and not change.path.startswith(CLAIM):
            return CONFLICT
        return APPLIED

    def _put(self, change: Change, text: str) -> None:
        self.revision += 1
        value = Value(text, change.value, self.revision, self.device, self.subject.id)
        self.known.put(change.path, value)
        self.changed[change.path] = value

    def _settle(self, change: Change, text: str, outcome: str) -> None:
        if outcome in {CONFLICT, LATE}:
            held = Held(change.id, self.device, change.sequence, change.path, text, outcome == LATE)
            self.known.hold(held)
        elif outcome in {APPLIED, SAME} and change.resolves:
            self.known.settled.add((change.resolves, change.path))

    def _note(self, change: Change, text: str, digest: str, outcome: str) -> None:
        self.known.chain = link(self.key, self.known.chain, digest, outcome)
        self.known.received(change.id, self.device, change.sequence, change.path)
        self.taken.add(change.sequence)
        self.operations.append(
            {
                "id": change.id,
                "audit_id": self.opened.id,
                "device": self.device,
                "sequence": change.sequence,
                "path": change.path,
                "base": change.base,
                "value": text,
                "digest": digest,
                "user_id": self.subject.id,
                "made_at": change.made_at,
                "received_at": self.at,
                "outcome": outcome,
                "revision": self.revision if outcome == APPLIED else 0,
                "resolves": change.resolves,
                "chain": self.known.chain,
                "skew": self.skew,
                "imported_by": self.imported_by,
            }
        )

    def _reuse(self, change: Change, problem: Problem) -> Outcome:
        """Never in the ordinary course of things: a tablet that was copied, or one that was tampered with."""
        about = {"audit": self.opened.id, "device": self.device, "user": self.subject.id, "operation": change.id}
        log.warning(problem.code, sequence=change.sequence, path=change.path, **about)
        return self._reject(change, problem)

    def _reject(self, change: Change, *problems: Problem) -> Outcome:
        return Outcome(change.id, REJECTED, 0, problems)

    def write(self) -> dict[str, Any]:
        """Writes what was decided; gives the audit's figures."""
        if not self.operations:
            return self.opened.figures
        connection = self.session.connection()
        put_rows(self.session, _INSERT, self.operations)
        counted = self.opened.figures
        if self.changed:
            put_registers(self.session, self.opened.id, self.changed)
            scored = score(self.checklist, scored_document(self.checklist.name, self.opened.facts, self.known))
            counted = figures(scored)
        sealed = {"revision": self.revision, "chain": self.known.chain, "held_on": self.known.day}
        connection.execute(_UPDATE, {"audit": self.opened.id, **sealed, **counted})
        knowing.keep(self.session, self.opened.id, self.known)
        return counted
