"""What a process knows of an audit: its registers as of one link of the chain, ready to be scored.

Reading and parsing two hundred registers costs more than changing one. What is known is good only while the
audit's chain still ends where it ended then, and whoever uses it holds the row that says so.
"""

import json
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import date
from threading import Lock
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from audit.models import Operation, Register

MOST_KEPT = 256


class Value(NamedTuple):
    """A register as it stands: the JSON text, what it says, and who wrote it at which revision."""

    text: str
    value: Any
    revision: int
    device: str
    user_id: int


@dataclass
class Known:
    """The registers of one audit, and what scoring reads of them."""

    chain: str
    registers: dict[str, Value]
    # ids of operations that no one has settled yet
    conflicts: frozenset[str]
    # every operation's id, and the highest sequence number of every device
    ids: set[str] = field(default_factory=set)
    sequences: dict[str, int] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)
    vetoes: set[str] = field(default_factory=set)
    bonus: dict[str, int] = field(default_factory=dict)
    held_on: str | None = None

    def put(self, path: str, value: Value) -> None:
        """Takes over a changed register."""
        self.registers[path] = value
        head, _, rest = path.partition("/")
        if head == "c":
            id_, _, part = rest.partition("/")
            if part == "answer":
                _set(self.answers, id_, value.value)
        elif head == "v":
            (self.vetoes.add if value.value else self.vetoes.discard)(rest)
        elif head == "b":
            _set(self.bonus, rest, value.value)
        elif head == "held_on":
            self.held_on = value.value

    def copied(self) -> "Known":
        """A copy to change; the values themselves are never changed."""
        return Known(
            self.chain,
            dict(self.registers),
            self.conflicts,
            set(self.ids),
            dict(self.sequences),
            dict(self.answers),
            set(self.vetoes),
            dict(self.bonus),
            self.held_on,
        )

    def received(self, id_: str, device: str, sequence: int) -> None:
        """Notes that an operation was received."""
        self.ids.add(id_)
        self.sequences[device] = max(sequence, self.sequences.get(device, 0))

    @property
    def day(self) -> date | None:
        """The day of the assessment."""
        return date.fromisoformat(self.held_on) if self.held_on else None


def _set(entries: dict[str, Any], name: str, value: Any) -> None:
    if value is None:
        entries.pop(name, None)
    else:
        entries[name] = value


_kept: OrderedDict[tuple[str, int], Known] = OrderedDict()
_lock = Lock()


def knowledge(session: Session, audit_id: int, chain: str) -> Known:
    """The audit's registers as of this link of its chain; never change what you get, take a copy."""
    key = (str(session.get_bind().engine.url), audit_id)
    with _lock:
        found = _kept.get(key)
    if found is None or found.chain != chain:
        found = _read(session, audit_id, chain)
        keep(session, audit_id, found)
    return found


def keep(session: Session, audit_id: int, known: Known) -> None:
    """Remembers what is known; the least used of many is forgotten."""
    key = (str(session.get_bind().engine.url), audit_id)
    with _lock:
        _kept[key] = known
        _kept.move_to_end(key)
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)


def _read(session: Session, audit_id: int, chain: str) -> Known:
    known = Known(chain, {}, _open_conflicts(session, audit_id))
    rows = session.execute(
        select(Register.path, Register.value, Register.revision, Register.device, Register.user_id)
        .where(Register.audit_id == audit_id)
        .order_by(Register.path)
    )
    for path, text, revision, device, user_id in rows:
        known.put(path, Value(text, json.loads(text), revision, device, user_id))
    received = select(Operation.id, Operation.device, Operation.sequence).where(Operation.audit_id == audit_id)
    for id_, device, sequence in session.execute(received):
        known.received(id_, device, sequence)
    return known


def _open_conflicts(session: Session, audit_id: int) -> frozenset[str]:
    settling = aliased(Operation)
    # an operation's id is its own within its audit only
    settled = select(settling.id).where(
        settling.audit_id == audit_id,
        settling.resolves == Operation.id,
        settling.outcome.in_(("applied", "same")),
    )
    rows = session.scalars(
        select(Operation.id).where(Operation.audit_id == audit_id, Operation.outcome == "conflict", ~settled.exists())
    )
    return frozenset(rows)
