"""What is killed: the product's server, or the database server behind it; both come back at once."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psycopg

from tests import postgres
from tests.field.server_mother import bound

ROOT = Path(__file__).parents[2]
_SECONDS_TO_START = 60


class Mother:
    """The process that makes servers; one at a time."""

    def __init__(self, log: Path) -> None:
        command = [sys.executable, "-m", "tests.field.server_mother"]
        with log.open("ab") as errors:
            self._process = subprocess.Popen(
                command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True
            )
        self._expect("ready")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: object, _trace: TracebackType | None) -> None:
        """Ends her; a server that still runs ends with her."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()
        self._process.wait()

    def bear(self, **order: Any) -> int:
        """A new server; gives the number of its process, which leads its group."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return int(self._heard())

    def bury(self) -> None:
        """Waits until the server and all its processes have ended."""
        self._expect("gone")

    def _heard(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def _expect(self, word: str) -> None:
        if (heard := self._heard()) != word:
            raise RuntimeError(f"the mother of servers said {heard!r} instead of {word!r}; see her log")


@dataclass
class Server:
    """The product's server over an installation's folder, at a port that is its own as long as this lives."""

    mother: Mother
    folder: Path
    database: str
    variant: str = "ours"
    process: int = 0
    _port: Any = field(default_factory=lambda: bound(0, listening=False))

    @property
    def port(self) -> int:
        """Where it answers."""
        return int(self._port.getsockname()[1])

    def start(self) -> None:
        """Begins, if none runs; answers a little later."""
        if not self.process:
            order = {"folder": str(self.folder), "port": self.port, "database": self.database, "variant": self.variant}
            self.process = self.mother.bear(**order)

    def kill(self) -> None:
        """SIGKILL to all its processes; comes back when none of them is left."""
        if self.process:
            os.killpg(self.process, signal.SIGKILL)
            self.mother.bury()
            self.process = 0

    def close(self) -> None:
        """Ends it and gives the port back."""
        self.kill()
        self._port.close()


class DatabaseServer:
    """A PostgreSQL of its own, whose commits are on the disk before they are answered."""

    def __init__(self, run: str) -> None:
        os.environ[postgres.DURABLE] = "yes"
        try:
            self._folder = postgres.joined(run)
        finally:
            del os.environ[postgres.DURABLE]
        first = self._number()
        process = Path(f"/proc/{first}")
        self._command = (process / "cmdline").read_text("utf-8").rstrip("\0").split("\0")
        self._owner = process.stat()
        # The keeper does not bury the first before the run ends, and a dead one's number would keep the next one off:
        # so it ends in peace, and one of ours goes on with the same words as the same user.
        os.kill(first, signal.SIGINT)
        _await_end(first)
        self._server = self._started()

    def kill(self) -> None:
        """SIGKILL to all its processes, none of which is asked to tidy up; then starts it again."""
        number = self._number()
        os.kill(number, signal.SIGSTOP)  # so that it makes no more children while they are counted
        children = Path(f"/proc/{number}/task/{number}/children").read_text().split()
        for process in (*map(int, children), number):
            os.kill(process, signal.SIGKILL)
        self._server.wait()
        _await_end(*map(int, children))
        self._server = self._started()

    def close(self) -> None:
        """Ends it."""
        self._server.send_signal(signal.SIGQUIT)
        self._server.wait()

    def _started(self) -> subprocess.Popen[bytes]:
        who: dict[str, Any] = {}
        if os.geteuid() == 0:  # PostgreSQL refuses to be root
            who = {"user": self._owner.st_uid, "group": self._owner.st_gid, "extra_groups": []}
        with (self._folder / "log").open("ab") as log:
            server = subprocess.Popen(self._command, stdout=log, stderr=log, **who)
        for _attempt in range(_SECONDS_TO_START * 100):
            try:
                psycopg.connect(f"postgresql://star_audit@/postgres?host={self._folder}").close()
            except psycopg.OperationalError:
                time.sleep(0.01)
            else:
                return server
        raise TimeoutError("PostgreSQL did not come back")

    def _number(self) -> int:
        return int((self._folder / "data" / "postmaster.pid").read_text("utf-8").split()[0])


def _await_end(*processes: int) -> None:
    while any(map(_runs, processes)):
        time.sleep(0.002)


def _runs(process: int) -> bool:
    """Whether a process is there and not just waiting to be counted."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@contextmanager
def database_server(run: str) -> Iterator[DatabaseServer]:
    """A database server that may be killed, for as long as it is needed."""
    server = DatabaseServer(run)
    try:
        yield server
    finally:
        server.close()
