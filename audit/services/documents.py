"""The answer document of an audit (scoring contract, section 9) out of its registers: what is printed and exported."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.models import Assignment, Audit, Issue, Operation, User
from audit.services.checklists import load
from audit.services.known import CLAIM, Known, knowledge


class PhotographEntry(NamedTuple):
    """A photograph as the registers have it; `digest` is that of the file that was sent."""

    criterion: str
    register: str
    digest: str
    caption: str
    order: int
    marks: tuple[Mapping[str, Any], ...]


def document(session: Session, audit: Audit) -> dict[str, Any]:
    """The audit as an answer document, a locked one as it was issued; photographs are named by their file's digest."""
    issued = session.scalar(select(Issue.answers).where(Issue.audit_id == audit.id))
    if issued is not None:
        made: dict[str, Any] = json.loads(issued)
        return made
    known = knowledge(session, audit.id, audit.chain)
    branch = {"code": audit.branch.code, "name": audit.branch.name, **audit.facts}
    made = {"checklist": load(session, audit.checklist_id).name, "branch": branch}
    made["audit"] = _about(session, audit, known)
    made["answers"] = _answers(known)
    if known.vetoes:
        made["vetoes"] = sorted(known.vetoes)
    if known.bonus:
        made["bonus"] = known.bonus
    return made


def _about(session: Session, audit: Audit, known: Known) -> dict[str, Any]:
    about: dict[str, Any] = {"kind": audit.kind, "assessors": _assessors(session, audit, known)}
    if known.held_on:
        about["date"] = known.held_on
    about["organisation"] = audit.campaign.organisation.name
    return about


def _assessors(session: Session, audit: Audit, known: Known) -> list[str]:
    """Who assessed: who signed as assessor, else who is assigned, else who answered."""
    signed = known.registers.get("sig/assessor")
    if signed is not None and signed.value:
        return [signed.value["name"]]
    assigned = select(User.name).join(Assignment, Assignment.user_id == User.id).where(Assignment.audit_id == audit.id)
    names = list(session.scalars(assigned.order_by(User.id)))
    if names:
        return names
    answered = {value.user_id for path, value in known.registers.items() if not path.startswith(CLAIM)}
    return list(session.scalars(select(User.name).where(User.id.in_(answered)).order_by(User.id)))


def _answers(known: Known) -> dict[str, Any]:
    """The answers with their notes and photographs; what belongs to an open criterion waits with it."""
    made = {id_: dict(answer) for id_, answer in known.answers.items()}
    for path, register in known.registers.items():
        id_, _, part = path.removeprefix("c/").partition("/")
        if part == "note" and register.value and id_ in made:
            made[id_]["note"] = register.value
    for photograph in photographs(known):
        if photograph.criterion in made:
            entry = {"file": photograph.digest} | ({"caption": photograph.caption} if photograph.caption else {})
            made[photograph.criterion].setdefault("photos", []).append(entry)
    return made


def photographs_of(session: Session, audit: Audit) -> list[PhotographEntry]:
    """Every photograph of the audit, by criterion register and order."""
    return photographs(knowledge(session, audit.id, audit.chain))


def photographs(known: Known) -> list[PhotographEntry]:
    """Every photograph in the registers, in the order its criterion shows it."""
    return sorted(_photographs(known), key=lambda entry: (entry.criterion, entry.order, entry.register))


def _photographs(known: Known) -> Iterator[PhotographEntry]:
    for path, register in known.registers.items():
        criterion, _, part = path.removeprefix("c/").partition("/p/")
        if part and register.value:
            value = register.value
            marks = tuple(value.get("marks", ()))
            yield PhotographEntry(
                criterion, path, value["photo"], value.get("caption", ""), value.get("order", 0), marks
            )


def signatures(session: Session, audit: Audit) -> dict[str, Mapping[str, Any]]:
    """Who signed or refused, by `assessor` and `branch_head`."""
    known = knowledge(session, audit.id, audit.chain)
    found = {role: known.registers.get(f"sig/{role}") for role in ("assessor", "branch_head")}
    return {role: register.value for role, register in found.items() if register is not None and register.value}


def authors(session: Session, audit: Audit) -> set[int]:
    """Ids of the people who changed anything in the audit; who only claimed a module has not."""
    applied = (Operation.audit_id == audit.id, Operation.outcome == "applied", ~Operation.path.startswith(CLAIM))
    return set(session.scalars(select(Operation.user_id).where(*applied).distinct()))
