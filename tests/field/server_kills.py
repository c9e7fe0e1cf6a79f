"""Kills under load: a server dies at a random moment, again and again, while four tablets send; then all is counted."""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from audit.installation import Installation, open_installation
from audit.migrations import migrate
from audit.services import sessions
from tests.cast import make_cast
from tests.field import server_verdict as verdict
from tests.field.server_clients import Gate, Tablet, totals
from tests.field.server_victims import DatabaseServer, Mother, Server

# who works in which audit, each on two tablets
_AT_WORK = (("branch_manager", "self"), ("inspector", "inspection")) * 2
_LONGEST_LIFE = 0.15  # seconds under load before the blow
_SECONDS_TO_ANSWER = 30


@dataclass
class Toll:
    """What kills have cost: `faults` says everything that is not as it must be."""

    kills: int = 0
    batches: int = 0
    operations: int = 0
    sent_again: int = 0
    unanswered: int = 0
    seconds: float = 0.0
    faults: list[str] = field(default_factory=list)

    def add(self, other: "Toll") -> None:
        """Takes another toll in."""
        for name, more in vars(other).items():
            setattr(self, name, getattr(self, name) + more)


def kill(
    mother: Mother,
    folder: Path,
    *,
    kills: int,
    url: str = "",
    behind: DatabaseServer | None = None,
    variant: str = "ours",
    seed: int = 0,
) -> Toll:
    """Kills the server over a fresh database, or, where one is given, the database server behind it.

    Ends early where the first fault is seen. `url` is an empty database; without one it is SQLite's file.
    """
    installation = open_installation(folder, {"DATABASE_URL": url})
    server = Server(mother, folder, url, variant)
    tablets = _tablets(installation, server.port, gate := Gate(len(_AT_WORK)))
    began = time.perf_counter()
    try:
        toll = _Ordeal(installation, server, tablets, gate, behind, Random(seed)).toll(kills)
    finally:
        server.close()
        for tablet in tablets:
            tablet.close()
    toll.seconds = time.perf_counter() - began
    return toll


def _tablets(installation: Installation, port: int, gate: Gate) -> list[Tablet]:
    migrate(installation.database)
    with installation.database.writing() as session:
        cast = make_cast(session)
        made = []
        for number, (who, audit) in enumerate(_AT_WORK):
            cookie = sessions.begin(session, cast.people[who], device="field", address="127.0.0.1")
            made.append(Tablet(number, cast.audits[audit].id, cookie, port, gate))
        session.commit()
    installation.database.engine.dispose()
    return made


@dataclass
class _Ordeal:
    installation: Installation
    server: Server
    tablets: Sequence[Tablet]
    gate: Gate
    behind: DatabaseServer | None
    random: Random
    looked_at: Counter[str] = field(default_factory=Counter)

    def toll(self, kills: int) -> Toll:
        """What so many kills cost."""
        toll = Toll()
        self.server.start()
        for tablet in self.tablets:
            tablet.start()
        while toll.kills < kills and not toll.faults:
            self._await_load()
            toll.faults += self._blow(toll)
            toll.kills += 1
        toll.faults += self._end(toll)
        toll.batches, toll.operations, toll.sent_again = totals(self.tablets)
        return toll

    def _await_load(self) -> None:
        """A random moment: mostly while batches are answered, now and then while the server begins."""
        before, deadline = self._answered(), time.monotonic() + _SECONDS_TO_ANSWER
        patient = self.random.random() > 0.1
        while patient and self._answered() == before:
            if time.monotonic() > deadline or any(tablet.faults for tablet in self.tablets):
                return
            time.sleep(0.002)
        time.sleep(self.random.random() * _LONGEST_LIFE)

    def _answered(self) -> int:
        return sum(tablet.answered for tablet in self.tablets)

    def _blow(self, toll: Toll) -> list[str]:
        (self.behind or self.server).kill()
        with self.gate.closed():
            with verdict.looking(self.installation.database_url) as session:
                toll.unanswered += verdict.unanswered(session, self.tablets)
                faults = verdict.after_a_kill(session, self.tablets, self.looked_at)
            self.server.start()
        return faults + [fault for tablet in self.tablets for fault in tablet.faults]

    def _end(self, toll: Toll) -> list[str]:
        """Every batch answered, then the server killed once more, and all of it asked for again."""
        for tablet in self.tablets:
            tablet.stopping = True
        for tablet in self.tablets:
            tablet.join(_SECONDS_TO_ANSWER)
        if toll.faults:
            return []
        faults = [fault for tablet in self.tablets for fault in tablet.faults]
        faults += [f"{tablet.name} still waits for an answer" for tablet in self.tablets if tablet.is_alive()]
        faults += [f"{tablet.name} has sent nothing" for tablet in self.tablets if not tablet.batches]
        if faults:
            return faults
        self.server.kill()
        self.server.start()
        faults = verdict.answered_again(self.tablets)
        with verdict.looking(self.installation.database_url, self.installation.chain_key.encode()) as session:
            return faults + verdict.at_the_end(session, self.tablets)
