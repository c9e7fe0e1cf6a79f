"""Servers killed a thousand times under four tablets, and the database server behind them: what was lost is nothing."""

from collections import Counter
from collections.abc import Iterator
from itertools import count
from os import getpid
from pathlib import Path

from tests import postgres
from tests.bench.figures import Run
from tests.field.server_kills import Toll, kill
from tests.field.server_victims import DatabaseServer, Mother, database_server

PAGE = "field_server"
KILLS = {"SQLite": 1000, "PostgreSQL": 200, "database server": 36}
QUICK = {"SQLite": 40, "PostgreSQL": 20, "database server": 6}
# a fresh database after so many: an audit of a hundred thousand operations is nobody's
_A_ROUND = 50
_WRONG = ("answers-first", "piece-by-piece")
_UNTIL_CAUGHT = 12


def run(run: Run) -> None:
    """The kills of each kind, then the servers that are wrong on purpose, by the same look."""
    name = f"kills{getpid()}"
    with Mother(run.folder / "servers.log") as mother, database_server(name) as behind:
        bench = _Bench(mother, run.folder / "kills", name)
        for kind, kills in (QUICK if run.quick else KILLS).items():
            _tell(run, kind, bench.killed(kind, kills, behind))
        for kind in ("SQLite", "PostgreSQL"):
            for variant in _WRONG:
                toll = bench.round(kind, _UNTIL_CAUGHT, variant=variant)
                caught = Counter(fault.partition(":")[0] for fault in toll.faults)
                said = ", ".join(f"{times} × {fault}" for fault, times in caught.items()) or "not caught"
                label = f"{kind}, a server that {'answers first' if variant == _WRONG[0] else 'commits piece by piece'}"
                run.add(PAGE, label, toll.kills, unit="", limit=_UNTIL_CAUGHT, detail=said, holds=bool(caught))


def _tell(run: Run, kind: str, toll: Toll) -> None:
    detail = f"{toll.batches} batches, {toll.operations} operations, {toll.sent_again} sent again, "
    detail += f"{toll.unanswered} taken without an answer, {toll.seconds:.0f} s; {'; '.join(toll.faults[:3])}"
    run.add(PAGE, f"{kind}, {toll.kills} kills: faults", len(toll.faults), unit="", limit=0, detail=detail.rstrip("; "))


class _Bench:
    """Where rounds of kills take place, each over a database of its own."""

    def __init__(self, mother: Mother, folder: Path, name: str) -> None:
        self._mother, self._folder, self._name = mother, folder, name
        self._numbers: Iterator[int] = count(1)

    def killed(self, kind: str, kills: int, behind: DatabaseServer) -> Toll:
        """So many kills, round by round; no more after a fault."""
        toll = Toll()
        while toll.kills < kills and not toll.faults:
            one = min(_A_ROUND, kills - toll.kills)
            toll.add(self.round(kind, one, behind=behind if kind == "database server" else None))
        return toll

    def round(self, kind: str, kills: int, *, behind: DatabaseServer | None = None, variant: str = "ours") -> Toll:
        """One round."""
        number = next(self._numbers)
        url = "" if kind == "SQLite" else postgres.url(self._name, f"round_{number}")
        folder = self._folder / str(number)
        return kill(self._mother, folder, kills=kills, url=url, behind=behind, variant=variant, seed=number)
