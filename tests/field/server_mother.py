"""The mother of servers that are killed: it has imported the application, so a new server takes no second.

Each line of standard input is an order (JSON: folder, port, database, variant); the answers are the child's process
number, and, once it and all that it made have ended, "gone".
"""

import contextlib
import ctypes
import json
import os
import socket
import sys
from pathlib import Path
from typing import NoReturn

import audit.web.application  # noqa: F401 - before the first fork, with everything that it needs
from audit.commands.server import Server
from audit.installation import open_installation
from audit.logs import configure
from audit.mortal import die_with
from tests.field.server_variants import VARIANTS

HOST = "127.0.0.1"
_PR_SET_CHILD_SUBREAPER = 36


def main() -> None:
    """Makes servers until standard input ends, or whoever gives the orders is no more."""
    die_with(os.getppid())
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1)  # a killed server leaves its worker to us
    _say("ready")
    for line in sys.stdin:
        mother, child = os.getpid(), os.fork()
        if child == 0:
            _be_killed(mother, **json.loads(line))
        _say(child)
        with contextlib.suppress(ChildProcessError):
            while True:
                os.wait()
        _say("gone")


def _be_killed(mother: int, *, folder: str, port: int, database: str, variant: str) -> NoReturn:
    """The product's own server, in a group of processes that can be killed at one blow."""
    os.setsid()
    die_with(mother)
    configure()
    environment = {"ADDRESS": f"{HOST}:{port}", "DATABASE_URL": database}
    installation = open_installation(Path(folder), environment)
    VARIANTS[variant]()
    server = Server(installation, bound(port, listening=True).detach(), workers=1, threads=16)
    server.run_with([])
    raise SystemExit


def bound(port: int, *, listening: bool) -> socket.socket:
    """A socket at the port. Bound without listening it keeps everybody else off while no server is there."""
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    made.bind((HOST, port))
    if listening:
        made.listen(128)
    return made


def _say(word: object) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
