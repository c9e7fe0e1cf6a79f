"""Whether a report holds: the file is whole, and its printed figures are those of the data attached to it."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pikepdf

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
    """Takes the attachments out, scores them again and compares; never raises for a bad file."""
    problems = [] if is_whole(data) else [Problem((), "seal-broken")]
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            scored = _attached_score(pdf)
            rows = list(table_rows(pdf))
    except RefusedError as refused:
        return Findings((*problems, *refused.problems))
    except Exception:
        return Findings((*problems, Problem((), "not-a-report")))
    return Findings((*problems, *_compared(scored, rows)), _facts(scored, rows))


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


def _compared(scored: Score, rows: list[list[str]]) -> list[Problem]:
    """Every printed figure that is not the figure of the attached answers."""
    printed = _Printed(scored, rows)
    problems = [*printed.criteria(), *printed.modules(), *printed.final()]
    if not problems and not printed.found:
        problems.append(Problem((), "no-figures"))
    return problems


class _Printed:
    """The figures that the tables of a report show, against those of a score."""

    def __init__(self, scored: Score, rows: list[list[str]]) -> None:
        self._scored, self._rows = scored, rows
        self.found = 0

    def criteria(self) -> list[Problem]:
        """Rows of the sheet: number, text, points, score, reason; and of the deductions."""
        problems: list[Problem] = []
        criteria = {criterion.line.id: criterion for criterion in self._scored.criteria}
        for row in self._rows:
            cells = [cell.strip() for cell in row]
            if len(cells) != 5:
                continue
            if cells[0] in criteria and _is_figure(cells[2]):
                criterion = criteria[cells[0]]
                expected = [show(criterion.line.points), self._shown(criterion.score, criterion.status)]
                problems += self._differ(cells[0], cells[2:4], expected)
            elif cells[1] in criteria and _is_figure(cells[4]):
                counted = criteria[cells[1]].counted or 0
                problems += self._differ(cells[1], [cells[4]], [f"−{show(counted)}" if counted > 0 else show(counted)])
        return problems

    def _shown(self, got: int | None, status: str) -> str | None:
        """What the score column shows; None where it is a word, which differs by language."""
        if status == "unanswered":
            return None
        return "—" if got is None else show(got)

    def modules(self) -> list[Problem]:
        """Rows of the summary: module, title, points, sum, score, share."""
        problems: list[Problem] = []
        low, sheet = self._scored.low, self._scored.sheet
        for m, module in enumerate(self._scored.checklist.modules):
            got = low.scores[m]
            expected = [show(sheet.module_points[m]), show(low.modules[m]), "—" if got is None else show(got)]
            for row in self._rows:
                if len(row) == 6 and row[0].strip() == module.id and row[1].strip() and _is_figure(row[2]):
                    problems += self._differ(f"modules.{module.id}", [c.strip() for c in row[2:5]], expected)
        return problems

    def final(self) -> list[Problem]:
        """The rows that sum the summary up (total, final), and the one under a sheet printed alone."""
        low, high = self._scored.low, self._scored.high
        problems: list[Problem] = []
        points = show(self._scored.sheet.points)
        sums = [show(low.total), show(low.final)] if self._scored.bonus else [show(low.final)]
        headline = show(low.final) if self._scored.complete else f"{show(low.final)} – {show(high.final)}"
        for row in self._rows:
            cells = [cell.strip() for cell in row]
            if len(cells) == 6 and not cells[0] and not cells[3] and _is_figure(cells[2]):
                expected = sums.pop(0) if sums else ""
                problems += self._differ("final", [cells[2], cells[4]], [points, expected])
            elif len(cells) == 3 and cells[1].endswith(f"/ {points}"):
                problems += self._differ("final", [cells[1]], [f"{headline} / {points}"])
        return problems

    def _differ(self, where: str, printed: list[str], expected: list[Any]) -> list[Problem]:
        self.found += 1
        return [
            Problem((where,), "figure-differs", {"printed": shown, "expected": right})
            for shown, right in zip(printed, expected, strict=True)
            if right is not None and shown != right
        ]


def _is_figure(cell: str) -> bool:
    text = cell.strip().lstrip("−-")
    return text.replace(".", "", 1).isdigit() and "." in text


def _facts(scored: Score, rows: list[list[str]]) -> dict[str, object]:
    low, high = scored.low, scored.high
    final = show(low.final) if scored.complete else f"{show(low.final)} – {show(high.final)}"
    return {
        "checklist": scored.checklist.name,
        "digest": scored.checklist.digest[:16],
        "final": final,
        "grade": low.grade.id if scored.complete and low.grade else "-",
        "figures": sum(1 for row in rows for cell in row if _is_figure(cell)),
    }
