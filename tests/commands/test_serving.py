"""The server as a person starts it: announced, stopped, killed; what it refuses; what it never says in a log."""

import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from audit.commands.serving import prepare, serve
from audit.db import open_database
from audit.inputs import FileRefusedError
from audit.installation import open_installation
from audit.migrations import head
from audit.models import PublishedChecklist, User
from audit.services.clock import now
from audit.wording import say
from tests.catalogue import ROOT
from tests.commands.running import refused

linux = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="no list of processes here")


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def wait_for(found: Callable[[], object]) -> object:
    """What is found within a minute."""
    for _attempt in range(600):
        if result := found():
            return result
        time.sleep(0.1)
    raise AssertionError("it never came")


def status_of(url: str) -> int:
    try:
        with urlopen(url, timeout=30) as answer:  # noqa: S310 - our own server
            return int(answer.status)
    except HTTPError as error:
        return error.code


class Running:
    """A server in a process of its own, its output in files."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder, self.address = folder / "instance", f"127.0.0.1:{free_port()}"
        self.url = f"http://{self.address}"
        self._out, self._errors = folder / "out", folder / "errors"
        settings = {**os.environ, "ADDRESS": self.address, "STAR_AUDIT_LANG": "zh", **environment}
        command = [sys.executable, "-m", "audit.cli", "serve", "--instance", str(self.folder)]
        with self._out.open("wb") as out, self._errors.open("wb") as errors:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=settings, stdout=out, stderr=errors, start_new_session=True
            )
        wait_for(lambda: "Ctrl-C" in self.out or self.process.poll() is not None)

    @property
    def out(self) -> str:
        return self._out.read_text("utf-8")

    @property
    def errors(self) -> str:
        return self._errors.read_text("utf-8")

    @property
    def link(self) -> str:
        found = re.search(r"http://\S+/setup/\S+", self.out)
        return found.group() if found else ""

    def family(self) -> dict[int, str]:
        """Every process that works on this installation, by its number, with its command."""
        found = {}
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
            except OSError:
                continue
            if str(self.folder) in command and state != "Z":
                found[int(entry.name)] = command
        return found

    def workers(self) -> set[int]:
        return {one for one, command in self.family().items() if "serve" in command} - {self.process.pid}

    def companions(self) -> set[int]:
        """Those that the server itself started, not their own children."""
        return {one for one, command in self.family().items() if "audit.jobs" in command and self._started(one)}

    def _started(self, process: int) -> bool:
        try:
            state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return False
        return int(state[1]) == self.process.pid


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    made = Running(tmp_path)
    yield made
    made.process.kill()
    made.process.wait()
    for one in made.family():
        with suppress(ProcessLookupError):
            os.kill(one, signal.SIGKILL)


@linux
def test_it_serves_and_ctrl_c_ends_everything(running: Running) -> None:
    assert running.url in running.out
    assert status_of(f"{running.url}/sign-in") == status_of(running.link) == 200
    assert running.companions()
    assert oct(running.folder.stat().st_mode & 0o777) == "0o700"
    running.process.send_signal(signal.SIGINT)
    assert running.process.wait(60) == 0
    assert running.family() == {}
    assert running.errors == ""


@linux
@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_nothing_outlives_the_server(running: Running, ending: signal.Signals) -> None:
    assert running.companions() and running.workers()
    running.process.send_signal(ending)
    running.process.wait(60)
    wait_for(lambda: not running.family())


@linux
def test_what_falls_over_is_started_again(running: Running) -> None:
    """A worker that ends takes no companion with it, and a companion no worker."""
    (worker,) = running.workers()
    (companion,) = running.companions()
    os.kill(worker, signal.SIGTERM)
    wait_for(lambda: running.workers() - {worker})
    assert status_of(f"{running.url}/sign-in") == 200
    assert running.companions() == {companion}
    os.kill(companion, signal.SIGKILL)
    wait_for(lambda: running.companions() - {companion})
    assert status_of(f"{running.url}/sign-in") == 200


@linux
def test_a_taken_port_is_said_before_anything_is_touched(running: Running, tmp_path: Path) -> None:
    other = tmp_path / "other"
    lines = refused("serve", "--instance", other, ADDRESS=running.address)
    assert lines == [
        f"{running.address}: this port is taken: another StarAudit may be running; "
        "ADDRESS=127.0.0.1:8001 chooses another port"
    ]
    assert not (other / "star-audit.db").exists()


def test_no_link_is_ever_in_a_log(running: Running) -> None:
    token = running.link.rpartition("/")[2]
    with socket.create_connection(("127.0.0.1", int(running.address.rpartition(":")[2]))) as broken:
        broken.sendall(f"GET /setup/{token} HTTP/9.9\r\n\r\n".encode())
        broken.recv(4096)
    status_of(f"{running.url}/activation/{token}")
    assert len(token) > 30 and token not in running.errors


def why_not(folder: Path) -> tuple[str, str]:
    """What a server in this process refuses to begin with: where, and the words."""
    with pytest.raises(FileRefusedError) as found:
        serve(folder, language="en", out=io.StringIO())
    (problem,) = found.value.problems
    return found.value.name, say(problem, "en")


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("ADDRESS", "8000"),
        ("ADDRESS", "127.0.0.1:99999"),
        ("ADDRESS", "127.0.0.1:http"),
        ("WEB_THREADS", "many"),
        ("WEB_THREADS", "0"),
        ("WEB_PROCESSES", "1001"),
        ("PROXIES", "-1"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, given: str) -> None:
    monkeypatch.setenv("ADDRESS", f"127.0.0.1:{free_port()}")
    monkeypatch.setenv(name, given)
    where, words = why_not(tmp_path)
    assert where == name and f"“{given}”" in words
    assert not (tmp_path / "star-audit.db").exists()


def test_an_address_of_another_machine_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADDRESS", "203.0.113.1:8000")
    assert why_not(tmp_path)[0] == "203.0.113.1:8000"


@pytest.mark.parametrize(
    "url", ["postgresql+psycopg://nobody:geheim@127.0.0.1:1/nothing", "oracle+nothing://x:geheim@y", "geheim"]
)
def test_a_database_that_does_not_open_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(FileRefusedError) as found:
        prepare(open_installation(tmp_path))
    assert found.value.name == "DATABASE_URL"
    assert "geheim" not in say(found.value.problems[0], "en")


def test_broken_secrets_are_said(tmp_path: Path) -> None:
    (tmp_path / "secrets.json").write_text("{")
    assert why_not(tmp_path)[0] == str(tmp_path / "secrets.json")


def test_a_newer_database_is_left_alone(tmp_path: Path) -> None:
    installation = open_installation(tmp_path, {})
    prepare(installation)
    with installation.database.writing() as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        session.commit()
    with pytest.raises(FileRefusedError) as found:
        prepare(installation)
    installation.database.engine.dispose()
    assert [problem.code for problem in found.value.problems] == ["newer-schema"]


def test_what_ships_is_published_once(database_url: str, tmp_path: Path) -> None:
    installation = open_installation(tmp_path, {"DATABASE_URL": database_url})
    installation.__dict__["database"] = open_database(database_url)
    with installation.database.writing() as session:
        session.connection().exec_driver_sql("CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32))")
        session.connection().exec_driver_sql("DELETE FROM alembic_version")
        session.connection().exec_driver_sql(f"INSERT INTO alembic_version VALUES ('{head()}')")  # noqa: S608 - ours
        session.commit()
    seen = []
    for _start in range(2):
        prepare(installation)
        with installation.database.reading() as session:
            seen.append(sorted((row.id, row.name) for row in session.query(PublishedChecklist)))
    installation.database.engine.dispose()
    assert seen[0] == seen[1]
    assert "civilized-service@2026.1" in {name for _id, name in seen[0]}


def test_logs_are_json_without_secrets() -> None:
    code = """
import logging, structlog
from audit.logs import configure
configure()
log = structlog.get_logger("audit.test")
log.info("seen", path="/setup/abc-DEF_1?x=1", password="hush1", token="hush2", totp_secret="hush3", user=7)
logging.getLogger("gunicorn.error").error("Error handling request %s", "/activation/hush4")
try:
    password = "hush5"
    raise ValueError("went wrong at /setup/hush6")
except ValueError:
    log.exception("failed")
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [line["event"] for line in lines] == ["seen", "Error handling request /activation/…", "failed"]
    assert (lines[0]["path"], lines[0]["password"], lines[0]["user"]) == ("/setup/…?x=1", "…", 7)
    assert "ValueError: went wrong at /setup/…" in lines[2]["exception"]
    assert "hush" not in done.stderr and "abc-DEF" not in done.stderr and done.stdout == ""


def test_an_error_of_the_database_does_not_quote_what_was_written(database_url: str) -> None:
    database = open_database(database_url)
    with database.writing() as session, pytest.raises(Exception, match="login") as failed:
        for _time in range(2):
            session.add(User(login="same", name="hush", created_at=now()))
            session.flush()
    database.engine.dispose()
    assert "hush" not in str(failed.value)
