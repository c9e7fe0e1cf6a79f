"""One attempt at a job: it shows signs of life, and however it ends, the row says so in plain words."""

import errno
from collections.abc import Callable
from secrets import token_hex
from typing import NamedTuple

import structlog
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from audit.installation import Installation
from audit.reporting.press import PressError
from audit.scoring.problems import Problem, RefusedError
from audit.services import jobs
from audit.services.jobs import Claim, ClaimLostError

log = structlog.get_logger()
Beat = Callable[[int], None]


class Made(NamedTuple):
    """A result: the digest of a file in the store, what to call it, and whether nothing is missing in it."""

    file: str
    name: str
    whole: bool = True


Work = Callable[[Installation, Claim, Beat], Made]


def attempt(installation: Installation, claimed: Claim, work: Work, alongside: Beat = lambda _percent: None) -> None:
    """Carries out a claimed job. `alongside` is told of every sign of life.

    What the database refuses for a moment is raised: the job falls silent and is tried again.
    """

    def write(step: Callable[[Session], None]) -> None:
        with installation.database.writing() as session:
            step(session)
            session.commit()

    def beat(percent: int) -> None:
        write(lambda session: jobs.progress(session, claimed, percent))
        alongside(percent)

    try:
        made = work(installation, claimed, beat)
        write(lambda session: jobs.finish(session, claimed, **made._asdict()))
    except ClaimLostError:
        log.warning("claim lost", job=claimed.id, attempt=claimed.attempt)
    except OperationalError:
        raise
    except KeyboardInterrupt:
        write(lambda session: jobs.release(session, claimed))
        raise
    except Exception as error:
        problem = _problem(claimed, error)
        write(lambda session: jobs.fail(session, claimed, problem))


def _problem(claimed: Claim, error: Exception) -> Problem:
    """Why it cannot be done, for the person who waits; the details go to the log under a number."""
    reference = token_hex(4)
    log.error("job failed", job=claimed.id, kind=claimed.kind, reference=reference, exc_info=error)
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return Problem((), "job-disk-full")
    if isinstance(error, PressError):
        return Problem((), "job-unprintable", {"reference": reference})
    if isinstance(error, RefusedError):
        return error.problems[0]
    return Problem((), "job-unforeseen", {"reference": reference})
