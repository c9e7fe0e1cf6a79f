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

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from audit.models import Operation, Register

MOST_KEPT = 256
CLAIM = "claim/"


class Held(NamedTuple):
    """An operation that was kept and not applied: the JSON text it would put at a path."""

    id: str
    device: str
    sequence: int
    path: str
    text: str
    is_late: bool


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
    # conflicts and late work by their ids, and what a person has settled: the id and the path it was settled at
    held: dict[str, Held] = field(default_factory=dict)
    settled: set[tuple[str, str]] = field(default_factory=set)
    # every operation's id; of every device how many there are and the highest sequence number, of a path, too
    ids: set[str] = field(default_factory=set)
    counts: dict[str, int] = field(default_factory=dict)
    sequences: dict[str, int] = field(default_factory=dict)
    words: dict[tuple[str, str], int] = field(default_factory=dict)
    # photographs that registers name, by path; and those that are here, as far as somebody has looked
    photographs: dict[str, str] = field(default_factory=dict)
    present: set[str] = field(default_factory=set, compare=False)
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
            elif part.startswith("p/"):
                _set(self.photographs, path, value.value and value.value["photo"])
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
            dict(self.held),
            set(self.settled),
            set(self.ids),
            dict(self.counts),
            dict(self.sequences),
            dict(self.words),
            dict(self.photographs),
            self.present,  # what is here stays here: the copies may share it
            dict(self.answers),
            set(self.vetoes),
            dict(self.bonus),
            self.held_on,
        )

    def received(self, id_: str, device: str, sequence: int, path: str) -> None:
        """Notes that an operation was received."""
        self.ids.add(id_)
        self.counts[device] = self.counts.get(device, 0) + 1
        self.sequences[device] = max(sequence, self.sequences.get(device, 0))
        self.words[device, path] = max(sequence, self.words.get((device, path), 0))

    def hold(self, held: Held) -> None:
        """Keeps what was not applied; claims are nobody's dispute."""
        if not held.path.startswith(CLAIM):
            self.held[held.id] = held

    @property
    def conflicts(self) -> frozenset[str]:
        """Ids of the conflicts that no one has settled yet."""
        return frozenset(held.id for held in self._unsettled() if not held.is_late)

    def disputes(self, state: str) -> list[Held]:
        """What a person has to decide: the conflicts, and in a draft the late work that says something else."""
        is_draft = state == "draft"
        return [
            held for held in self._unsettled() if not held.is_late or (is_draft and self._says_something_else(held))
        ]

    def _unsettled(self) -> list[Held]:
        return [held for held in self.held.values() if (held.id, held.path) not in self.settled]

    def _says_something_else(self, late: Held) -> bool:
        """Whether late work is its device's last late word on a register that has another value."""
        present = self.registers.get(late.path)
        if (present.text if present else "null") == late.text:
            return False
        place = (late.device, late.path)
        others = (held for held in self.held.values() if held.is_late and (held.device, held.path) == place)
        return late.sequence == max(held.sequence for held in others)

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
    known = Known(chain, {})
    rows = session.execute(
        select(Register.path, Register.value, Register.revision, Register.device, Register.user_id)
        .where(Register.audit_id == audit_id)
        .order_by(Register.path)
    )
    for path, text, revision, device, user_id in rows:
        known.put(path, Value(text, json.loads(text), revision, device, user_id))
    said = select(Operation.id, Operation.device, Operation.sequence, Operation.path)
    for row in session.execute(said.where(Operation.audit_id == audit_id)):
        known.received(*row)
    said = said.add_columns(Operation.value, Operation.outcome == "late")
    for row in session.execute(said.where(Operation.audit_id == audit_id, Operation.outcome.in_(("conflict", "late")))):
        known.hold(Held._make(row))
    known.settled.update((id_, path) for id_, path in session.execute(_settled(audit_id)) if id_)
    return known


def _settled(audit_id: int) -> Select[str | None, str]:
    # an operation's id is its own within its audit only
    return select(Operation.resolves, Operation.path).where(
        Operation.audit_id == audit_id,
        Operation.resolves.is_not(None),
        Operation.outcome.in_(("applied", "same")),
    )
