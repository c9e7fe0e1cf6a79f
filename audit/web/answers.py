"""What the server says when a tablet has sent, or asks for an audit: to who fills it, and to who did."""

from typing import Any

from sqlalchemy.orm import Session

from audit.scoring.problems import Problem
from audit.services.absent import absent, absent_of
from audit.services.access import Subject
from audit.services.changes import Outcome
from audit.services.operations import Applied
from audit.services.tablets import hear
from audit.services.wording import say
from audit.web.bundle import conflicts, figures_json, have, registers_json, tablets_json
from audit.web.language import language
from audit.web.messages import Batch, Unread


def answer(
    session: Session, subject: Subject, audit_id: int, batch: Batch, done: Applied
) -> tuple[dict[str, Any], str]:
    """The answer to a batch without its registers, and these as JSON."""
    device = batch.device
    tablets = hear(session, subject, audit_id, device=device, waiting=batch.waiting, skew=batch.skew)
    head = {"proto": 1, "revision": done.revision, "state": done.state, "results": results(batch, done.outcomes)}
    head["have"] = have(done.known, device)
    if not done.fills:
        return head | _parting(session, subject, audit_id), "{}"
    head |= {
        "may_fill": done.state == "draft",
        "score": figures_json(done.figures),
        "conflicts": conflicts(session, audit_id, done.known, done.state),
        "missing": absent(session, audit_id, done.known, done.state),
        "tablets": tablets_json(tablets),
    }
    return head, registers_json(session, done.known, subject, batch.since)


def _parting(session: Session, subject: Subject, audit_id: int) -> dict[str, Any]:
    """To who fills it no more: nothing of what others do, and what their own work still lacks."""
    missing = absent_of(session, subject, audit_id)
    return {"may_fill": False, "score": None, "conflicts": [], "missing": missing, "tablets": []}


def results(batch: Batch, outcomes: list[Outcome]) -> list[dict[str, Any]]:
    """What became of every operation of a batch, in the order in which they were sent."""
    read = zip(batch.changes, outcomes, strict=True)
    every = {at: _result(at, outcome) for at, outcome in read}
    every |= {at: _unread(at, unread) for at, unread in batch.unread.items()}
    return [every[at] for at in sorted(every)]


def _result(at: int, outcome: Outcome) -> dict[str, Any]:
    result: dict[str, Any] = {"id": outcome.id, "at": at, "outcome": outcome.outcome, "revision": outcome.revision}
    return result | _problem(outcome.problems)


def _unread(at: int, unread: Unread) -> dict[str, Any]:
    every = [{**_said(problem), "where": problem.where()} for problem in unread.problems]
    problem = {key: every[0][key] for key in ("code", "message")} | {"all": every}
    return {"id": unread.id, "at": at, "outcome": "rejected", "revision": 0, "problem": problem}


def _problem(problems: tuple[Problem, ...]) -> dict[str, Any]:
    every = [_said(problem) for problem in problems]
    return {"problem": every[0] | {"all": every}} if every else {}


def _said(problem: Problem) -> dict[str, str]:
    return {"code": problem.code, "message": say(problem, language())}
