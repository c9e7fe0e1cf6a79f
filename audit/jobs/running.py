"""From a message to the work: who has the claim does it, everybody else lets it be."""

from collections.abc import Mapping

from audit.installation import Installation
from audit.jobs.archives import make_archive
from audit.jobs.attempt import Work, attempt
from audit.jobs.queue import Queue
from audit.jobs.reports import make_report
from audit.services import jobs

KINDS: Mapping[str, Work] = {"report": make_report, "archive": make_archive}


def run(installation: Installation, queue: Queue, job_id: int) -> None:
    """Does a job, unless it is done, in other hands or gone."""
    # a child that prints must not hold the queue's connection
    queue.huey.storage.close()
    with installation.database.writing() as session:
        claimed = jobs.claim(session, job_id)
        session.commit()
    if claimed is not None:
        attempt(installation, claimed, KINDS[claimed.kind])
