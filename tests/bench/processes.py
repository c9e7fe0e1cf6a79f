"""Commands measured: one process by what the system says of it, a tree of processes by looking at /proc."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.figures import ROOT

PYTHON = sys.executable
_LAUNCH = str(Path(__file__).with_name("launch.py"))
_SCRIPT = Path(sys.executable).with_name("star-audit")
STAR_AUDIT = [str(_SCRIPT)] if _SCRIPT.exists() else [PYTHON, "-c", "from audit.cli import main; main()"]
_TICK = os.sysconf("SC_CLK_TCK")
_CPU_EVERY = 0.02
_MEMORY_EVERY = 0.05


@dataclass(frozen=True)
class Taken:
    """What a command took; `megabytes` is its greatest resident memory, or 0 where nobody looked."""

    wall: float
    cpu: float
    megabytes: float
    status: int = 0
    errors: str = ""


class CommandError(Exception):
    """A command of the bench that failed."""


def measured(command: Sequence[str], *, environment: Mapping[str, str] | None = None, may_fail: bool = False) -> Taken:
    """What a command took, by wait4: CPU and the greatest memory of it or of a child it waited for."""
    with TemporaryDirectory() as folder:
        out = Path(folder) / "taken"
        subprocess.run(
            [PYTHON, "-S", "-E", _LAUNCH, str(out), *command],
            check=True,
            cwd=ROOT,
            env={**os.environ, **(environment or {})},
        )
        taken = json.loads(out.read_text())
        errors = out.with_name("taken.err").read_text(errors="replace")
    if taken["status"] and not may_fail:
        raise CommandError(errors[-2000:])
    return Taken(**taken, errors=errors)


def job(name: str, *arguments: str) -> list[str]:
    """The command of a job of this bench in a fresh process."""
    return [PYTHON, "-m", "tests.bench.jobs", name, *arguments]


class Watch:
    """Looks at a tree of processes until stopped: CPU every 20 ms, or memory (PSS) every 50 ms; the latter
    disturbs what it looks at, so a run gives one of them.
    """

    def __init__(self, root: int, *, memory: bool = False) -> None:
        self._root, self._memory, self._known = root, memory, {root}
        self._ticks: dict[int, int] = {}
        self.peak = 0.0
        self._ended = threading.Event()
        self._look()
        self._before = sum(self._ticks.values())
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> float:
        """Ends the watch; the seconds of CPU that the tree used meanwhile."""
        self._ended.set()
        self._thread.join()
        self._look()
        return (sum(self._ticks.values()) - self._before) / _TICK

    def _watch(self) -> None:
        while not self._ended.wait(_MEMORY_EVERY if self._memory else _CPU_EVERY):
            self._look()

    def _look(self) -> None:
        kilobytes = 0
        for entry in os.listdir("/proc"):  # noqa: PTH208 - fifty times a second
            if entry.isdecimal() and self._belongs(int(entry)) and self._memory:
                kilobytes += _pss(entry)
        self.peak = max(self.peak, kilobytes / 1024)

    def _belongs(self, pid: int) -> bool:
        """Whether a process is the root, a child of one that is, or in its session; notes its CPU if so."""
        fields = _stat(pid)
        if not fields or not (pid in self._known or int(fields[1]) in self._known or int(fields[3]) == self._root):
            return False
        self._known.add(pid)
        self._ticks[pid] = max(int(fields[11]) + int(fields[12]), self._ticks.get(pid, 0))
        return True


def _stat(pid: int) -> list[bytes]:
    """The fields of /proc/PID/stat behind the name; none where the process is gone."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:  # noqa: PTH123 - as above
            return file.read().rpartition(b")")[2].split()
    except OSError:
        return []


def _pss(pid: str) -> int:
    try:
        with open(f"/proc/{pid}/smaps_rollup", "rb") as file:  # noqa: PTH123 - as above
            for line in file:
                if line.startswith(b"Pss:"):
                    return int(line.split()[1])
    except OSError:
        pass
    return 0


def watched(command: Sequence[str], *, environment: Mapping[str, str] | None = None, memory: bool = False) -> Taken:
    """What a command and all it starts took, by looking; its errors are shown only if it fails."""
    start = time.perf_counter()
    child = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
        text=True,
    )
    watch = Watch(child.pid, memory=memory)
    _, errors = child.communicate()
    wall = time.perf_counter() - start
    cpu = watch.stop()
    if child.returncode:
        raise CommandError(errors[-2000:])
    return Taken(wall, cpu, watch.peak)


class Worker:
    """A job that stays: takes a line, does its work, answers with a line."""

    def __init__(self, name: str, *arguments: str) -> None:
        self._child = subprocess.Popen(
            job(name, *arguments), cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
        )
        self._answer()

    def ask(self, text: str, *, memory: bool = False) -> Taken:
        """What one piece of work took."""
        assert self._child.stdin
        watch = Watch(self._child.pid, memory=memory)
        start = time.perf_counter()
        self._child.stdin.write(text.encode() + b"\n")
        self._child.stdin.flush()
        self._answer()
        wall = time.perf_counter() - start
        return Taken(wall, watch.stop(), watch.peak)

    def end(self) -> None:
        """Sends the job home."""
        self._child.communicate()

    def _answer(self) -> None:
        assert self._child.stdout
        if not self._child.stdout.readline():
            raise CommandError("the worker ended")
