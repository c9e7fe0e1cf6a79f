"""What a report is made from, and its key: the same content is the same report, made once."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from audit.models import Audit, Issue, Operation, Photograph, PhotographUse
from audit.services.documents import document, photographs_of, signatures
from audit.services.jobs import INPUT
from audit.translations import translate
from audit.version import VERSION


def _(text: str) -> str:
    return text


REPORT_KINDS: Mapping[str, str] = {"full": _("报告"), "exceptions": _("扣分报告"), "sheet": _("评分表")}
_AUDIT_KINDS: Mapping[str, str] = {"self": _("自评"), "inspection": _("检查"), "spot_check": _("抽查")}


def key_of(content: object) -> str:
    """The SHA-256 of the one JSON text of what a job is made from."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def report_order(
    session: Session, audit: Audit, *, kind: str, language: str, public_url: str
) -> tuple[str, dict[str, Any]]:
    """The key and the order of a report of an audit as it is now."""
    content = {
        "audit": audit.id,
        "document": document(session, audit),
        "checklist": audit.checklist.digest,
        "kind": kind,
        "language": language,
        "issue": _issue(session, audit, public_url),
        "pictures": {} if kind == "sheet" else _pictures(session, audit),
        "version": VERSION,
    }
    about = {"audits": [audit.id], "kind": kind, "language": language, "name": report_name(audit, kind, language)}
    return key_of({"job": "report", **content}), {**about, INPUT: content}


def report_name(audit: Audit, kind: str, language: str) -> str:
    """What the file is called when it is saved: `东大街支行_2026_检查_报告.pdf`."""
    branch = (audit.branch.name_en if language == "en" else "") or audit.branch.name
    words = [translate(text, language) for text in (_AUDIT_KINDS[audit.kind], REPORT_KINDS[kind])]
    return "_".join(map(safe_name, [branch, str(audit.campaign.year), *words])) + ".pdf"


def safe_name(text: str) -> str:
    """A text that every system takes as a part of a file name."""
    kept = "".join("_" if sign in '\\/:*?"<>|' or not sign.isprintable() else sign for sign in text)
    return kept.strip(" .")[:80] or "_"


def _issue(session: Session, audit: Audit, public_url: str) -> dict[str, Any] | None:
    """What locks the report: number, address of its check, signatures; None while the audit is not locked."""
    issue = session.scalar(select(Issue).where(Issue.audit_id == audit.id))
    if issue is None:
        return None
    days = _signed_on(session, audit)
    return {
        "number": issue.number,
        "url": f"{public_url}/v/{issue.code}",
        "replaces": session.scalar(select(Issue.number).where(Issue.audit_id == audit.previous_id)) or "",
        "signatures": [
            {"role": role, "date": days.get(f"sig/{role}", ""), **value}
            for role, value in signatures(session, audit).items()
        ],
    }


def _signed_on(session: Session, audit: Audit) -> dict[str, str]:
    """The day each signature reached the server, by its register."""
    last = (
        select(Operation.path, func.max(Operation.received_at))
        .where(Operation.audit_id == audit.id, Operation.path.startswith("sig/"), Operation.outcome == "applied")
        .group_by(Operation.path)
    )
    return {path: _day(milliseconds) for path, milliseconds in session.execute(last)}


def _day(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).astimezone().date().isoformat()


def _pictures(session: Session, audit: Audit) -> dict[str, dict[str, Any]]:
    """The audit's photographs that have arrived, by the digest of the file that was sent: where it lies, its marks."""
    rows = session.execute(
        select(Photograph.digest, Photograph.kept)
        .join(PhotographUse, PhotographUse.digest == Photograph.digest)
        .where(PhotographUse.audit_id == audit.id)
    )
    found: dict[str, dict[str, Any]] = {digest: {"kept": kept, "marks": []} for digest, kept in rows}
    for entry in photographs_of(session, audit):
        if entry.digest in found:
            found[entry.digest]["marks"] += entry.marks
    return found
