"""The press: renders in a child process with limits of time and memory, so no input can hurt the caller.

Each report has a child of its own, forked from a caller that may have warmed up: the child then finds the
renderer loaded and the fonts known, and takes whatever it spoils with it when it ends.
"""

import gc
import multiprocessing
import resource
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from time import monotonic
from typing import Any

from audit.mortal import die_with
from audit.reporting.pdf import Sheets, render_pdf

SECONDS = 300
MEMORY = 2_000_000_000
_TURN = 1.0  # seconds between two turns of `waiting`
# One fork at a time, or a child would hold the other one's pipe open.
_FORKING = threading.Lock()


class PressError(Exception):
    """A report that could not be printed: the renderer failed, or ran out of time or memory."""


def warm_up() -> None:
    """Loads the renderer and the fonts into this process, for children to find; takes about a second."""
    page = '<html lang="en"><head><title>-</title></head><body><p>评<b>星</b></p></body></html>'
    style = '* { font-family: "StarAudit Sans" }'
    render_pdf(Sheets(page, style, {}, {}, "en"))
    gc.freeze()  # children share what is loaded as long as nobody counts it again


def printed(sheets: Sheets, *, seconds: int = SECONDS, memory: int = MEMORY) -> bytes:
    """The PDF of the sheets; raises PressError."""
    result = in_child(render_pdf, sheets, seconds=seconds, memory=memory)
    assert isinstance(result, bytes)  # noqa: S101 - what render_pdf gives
    return result


def in_child(
    work: Callable[[Any], object],
    given: object,
    *,
    seconds: int,
    memory: int,
    waiting: Callable[[], None] = lambda: None,
) -> object:
    """What the work makes of what it is given, done in a child within the limits; raises PressError.

    `waiting` is called every second until then; what it raises ends the child.
    """
    context = multiprocessing.get_context("fork")
    with _FORKING:
        ours, theirs = context.Pipe(duplex=False)
        child = context.Process(target=_work, args=(ours, theirs, work, given, memory), daemon=True)
        child.start()
        theirs.close()
    try:
        _wait(ours, seconds, waiting)
        done, result = ours.recv()
    except EOFError:
        raise PressError("the child ended without a result") from None
    finally:
        child.kill()
        child.join()
        ours.close()
    if not done:
        raise PressError(str(result))
    return result


def _wait(ours: Connection, seconds: int, waiting: Callable[[], None]) -> None:
    end = monotonic() + seconds
    while not ours.poll(max(0, min(_TURN, end - monotonic()))):
        if monotonic() >= end:
            raise PressError(f"no result within {seconds} s")
        waiting()


def _work(ours: Connection, out: Connection, work: Callable[[Any], object], given: object, memory: int) -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None  # noqa: S101 - this is a child
    die_with(parent.pid or 0)
    ours.close()  # or writing to a parent that is gone would wait for ever
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        out.send((True, work(given)))
    except BaseException as error:
        out.send((False, f"{type(error).__name__}: {error}"[:500]))
