"""The worker as it is started: it prints, and what a killed one had in its hands is there exactly once."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from time import monotonic, sleep

import psutil
from sqlalchemy import update

from audit.db import Database
from audit.installation import Installation
from audit.jobs.queue import Queue
from audit.jobs.worker import send_lost
from audit.models import Job
from audit.services import jobs
from audit.services.clock import now
from tests.cast import Cast
from tests.jobs.conftest import order_example

PATIENCE = 90  # seconds, for a machine that is busy; a report takes two


@contextmanager
def worker(installation: Installation) -> Iterator[subprocess.Popen[bytes]]:
    """A worker process; whatever happens, it and its children are gone afterwards."""
    environment = {**os.environ, "DATABASE_URL": installation.database_url}
    command = [sys.executable, "-m", "audit.jobs", str(installation.folder)]
    started = subprocess.Popen(command, env=environment, cwd=Path(__file__).parents[2])
    try:
        yield started
    finally:
        started.kill()
        started.wait()


def job_when(database: Database, job_id: int, happened: Callable[[Job], bool]) -> Job:
    """The job as soon as this is so."""
    end = monotonic() + PATIENCE
    while monotonic() < end:
        with database.reading() as session:
            job = session.get_one(Job, job_id)
        if happened(job):
            return job
        sleep(0.02)
    raise AssertionError(f"{job.state} {job.progress} {job.problem}")


def files(installation: Installation) -> list[bytes]:
    return [path.read_bytes()[:5] for path in (installation.folder / "files").rglob("*") if path.is_file()]


def test_a_killed_worker_loses_nothing(installation: Installation, database: Database, cast: Cast) -> None:
    job_id = order_example(database, cast)
    with worker(installation) as first:
        # the message is sent by the watch: nobody else has
        job_when(database, job_id, lambda job: job.state == "running" and job.progress > 0)
        family = psutil.Process(first.pid).children(recursive=True)
        assert len(family) >= 3  # a printer, the watch and the child that prints
        first.send_signal(signal.SIGKILL)
        first.wait()
        assert psutil.wait_procs(family, timeout=PATIENCE)[1] == []
    job = job_when(database, job_id, lambda job: True)
    assert (job.state, job.attempts, files(installation)) == ("running", 1, [])
    with database.writing() as session:  # a minute passes
        session.execute(update(Job).values(seen_at=now() - jobs.SILENCE - timedelta(seconds=1)))
        session.commit()
    with worker(installation):
        job = job_when(database, job_id, lambda job: job.state in {"done", "failed"})
    assert (job.state, job.attempts, job.problem) == ("done", 2, "")
    assert files(installation) == [b"%PDF-"]


def test_a_worker_that_is_told_to_stop_finishes_what_it_has(
    installation: Installation, database: Database, queue: Queue, cast: Cast
) -> None:
    job_id = order_example(database, cast)
    queue.send(job_id)
    with worker(installation) as started:
        job_when(database, job_id, lambda job: job.state == "running")
        started.send_signal(signal.SIGTERM)
        assert started.wait(PATIENCE) == 0
    job = job_when(database, job_id, lambda job: True)
    assert (job.state, job.attempts) == ("done", 1)


def test_only_what_has_no_message_is_sent(
    installation: Installation, database: Database, queue: Queue, cast: Cast
) -> None:
    assert send_lost(installation, queue) == []
    job_id = order_example(database, cast)
    assert send_lost(installation, queue) == [job_id]
    assert send_lost(installation, queue) == []
    assert queue.waiting() == {job_id}
