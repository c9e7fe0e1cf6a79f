"""Whether a report holds: the file is whole, and its printed figures are those of the data attached to it."""

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import pikepdf

from audit.reporting.glyphs import with_glyphs
from audit.reporting.issue import number_text
from audit.reporting.press import PressError, in_child
from audit.reporting.printed import compared, is_figure
from audit.reporting.report import ANSWERS, CHECKLIST, ISSUE
from audit.reporting.running import recognised
from audit.reporting.seal import is_whole
from audit.reporting.tagged import read_pages, squeezed
from audit.reporting.view import branch_name, canonical
from audit.scoring.checklist import Checklist
from audit.scoring.figures import show
from audit.scoring.json_text import read_json
from audit.scoring.loading import load_checklist
from audit.scoring.problems import Problem, RefusedError
from audit.scoring.score import Score, score
from audit.translations import LANGUAGES

_MOST_ATTACHED = 16_000_000
_MOST_PAGES = 20  # that are named
_SECONDS, _MEMORY = 30, 900_000_000


@dataclass(frozen=True)
class Findings:
    """What was found: the problems, and the facts of the report for a sentence about it."""

    problems: tuple[Problem, ...]
    facts: Mapping[str, object] = field(default_factory=dict[str, object])

    @property
    def holds(self) -> bool:
        """Whether nothing was wrong."""
        return not self.problems


def verify_pdf(data: bytes) -> Findings:
    """Takes the attachments out, scores them again and compares; never raises for a bad file.

    A child does it: a file may unpack to anything, or lead its reader round in circles.
    """
    try:
        findings = in_child(_verified, data, seconds=_SECONDS, memory=_MEMORY)
    except PressError:
        return Findings((Problem((), "not-a-report"),))
    assert isinstance(findings, Findings)  # noqa: S101 - what _verified gives
    return findings


def _verified(data: bytes) -> Findings:
    problems = [] if is_whole(data) else [Problem((), "seal-broken")]
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            scored, answers = _attached_score(pdf)
            answers_digest = sha256((_attachment(pdf, ANSWERS) or "").encode()).hexdigest()
            number, reading = _attached_number(pdf), read_pages(pdf)
    except RefusedError as refused:
        return Findings((*problems, *refused.problems))
    except Exception:
        return Findings((*problems, Problem((), "not-a-report")))
    names = branch_name(answers), number, scored.checklist.name, sha256(canonical(answers).encode()).hexdigest()
    running, misfits = recognised(reading.loose, names)
    problems += [Problem((), "page-differs", {"page": page}) for page in misfits[:_MOST_PAGES]]
    problems += [Problem((), "painted-over", {"page": page}) for page in reading.painted[:_MOST_PAGES]]
    rows = reading.rows
    problems += [*compared(scored, rows, running.kind), *_compared_number(number, rows)]
    issued = {"issue": number} if number else {}
    return Findings(tuple(problems), _facts(scored, rows) | {"answers_digest": answers_digest} | issued)


def _attached_number(pdf: pikepdf.Pdf) -> str:
    """The number a locked report was issued under; empty for a report that is not locked."""
    text = _attachment(pdf, ISSUE)
    return str(json.loads(text)["number"]) if text is not None else ""


def _compared_number(number: str, rows: list[list[str]]) -> list[Problem]:
    """A problem where the pages do not show the number, or show one and there is none."""
    shown = {squeezed(row[0]) for row in rows if len(row) == 1}
    expected = {squeezed(with_glyphs(number_text(number, language))) for language in LANGUAGES}
    if number:
        return [] if shown & expected else [Problem(("issue",), "issue-differs", {"expected": number})]
    claims = tuple(expected)
    return [
        Problem(("issue",), "figure-differs", {"printed": text, "expected": "—"})
        for text in shown
        if text.startswith(claims)
    ]


def _attached_score(pdf: pikepdf.Pdf) -> tuple[Score, dict[str, Any]]:
    texts = {name: _attachment(pdf, name) for name in (CHECKLIST, ANSWERS)}
    missing = [Problem((name,), "attachment-missing") for name, text in texts.items() if text is None]
    if missing:
        raise RefusedError(missing)
    checklist: Checklist = load_checklist(texts[CHECKLIST] or "")
    answers: Any = read_json(texts[ANSWERS] or "").value
    return score(checklist, answers), answers


def _attachment(pdf: pikepdf.Pdf, name: str) -> str | None:
    if name not in pdf.attachments:
        return None
    data = pdf.attachments[name].get_file().read_bytes()
    if len(data) > _MOST_ATTACHED:
        raise RefusedError([Problem((name,), "too-large", {"size": len(data), "limit": _MOST_ATTACHED})])
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise RefusedError([Problem((name,), "not-utf8")]) from None


def _facts(scored: Score, rows: list[list[str]]) -> dict[str, object]:
    low, high = scored.low, scored.high
    final = show(low.final) if scored.complete else f"{show(low.final)} – {show(high.final)}"
    return {
        "checklist": scored.checklist.name,
        "digest": scored.checklist.digest[:16],
        "checklist_digest": scored.checklist.digest,
        "final": final,
        "grade": low.grade.id if scored.complete and low.grade else "-",
        "figures": sum(1 for row in rows for cell in row if is_figure(cell)),
    }
