"""Whether a report holds: the file is whole, and its printed figures are those of the data attached to it."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field

import pikepdf

from audit.reporting.press import PressError, in_child
from audit.reporting.printed import compared, is_figure
from audit.reporting.report import ANSWERS, CHECKLIST
from audit.reporting.seal import is_whole
from audit.reporting.tagged import table_rows
from audit.scoring.checklist import Checklist
from audit.scoring.figures import show
from audit.scoring.json_text import read_json
from audit.scoring.loading import load_checklist
from audit.scoring.problems import Problem, RefusedError
from audit.scoring.score import Score, score

_MOST_ATTACHED = 16_000_000
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
            scored = _attached_score(pdf)
            rows = list(table_rows(pdf))
    except RefusedError as refused:
        return Findings((*problems, *refused.problems))
    except Exception:
        return Findings((*problems, Problem((), "not-a-report")))
    return Findings((*problems, *compared(scored, rows)), _facts(scored, rows))


def _attached_score(pdf: pikepdf.Pdf) -> Score:
    texts = {name: _attachment(pdf, name) for name in (CHECKLIST, ANSWERS)}
    missing = [Problem((name,), "attachment-missing") for name, text in texts.items() if text is None]
    if missing:
        raise RefusedError(missing)
    checklist: Checklist = load_checklist(texts[CHECKLIST] or "")
    return score(checklist, read_json(texts[ANSWERS] or "").value)


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
        "final": final,
        "grade": low.grade.id if scored.complete and low.grade else "-",
        "figures": sum(1 for row in rows for cell in row if is_figure(cell)),
    }
