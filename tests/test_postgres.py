"""The PostgreSQL that the tests bring: one a run, gone with the last process that uses it."""

import signal
import subprocess
import sys
import time
from pathlib import Path
from uuid import uuid4

import psycopg

from tests import postgres

ROOT = Path(__file__).parents[1]
JOIN = "import sys; from tests import postgres; print(postgres.joined(sys.argv[1]), flush=True); sys.stdin.read()"


def joining(run: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", JOIN, run]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def folder_of(process: subprocess.Popen[str]) -> Path:
    assert process.stdout
    return Path(process.stdout.readline().strip())


def test_it_is_a_real_server_in_another_zone_than_ours() -> None:
    url = postgres.url(postgres.run_name(), f"named_{uuid4().hex}")
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        row = connection.execute("SELECT version(), current_setting('timezone'), lower('ÄÖ')").fetchone()
    assert row is not None
    assert row[0].startswith("PostgreSQL 1")
    assert row[1:] == ("Asia/Shanghai", "äö")


def test_processes_of_a_run_share_it_and_it_ends_with_the_last_however_that_ends() -> None:
    run = uuid4().hex
    with joining(run) as first, joining(run) as second:
        folder = folder_of(first)
        assert folder_of(second) == folder
        server = int((folder / "data" / "postmaster.pid").read_text("utf-8").split()[0])
        first.kill()
        first.wait()
        time.sleep(0.3)
        assert Path(f"/proc/{server}").exists()
        assert (folder / ".s.PGSQL.5432").exists()
        second.send_signal(signal.SIGKILL)
    for _ in range(500):
        if not folder.exists():
            break
        time.sleep(0.02)
    assert not folder.exists()
    assert not Path(f"/proc/{server}").exists()
