"""Reads any file somebody sends as a workbook: in a child process with limits, or refuses it.

Whatever goes wrong in there is one problem out here. Only cells come back, as plain texts.
"""

import json
import os
import resource
import select
import signal
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from audit.mortal import die_with
from audit.scoring.problems import Problem, RefusedError
from audit.workbooks.parsing import RawCell, TooHeavyError, read_sheets

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
MOST_BYTES = 16 * 1024 * 1024
_MEMORY = 300 * 1024 * 1024
_CPU_SECONDS = 1.5
_WALL_SECONDS = 15.0
_HEADER = struct.Struct(">Q")
_TOO_HEAVY, _BROKEN = "workbook-too-heavy", "not-a-workbook"
_OUT_OF_MEMORY = 9
_STOPPING = (signal.SIGPROF, signal.SIGKILL)
# One fork at a time, or a child would hold the other one's pipe open.
_FORKING = threading.Lock()


@dataclass(frozen=True, slots=True)
class RawSheet:
    """The cells of one worksheet that hold anything, in the order of the file."""

    title: str
    cells: list[RawCell]


def read_cells(data: bytes, *, rows: int, cached: bool = False) -> list[RawSheet]:
    """The worksheets of an .xlsx file; formulas count as such, or with the values they had when `cached`.

    Raises RefusedError with one problem: locked, too heavy, or no workbook.
    """
    if data.startswith(_OLE):
        raise _refused("workbook-locked")
    if len(data) > MOST_BYTES:
        raise _refused(_TOO_HEAVY)
    code, sheets = json.loads(in_child(lambda: _answer(data, rows, cached=cached)))
    if code:
        raise _refused(code)
    return [
        RawSheet(title, [(row, column, kind, text) for row, column, kind, text in cells]) for title, cells in sheets
    ]


def _refused(code: str) -> RefusedError:
    return RefusedError([Problem((), code)])


def _answer(data: bytes, rows: int, *, cached: bool) -> bytes:
    """What the child says: a code, or no code and the sheets."""
    try:
        return json.dumps(["", read_sheets(BytesIO(data), rows=rows, cached=cached)]).encode()
    except TooHeavyError:
        return json.dumps([_TOO_HEAVY, []]).encode()


def in_child(work: Callable[[], bytes]) -> bytes:
    """What the work gives, done in a limited child process; a code where the child was stopped or died."""
    with _FORKING:
        reading, writing = os.pipe()
        parent, child = os.getpid(), os.fork()
        if child == 0:
            _be_child(parent, reading, writing, work)
        os.close(writing)
    try:
        answer = _receive(reading, time.monotonic() + _WALL_SECONDS)
    finally:
        os.close(reading)
        status = _end(child)
    if answer is not None:
        return answer
    stopped = os.WIFSIGNALED(status) and os.WTERMSIG(status) in _STOPPING
    full = os.WIFEXITED(status) and os.WEXITSTATUS(status) == _OUT_OF_MEMORY
    return json.dumps([_TOO_HEAVY if stopped or full else _BROKEN, []]).encode()


def _be_child(parent: int, reading: int, writing: int, work: Callable[[], bytes]) -> None:
    """The child's whole life: it ends here whatever is raised, and never returns into the parent's code."""
    status = 0
    try:
        die_with(parent)
        os.close(reading)  # or writing to a parent that is gone would wait for ever
        _limit()
        answer = work()
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(_HEADER.pack(len(answer)) + answer)
    except MemoryError:
        status = _OUT_OF_MEMORY
    finally:
        os._exit(status)


def _limit() -> None:
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, _CPU_SECONDS)
    statistics = Path("/proc/self/statm")
    if statistics.exists():
        used = int(statistics.read_text().split()[0]) * resource.getpagesize()
        most = used + _MEMORY
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        if hard == resource.RLIM_INFINITY or most < hard:
            resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _receive(reading: int, deadline: float) -> bytes | None:
    """The child's answer; None where it ended without one or took too long."""
    received = bytearray()
    while (left := deadline - time.monotonic()) > 0:
        if not select.select([reading], [], [], left)[0]:
            return None
        piece = os.read(reading, 1 << 20)
        if not piece:
            break
        received += piece
    if len(received) < _HEADER.size or len(received) != _HEADER.size + _HEADER.unpack_from(received)[0]:
        return None
    return bytes(received[_HEADER.size :])


def _end(child: int) -> int:
    """Stops the child, whatever it is doing, and gives the status it ended with."""
    try:
        finished, status = os.waitpid(child, os.WNOHANG)
        if not finished:
            time.sleep(0.001)
            finished, status = os.waitpid(child, os.WNOHANG)
        if not finished:
            os.kill(child, signal.SIGKILL)
            _finished, status = os.waitpid(child, 0)
    except ChildProcessError:  # somebody else waits for all children
        return 0
    return status
