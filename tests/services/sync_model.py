"""docs/sync.md once more, as slowly and as plainly as it can be said: what the server is held to.

Nothing is remembered but what was sent and what became of it; every question is answered by going through all of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple


class Sent(NamedTuple):
    """An operation as a tablet sends it."""

    id: str
    sequence: int
    path: str
    base: int
    value: Any
    resolves: str | None = None


class Entry(NamedTuple):
    """An operation that is kept, and what became of it."""

    device: str
    sent: Sent
    outcome: str
    revision: int


class Answer(NamedTuple):
    """What the page promises for one operation."""

    outcome: str
    revision: int


@dataclass
class Model:
    """One audit; `fillers` are the people who fill it, `state` where it is in its life."""

    fillers: set[str]
    state: str = "draft"
    kept: list[Entry] = field(default_factory=list)

    def take(self, person: str, device: str, batch: list[Sent]) -> list[Answer]:
        """A batch: the answers in the order of the batch, though it is taken by sequence number."""
        answers = {}
        for place in sorted(range(len(batch)), key=lambda place: batch[place].sequence):
            answers[place] = self._one(person, device, batch[place])
        return [answers[place] for place in range(len(batch))]

    def _one(self, person: str, device: str, sent: Sent) -> Answer:
        for entry in self.kept:
            if entry.sent.id == sent.id:
                is_repeat = (entry.device, entry.sent) == (device, sent)
                return Answer(entry.outcome, entry.revision) if is_repeat else Answer("rejected", 0)
        if any((entry.device, entry.sent.sequence) == (device, sent.sequence) for entry in self.kept):
            return Answer("rejected", 0)
        outcome = self._outcome(person, device, sent)
        revision = self.revision + 1 if outcome == "applied" else 0
        self.kept.append(Entry(device, sent, outcome, revision))
        return Answer(outcome, revision)

    def _outcome(self, person: str, device: str, sent: Sent) -> str:
        if self.state != "draft" or person not in self.fillers:
            return "late"
        own = [entry.sent for entry in self.kept if entry.device == device and entry.sent.path == sent.path]
        if any(other.sequence > sent.sequence for other in own):
            return "overtaken"
        stands = self.register(sent.path)
        if (stands.sent.value if stands else None) == sent.value:
            return "same"
        seen = sent.base if sent.base <= self.revision else 0
        is_claim = sent.path.startswith("claim/")
        if stands and stands.device != device and stands.revision > seen and not is_claim:
            return "conflict"
        return "applied"

    @property
    def revision(self) -> int:
        """The audit's."""
        return sum(entry.outcome == "applied" for entry in self.kept)

    def register(self, path: str) -> Entry | None:
        """The operation that a register has its value from."""
        return next((entry for entry in reversed(self.kept) if self._is_applied(entry, path)), None)

    @staticmethod
    def _is_applied(entry: Entry, path: str) -> bool:
        return entry.outcome == "applied" and entry.sent.path == path

    def registers(self) -> dict[str, tuple[Any, int, str]]:
        """Every register: value, revision, device."""
        found = {}
        for path in {entry.sent.path for entry in self.kept}:
            stands = self.register(path)
            if stands:
                found[path] = (stands.sent.value, stands.revision, stands.device)
        return found

    def open_conflicts(self) -> set[str]:
        """Ids of what a person has to decide."""
        return {entry.sent.id for entry in self._open()}

    def _open(self) -> Iterator[Entry]:
        settled = {
            (entry.sent.resolves, entry.sent.path) for entry in self.kept if entry.outcome in ("applied", "same")
        }
        for entry in self.kept:
            if (entry.sent.id, entry.sent.path) in settled or entry.sent.path.startswith("claim/"):
                continue
            if entry.outcome == "conflict" or (entry.outcome == "late" and self._is_disputed(entry)):
                yield entry

    def _is_disputed(self, late: Entry) -> bool:
        stands = self.register(late.sent.path)
        if self.state != "draft" or (stands.sent.value if stands else None) == late.sent.value:
            return False
        same_place = [
            entry.sent.sequence
            for entry in self.kept
            if entry.outcome == "late" and (entry.device, entry.sent.path) == (late.device, late.sent.path)
        ]
        return late.sent.sequence == max(same_place)

    def have(self, device: str) -> tuple[int, int]:
        """How many operations of a device are kept, and their highest sequence number."""
        own = [entry.sent.sequence for entry in self.kept if entry.device == device]
        return len(own), max(own, default=0)
