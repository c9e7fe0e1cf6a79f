"""Jobs as rows: one a key, one claim at a time, nothing lost, nothing written by who has lost the claim."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from audit.models import Job
from audit.scoring.problems import Problem
from audit.services import jobs
from audit.services.clock import now
from audit.services.errors import NotFoundError
from tests.cast import Cast

KEY = "k" * 64


def ordered(session: Session, cast: Cast, audit: str = "inspection") -> Job:
    """A job about one audit of the cast."""
    order = {"audits": [cast.audits[audit].id], jobs.INPUT: {"large": True}}
    return jobs.order(session, cast.subjects["reviewer"], kind="report", order=order, key=KEY)


def grow_silent(session: Session) -> None:
    """Sets every sign of life back behind the limit."""
    session.execute(update(Job).values(seen_at=now() - jobs.SILENCE - timedelta(seconds=1)))
    session.expire_all()


def test_the_same_key_is_the_same_job(session: Session, cast: Cast) -> None:
    first = ordered(session, cast)
    assert ordered(session, cast) is first
    assert session.scalars(select(Job.state)).all() == ["queued"]


def test_a_job_has_one_claim(session: Session, cast: Cast) -> None:
    job = ordered(session, cast)
    claimed = jobs.claim(session, job.id)
    assert claimed is not None
    assert (claimed.attempt, claimed.user_id) == (1, cast.people["reviewer"].id)
    assert jobs.claim(session, job.id) is None
    assert jobs.claim(session, job.id + 1) is None


def test_a_finished_job_keeps_its_file_and_not_its_input(session: Session, cast: Cast) -> None:
    job = ordered(session, cast)
    claimed = jobs.claim(session, job.id)
    assert claimed is not None
    jobs.progress(session, claimed, 40)
    jobs.finish(session, claimed, file="f" * 64, name="报告.pdf")
    session.refresh(job)
    assert (job.state, job.progress, job.file, job.name) == ("done", 100, "f" * 64, "报告.pdf")
    assert job.order == {"audits": [cast.audits["inspection"].id]}
    assert jobs.claim(session, job.id) is None
    assert ordered(session, cast).state == "done"


def test_a_result_with_gaps_is_not_used_again(session: Session, cast: Cast) -> None:
    job = ordered(session, cast)
    claimed = jobs.claim(session, job.id)
    assert claimed is not None
    jobs.finish(session, claimed, file="f" * 64, name="n", whole=False)
    session.expire_all()
    assert ordered(session, cast).id != job.id


def test_a_failed_job_waits_anew_when_it_is_ordered_again(session: Session, cast: Cast) -> None:
    job = ordered(session, cast)
    claimed = jobs.claim(session, job.id)
    assert claimed is not None
    jobs.fail(session, claimed, Problem((), "job-unprintable", {"reference": "ab"}))
    session.refresh(job)
    problem = jobs.problem_of(job)
    assert problem is not None
    assert (job.state, problem.code, problem.facts) == ("failed", "job-unprintable", {"reference": "ab"})
    assert ordered(session, cast) is job
    assert (job.state, job.attempts, jobs.problem_of(job)) == ("queued", 0, None)


def test_a_silent_job_is_sent_again_and_fails_at_last(session: Session, cast: Cast) -> None:
    job = ordered(session, cast)
    for attempt in (1, 2, 3):
        assert jobs.watch(session) == [job.id]
        claimed = jobs.claim(session, job.id)
        assert claimed is not None
        assert claimed.attempt == attempt
        assert jobs.watch(session) == []  # it has just shown itself
        grow_silent(session)
    assert jobs.watch(session) == []
    session.refresh(job)
    problem = jobs.problem_of(job)
    assert problem is not None
    assert (job.state, problem.code) == ("failed", "job-lost")


def test_who_lost_the_claim_writes_nothing(session: Session, cast: Cast) -> None:
    job = ordered(session, cast)
    before = jobs.claim(session, job.id)
    grow_silent(session)
    after = jobs.claim(session, job.id)
    assert before is not None
    assert after is not None
    for late in (
        lambda: jobs.progress(session, before, 50),
        lambda: jobs.finish(session, before, file="a" * 64, name="a"),
        lambda: jobs.fail(session, before, Problem((), "job-disk-full")),
        lambda: jobs.release(session, before),
    ):
        with pytest.raises(jobs.ClaimLostError):
            late()
    jobs.finish(session, after, file="b" * 64, name="b")
    session.refresh(job)
    assert (job.state, job.file) == ("done", "b" * 64)


def test_a_worker_that_ends_in_order_gives_the_job_back(session: Session, cast: Cast) -> None:
    job = ordered(session, cast)
    claimed = jobs.claim(session, job.id)
    assert claimed is not None
    jobs.release(session, claimed)
    session.refresh(job)
    assert (job.state, job.attempts) == ("queued", 0)


def test_the_watch_is_a_sign_of_life_for_what_waits(session: Session, cast: Cast) -> None:
    job = ordered(session, cast)
    assert not jobs.is_silent(job)
    grow_silent(session)
    session.refresh(job)
    assert jobs.is_silent(job)
    jobs.watch(session)
    session.refresh(job)
    assert not jobs.is_silent(job)


def test_a_job_is_for_those_who_may_read_all_its_audits(session: Session, cast: Cast) -> None:
    job = ordered(session, cast)
    for name in ("administrator", "campaign_manager", "reviewer", "inspector"):
        assert jobs.get_job(session, cast.subjects[name], job.id) is job
    for name in ("colleague", "branch_manager", "reader", "stranger"):  # the inspection is still a draft
        with pytest.raises(NotFoundError):
            jobs.get_job(session, cast.subjects[name], job.id)
    job.order = {"audits": [cast.audits["inspection"].id, cast.audits["foreign"].id]}
    session.flush()
    with pytest.raises(NotFoundError):
        jobs.get_job(session, cast.subjects["reviewer"], job.id)
    with pytest.raises(NotFoundError):
        jobs.get_job(session, cast.subjects["reviewer"], job.id + 1)
