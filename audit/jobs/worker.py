"""The worker: the renderer loaded once, a process for each core that prints, and one that looks after lost jobs.

Everything here is forked from a parent with a single thread, and nothing outlives it.
"""

import os
import signal
from typing import Any

import structlog
from huey.consumer import Consumer, ProcessEnvironment, Scheduler
from sqlalchemy.exc import SQLAlchemyError

from audit.installation import Installation
from audit.jobs.queue import Queue, queue_of
from audit.jobs.running import run
from audit.mortal import die_with
from audit.reporting.press import warm_up
from audit.services import jobs

MOST_WORKERS = 2
WATCH_SECONDS = 10.0
_STOPPING_SECONDS = 20
log = structlog.get_logger()


def work(installation: Installation) -> None:
    """Works until told to stop by SIGTERM (after the job in hand) or SIGINT (at once, the job waits again)."""
    queue = queue_of(installation)
    queue.does(lambda job_id: run(installation, queue, job_id))
    warm_up()
    _Consumer(installation, queue).run()


class _Environment(ProcessEnvironment):
    """Processes that may have children, each report being printed in one."""

    def create_process(self, runnable: Any, name: str) -> Any:
        """A process that ends with this one, which the library's own would do only on an orderly exit."""
        parent = os.getpid()

        def mortal() -> None:
            die_with(parent)
            runnable()

        process = super().create_process(mortal, name)
        process.daemon = False
        return process


class _Consumer(Consumer):
    """The library's consumer over our processes, with our watch in the place of its timetable."""

    def __init__(self, installation: Installation, queue: Queue) -> None:
        self._watched = installation, queue
        super().__init__(
            queue.huey,
            workers=min(MOST_WORKERS, os.cpu_count() or 1),
            worker_type="process",
            max_delay=0.5,
            shutdown_timeout=_STOPPING_SECONDS,
            graceful_signal="TERM",
        )

    def get_environment(self, worker_type: str) -> ProcessEnvironment:
        """Processes of ours."""
        return _Environment(signal.SIGTERM, signal.SIGINT)

    def _create_scheduler(self) -> "_Watch":
        return _Watch(self._watched, self.huey, self.stop_flag)


class _Watch(Scheduler):
    """Sends every waiting job that has no message, at once and every ten seconds."""

    def __init__(self, watched: tuple[Installation, Queue], huey: Any, stop_flag: Any) -> None:
        super().__init__(huey, stop_flag, interval=1, periodic=False)
        self._installation, self._queue = watched

    def loop(self, now: object = None) -> None:
        """One round."""
        try:
            send_lost(self._installation, self._queue)
        except SQLAlchemyError as error:
            log.warning("watch failed", error=type(error).__name__)
        self.stop_flag.wait(WATCH_SECONDS)


def send_lost(installation: Installation, queue: Queue) -> list[int]:
    """Sends the jobs that wait without a message, and gives their ids."""
    with installation.database.writing() as session:
        waiting = jobs.watch(session)
        session.commit()
    lost = sorted(set(waiting) - queue.waiting()) if waiting else []
    for job_id in lost:
        queue.send(job_id)
    return lost
