"""Processes that belong to the server: started and stopped with it, started again when they fall over."""

import os
import subprocess
import sys
from collections.abc import Sequence
from functools import partial
from time import monotonic

import structlog

from audit.mortal import die_with

# how long a companion that fell over is left lying, in seconds
PAUSE = 5.0
_STOPPING_SECONDS = 10.0
log = structlog.get_logger("audit.companions")


class Companion:
    """One child process; it ends with the process that made it, however that ends."""

    def __init__(self, arguments: Sequence[str]) -> None:
        self._arguments = [sys.executable, *arguments]
        self._owner = os.getpid()
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0

    def start(self) -> None:
        """Starts it, in a session of its own: Ctrl-C in the terminal is the server's to pass on."""
        self._started = monotonic()
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and arguments
            self._arguments,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=partial(die_with, self._owner),  # noqa: PLW1509 - there are no threads yet
        )

    def tend(self) -> None:
        """Starts it again if it fell over a while ago."""
        if self._process is not None and self._process.poll() is not None and monotonic() > self._started + PAUSE:
            log.warning("companion started again", arguments=self._arguments[1:])
            self.start()

    def stop(self) -> None:
        """Ends it; what it cannot finish in ten seconds waits for the next start. Does nothing in a fork."""
        process = self._process
        if process is None or os.getpid() != self._owner or process.poll() is not None:
            return
        process.terminate()
        try:
            process.wait(_STOPPING_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
