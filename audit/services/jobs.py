"""Work behind the request: rows that are ordered, claimed by one worker at a time, and never lost.

The row is the truth. A worker that falls silent loses its claim; who comes after a lost claim changes nothing.
"""

import json
from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from secrets import token_hex
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from audit.models import Audit, Job
from audit.scoring.problems import Problem
from audit.services.access import Subject, visible_audits
from audit.services.clock import now
from audit.services.errors import NotFoundError

# a running job shows itself more often than this, or its worker is gone
SILENCE = timedelta(seconds=60)
MOST_ATTEMPTS = 3
# who waits is told sooner that nobody seems to be there; workers show themselves every few seconds
QUIET = timedelta(seconds=25)
# what a job is made from; left away when it is done, since the result is kept
INPUT = "input"


class Claim(NamedTuple):
    """A job in the hands of a worker; `attempt` tells this worker from one that had it before."""

    id: int
    attempt: int
    kind: str
    order: Mapping[str, Any]
    user_id: int | None


class ClaimLostError(Exception):
    """The job fell silent and was given to another worker: nothing more is written about this attempt."""


def order(session: Session, subject: Subject | None, *, kind: str, order: Mapping[str, Any], key: str) -> Job:
    """The job with this key: made, waiting anew where it had failed, or as it is.

    `order["audits"]` names the audits it is about: who may read all of them may have the result.
    """
    job = session.scalar(select(Job).where(Job.key == key))
    if job is None:
        whose = subject.id if subject else None
        job = _added(session, Job(kind=kind, key=key, order=dict(order), user_id=whose, **_waiting()))
    if job.state == "failed":
        put_back(session, job, order)
    return job


def put_back(session: Session, job: Job, order: Mapping[str, Any]) -> None:
    """Lets a job that failed, or whose file is gone, wait anew."""
    for name, value in {**_waiting(), "order": dict(order), "state": "queued", "attempts": 0, "progress": 0}.items():
        setattr(job, name, value)
    job.file, job.problem, job.ended_at = None, "", None
    session.flush()


def _waiting() -> dict[str, Any]:
    return {"queued_at": now(), "seen_at": now()}


def _added(session: Session, job: Job) -> Job:
    """The new row; where another process was faster, its row."""
    try:
        with session.begin_nested():
            session.add(job)
    except IntegrityError:
        return session.scalars(select(Job).where(Job.key == job.key)).one()
    return job


def get_job(session: Session, subject: Subject, job_id: int) -> Job:
    """The job, if the person may read every audit it is about, now; raises NotFoundError."""
    job = session.get(Job, job_id)
    if job is None:
        raise NotFoundError
    audits: Any = job.order["audits"]
    readable = visible_audits(subject).where(Audit.id.in_(audits)).with_only_columns(func.count(Audit.id))
    if session.scalar(readable) != len(audits):
        raise NotFoundError
    return job


def is_silent(job: Job) -> bool:
    """Whether nobody seems to work on it, or to be there to begin."""
    return job.state in {"queued", "running"} and now() - job.seen_at > QUIET


def claim(session: Session, job_id: int) -> Claim | None:
    """Takes a waiting job, or a silent one; None where it is in other hands, over, or tried too often."""
    row = session.execute(
        update(Job)
        .where(Job.id == job_id, or_(Job.state == "queued", _silent()), Job.attempts < MOST_ATTEMPTS)
        .values(state="running", attempts=Job.attempts + 1, seen_at=now(), progress=0)
        .returning(Job.id, Job.attempts, Job.kind, Job.order, Job.user_id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    return None if row is None else Claim(*row)


def _silent() -> ColumnElement[bool]:
    return and_(Job.state == "running", Job.seen_at < now() - SILENCE)


def progress(session: Session, claimed: Claim, percent: int) -> None:
    """A sign of life, and how far it is; raises ClaimLostError."""
    _write(session, claimed, {"progress": percent, "seen_at": now()})


def finish(session: Session, claimed: Claim, *, file: str, name: str, whole: bool = True) -> None:
    """The job is done: its file lies in the store; raises ClaimLostError. One that is not whole is not used again."""
    kept = {part: value for part, value in claimed.order.items() if part != INPUT}
    done = {"state": "done", "progress": 100, "file": file, "name": name, "order": kept, "problem": ""}
    unlike = {} if whole else {"key": sha256(f"{claimed.id} {token_hex(16)}".encode()).hexdigest()}
    _write(session, claimed, {**done, **unlike, "ended_at": now(), "seen_at": now()})


def fail(session: Session, claimed: Claim, problem: Problem) -> None:
    """The job cannot be done, and why; raises ClaimLostError."""
    text = problem_text(problem)
    _write(session, claimed, {"state": "failed", "problem": text, "ended_at": now(), "seen_at": now()})


def release(session: Session, claimed: Claim) -> None:
    """The worker ends before the job does: it waits again, and the attempt does not count."""
    _write(session, claimed, {"state": "queued", "attempts": claimed.attempt - 1, "seen_at": now()})


def _write(session: Session, claimed: Claim, values: Mapping[str, Any]) -> None:
    mine = (Job.id == claimed.id, Job.state == "running", Job.attempts == claimed.attempt)
    written = session.execute(
        update(Job).where(*mine).values(**values).returning(Job.id).execution_options(synchronize_session=False)
    )
    if written.one_or_none() is None:
        raise ClaimLostError


def watch(session: Session) -> list[int]:
    """Ids of the jobs that wait, each with a new sign of life; silent ones wait again, or have failed for good."""
    lost = update(Job).where(_silent()).execution_options(synchronize_session=False)
    words = problem_text(Problem((), "job-lost", {"attempts": MOST_ATTEMPTS}))
    session.execute(
        lost.where(Job.attempts >= MOST_ATTEMPTS).values(state="failed", problem=words, ended_at=now(), seen_at=now())
    )
    session.execute(lost.values(state="queued"))
    waiting = select(Job.id).where(Job.state == "queued").order_by(Job.id)
    ids = list(session.scalars(waiting))
    if ids:
        session.execute(update(Job).where(Job.state == "queued").values(seen_at=now()))
    return ids


def problem_text(problem: Problem) -> str:
    """A problem as a row keeps it; the reader's language is not known yet."""
    return json.dumps({"code": problem.code, "facts": dict(problem.facts)}, ensure_ascii=False, default=str)


def problem_of(job: Job) -> Problem | None:
    """Why a job failed."""
    if not job.problem:
        return None
    kept = json.loads(job.problem)
    return Problem((), kept["code"], kept["facts"])
