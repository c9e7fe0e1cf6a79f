"""Tablets that send without a break, remember what was acknowledged, and send a batch again until it is answered."""

import http.client
import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from threading import Condition, Thread
from typing import Any
from uuid import UUID

from audit.web.signed_in import COOKIE
from tests.field.server_mother import HOST
from tests.filling import BEST

MOST_OPERATIONS = 20
_SECONDS_TO_WAIT = 60
# what a server says that has not taken the batch and wants it again
_COME_AGAIN = {503, 507}
# no register has this name: asked for now and then, refused each time, and no hindrance to the rest
MEANT_WRONG = "c/none/note"
_NOTED = ("1", "2", "L1", "C1", "M1", "Z")


@dataclass
class Batch:
    """A batch: the bytes that are sent each time, and the results that came back, if any did."""

    body: bytes
    operations: list[dict[str, Any]]
    sent: int = 0
    results: list[dict[str, Any]] | None = None

    @property
    def ids(self) -> list[str]:
        """The ids of its operations, in order."""
        return [operation["id"] for operation in self.operations]


@dataclass
class Gate:
    """Where tablets wait while something is looked at that must not change."""

    tablets: int
    shut: bool = False
    waiting: int = 0
    changed: Condition = field(default_factory=Condition)

    def pass_through(self) -> None:
        """Waits while the gate is shut."""
        with self.changed:
            if not self.shut:
                return
            self.waiting += 1
            self.changed.notify_all()
            self.changed.wait_for(lambda: not self.shut)
            self.waiting -= 1

    def leave(self) -> None:
        """One tablet less to wait for."""
        with self.changed:
            self.tablets -= 1
            self.changed.notify_all()

    @contextmanager
    def closed(self) -> Iterator[None]:
        """Shut, with every tablet waiting in front of it; raises TimeoutError where one does not come."""
        with self.changed:
            self.shut = True
            if not self.changed.wait_for(lambda: self.waiting == self.tablets, _SECONDS_TO_WAIT):
                raise TimeoutError("a tablet still waits for its answer")
        try:
            yield
        finally:
            with self.changed:
                self.shut = False
                self.changed.notify_all()


class Tablet(Thread):
    """One device of a person, at work in one audit until told to stop; its own trouble ends up in `faults`."""

    def __init__(self, number: int, audit_id: int, cookie: str, port: int, gate: Gate) -> None:
        super().__init__(name=f"tablet {number}", daemon=True)
        self.audit_id, self._port, self._gate = audit_id, port, gate
        self.device = str(UUID(int=number + 1, version=4))
        self._headers = {"Cookie": f"{COOKIE}={cookie}", "Sec-Fetch-Site": "same-origin"}
        self._random, self._number, self._sequence = Random(number), number, 0
        self._connection = http.client.HTTPConnection(HOST, port, timeout=30)
        self._revision = 0
        self._seen: dict[str, int] = {}
        self._conflicts: list[dict[str, Any]] = []
        self.batches: list[Batch] = []
        self.faults: list[str] = []
        self.stopping = False

    @property
    def answered(self) -> int:
        """How many batches have their results; the last may wait for them."""
        return len(self.batches) - (1 if self.batches and self.batches[-1].results is None else 0)

    def run(self) -> None:
        """Sends batch after batch; the last is answered before it ends."""
        try:
            self._greet()
            while not self.stopping:
                self.batches.append(self.next_batch())
                answer = self._insist("POST", f"/api/v1/audits/{self.audit_id}/operations", self.batches[-1])
                self.learn(answer)
                time.sleep(self._random.random() / 100)
        except Exception as error:  # a thread's trouble is told by whoever counts
            self.faults.append(f"{self.name}: {type(error).__name__}: {error}")
            self._gate.leave()

    def close(self) -> None:
        """Lets go of its connection."""
        self._connection.close()

    def again(self, batch: Batch) -> Any:
        """The results that a batch gets when it is sent once more."""
        copy = Batch(batch.body, batch.operations)
        return self._insist("POST", f"/api/v1/audits/{self.audit_id}/operations", copy)["results"]

    def _greet(self) -> None:
        said = self._insist("GET", "/api/v1/session", Batch(b"", []))
        self._headers["X-CSRFToken"] = said["csrf"]

    def _insist(self, method: str, path: str, batch: Batch) -> Any:
        while True:
            self._gate.pass_through()
            batch.sent += 1
            try:
                self._connection.request(method, path, batch.body, self._headers)
                answer = self._connection.getresponse()
                content = answer.read()
            except (OSError, http.client.HTTPException):
                self._connection.close()
                time.sleep(0.005)
                continue
            if answer.status == 200:
                return json.loads(content)
            if answer.status not in _COME_AGAIN:
                raise AssertionError(f"{answer.status} {content[:300].decode()}")
            time.sleep(0.02)

    def learn(self, answer: Any) -> None:
        """Takes in what the last batch was answered."""
        self._revision, self._conflicts = answer["revision"], answer["conflicts"]
        self._seen |= {path: register["r"] for path, register in answer["registers"].items()}
        self.batches[-1].results = answer["results"]  # last: whoever counts sees a batch that is complete

    def next_batch(self) -> Batch:
        """Up to twenty changes, and the settlement of a conflict where there is one."""
        operations = [self._operation() for _ in range(self._random.randint(1, MOST_OPERATIONS))]
        if self._conflicts:
            operations.append(self._settlement(self._conflicts[0]))
        body = {"proto": 1, "device": self.device, "since": self._revision, "operations": operations}
        return Batch(json.dumps(body).encode(), operations)

    def _operation(self) -> dict[str, Any]:
        """Mostly a note of this tablet's own criteria; now and then what both change, or what is no register."""
        lot = self._random.random()
        if lot < 0.02:
            return self._made(MEANT_WRONG, "x")
        if lot < 0.35:
            id_ = self._random.choice(list(BEST))
            return self._made(f"c/{id_}/answer", self._random.choice([BEST[id_], None]))
        mine = _NOTED[self._number % 2 :: 2] if lot < 0.9 else _NOTED
        return self._made(f"c/{self._random.choice(mine)}/note", f"平板{self._number}第{self._sequence}次")

    def _settlement(self, conflict: dict[str, Any]) -> dict[str, Any]:
        self._seen[conflict["path"]] = conflict["now"]["r"]
        return self._made(conflict["path"], conflict["value"]) | {"resolves": conflict["id"]}

    def _made(self, path: str, value: Any) -> dict[str, Any]:
        self._sequence += 1
        return {
            "id": self._uuid7(),
            "sequence": self._sequence,
            "path": path,
            "base": self._seen.get(path, 0),
            "value": value,
            "made_at": "2026-05-20T08:00:01.250Z",
        }

    def _uuid7(self) -> str:
        """Unix milliseconds, then chance, as RFC 9562 has it."""
        bits = time.time_ns() // 1_000_000 << 80 | self._random.getrandbits(80)
        return str(UUID(int=bits & ~(0xF << 76) & ~(0x3 << 62) | 0x7 << 76 | 0x2 << 62))


def totals(tablets: Sequence[Tablet]) -> tuple[int, int, int]:
    """Batches, operations, and how often a batch was sent once more."""
    batches = [batch for tablet in tablets for batch in tablet.batches]
    return len(batches), sum(len(batch.operations) for batch in batches), sum(batch.sent - 1 for batch in batches)
