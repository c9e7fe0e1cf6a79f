"""What anybody with the code of an issue may learn, and whether a report is the one that was issued."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from audit.models import Audit, Issue, PublishedChecklist
from audit.scoring.problems import Problem
from audit.services.errors import NotFoundError
from audit.services.issues import CODE_LENGTH


class Shown(NamedTuple):
    """An issue, and the newest one where it was replaced since."""

    issue: Issue
    newest: Issue | None


def find(session: Session, code: str) -> Shown:
    """The issue with this code, however it was typed; raises NotFoundError."""
    typed = "".join(sign for sign in code.upper() if sign.isalnum())
    audit = joinedload(Issue.audit)
    parts = (
        audit.joinedload(Audit.branch),
        audit.joinedload(Audit.checklist).defer(PublishedChecklist.content, raiseload=True),
    )
    found = session.scalar(select(Issue).where(Issue.code == typed).options(*parts)) if _is_code(typed) else None
    if found is None:
        raise NotFoundError
    return Shown(found, _newest(session, found))


def _is_code(typed: str) -> bool:
    return len(typed) == CODE_LENGTH and typed.isascii()


def _newest(session: Session, issue: Issue) -> Issue | None:
    newest = None
    while (newest or issue).replaced_by is not None:
        newest = session.get_one(Issue, (newest or issue).replaced_by)
    return newest


def compare(issue: Issue, found: Mapping[str, object]) -> list[Problem]:
    """Where a report is not what was issued: its number, its answers, its checklist.

    `found` is what the report says: `issue`, `answers_digest` and `checklist_digest`.
    """
    problems = []
    number = found.get("issue")
    if not number:
        problems.append(Problem(("issue",), "not-issued", {"expected": issue.number}))
    elif number != issue.number:
        problems.append(Problem(("issue",), "other-issue", {"given": number, "expected": issue.number}))
    if found.get("answers_digest") != issue.answers_digest:
        problems.append(Problem(("answers.json",), "answers-not-issued", {"number": issue.number}))
    if found.get("checklist_digest") != issue.checklist_digest:
        problems.append(Problem(("checklist.json",), "checklist-not-issued", {"number": issue.number}))
    return problems
