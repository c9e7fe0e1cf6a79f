"""Servers under measurement: gunicorn with threads, one process, and what its worker used."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.bench.figures import ROOT

_TICK = os.sysconf("SC_CLK_TCK")
THREADS = 16


class Server(NamedTuple):
    """A server that answers at a port of this machine; `worker` is the process that does the work."""

    port: int
    worker: int

    def connect(self) -> http.client.HTTPConnection:
        """A connection that stays open."""
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def cpu(self) -> float:
        """The seconds of CPU that the worker has used."""
        fields = Path(f"/proc/{self.worker}/stat").read_bytes().rpartition(b")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICK


@contextmanager
def serving(application: str, **environment: str) -> Iterator[Server]:
    """gunicorn with one process and threads, ended afterwards."""
    port = _free_port()
    command = [sys.executable, "-m", "gunicorn", "-k", "gthread", "--threads", str(THREADS), "--keep-alive", "75"]
    command += ["-b", f"127.0.0.1:{port}", "--log-level", "error", f"tests.bench.served:{application}"]
    master = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment})
    try:
        _await(port)
        yield Server(port, _child_of(master.pid))
    finally:
        master.terminate()
        master.wait()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as asked:
        port: int = asked.getsockname()[1]
        return port


def _await(port: int) -> None:
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError("gunicorn did not start")


def _child_of(master: int) -> int:
    for _ in range(600):
        if children := Path(f"/proc/{master}/task/{master}/children").read_text().split():
            return int(children[0])
        time.sleep(0.05)
    raise TimeoutError("gunicorn has no worker")


def ask(
    connection: http.client.HTTPConnection, method: str, path: str, body: bytes | None, headers: Mapping[str, str]
) -> bytes:
    """The answer of a request; raises AssertionError for any other status than 200."""
    connection.request(method, path, body, dict(headers))
    answer = connection.getresponse()
    content = answer.read()
    assert answer.status == 200, content[:500]
    return content
