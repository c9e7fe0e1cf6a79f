"""The figures a report shows, as its tags give them, against those of a score.

A row is known by its shape: how many cells it has and where figures stand in it. Words differ by language and
are not compared.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from audit.reporting.glyphs import with_glyphs
from audit.reporting.ledger import workings_view
from audit.reporting.tagged import squeezed
from audit.scoring.figures import show
from audit.scoring.marking import SCORED
from audit.scoring.problems import Problem
from audit.scoring.score import Score, Sums

Row = Sequence[str]
_FIGURE = re.compile(r"[−-]?[0-9]+\.[0-9]{2}")
_HEADLINE = re.compile(r"([−-]?[0-9]+\.[0-9]{2}(?: – [−-]?[0-9]+\.[0-9]{2})?)(?:\s*/\s*([0-9]+\.[0-9]{2})\b.*)?")


def is_figure(cell: str) -> bool:
    """Whether a cell holds a figure with two places."""
    return _FIGURE.fullmatch(cell.strip()) is not None


def compared(scored: Score, rows: Sequence[Row], kind: str) -> list[Problem]:
    """Every printed figure that is not the figure of the score, and every row that the kind of report lacks."""
    expected = _Expected(scored)
    pairs = [pair for row in rows for pair in expected.of([cell.strip() for cell in row])]
    sums = [*_summed_up(scored, rows), *_worked_out(scored, rows)]
    problems = [
        Problem((where,), "figure-differs", {"printed": printed, "expected": expected})
        for where, printed, expected in (*pairs, *sums)
        if printed != expected
    ]
    if not pairs and not sums:
        return [Problem((), "no-figures")]
    missing = sorted(wanted(scored, kind) - expected.seen)
    return [*problems, *(Problem((row, id_) if id_ else (row,), "row-missing") for row, id_ in missing)]


def wanted(scored: Score, kind: str) -> set[tuple[str, str]]:
    """The rows that a report of a kind must show; not those whose ids the fonts cannot print."""
    lost = {c.line.id for c in scored.criteria if c.status == SCORED and (c.counted or c.uncounted)}
    sheet = {("sheet", line.id) for line in scored.sheet.lines}
    sheet |= {("section", section.id) for module in scored.checklist.modules for section in module.sections}
    summary = {("deductions", id_) for id_ in lost} | {("modules", module.id) for module in scored.checklist.modules}
    rows = {
        "full": sheet | summary | {("final", "")},
        "exceptions": summary | {("final", "")},
        "sheet": sheet | {("total", "")},
    }[kind]
    return {(row, id_) for row, id_ in rows if with_glyphs(id_) == id_}


Pair = tuple[str, str, str]  # where it stands, what is printed, what it should be


def _shown(got: int | None) -> str:
    return "—" if got is None else show(got)


def headline(scored: Score) -> str:
    """The final score as the cover shows it; a range while criteria are open."""
    low, high = show(scored.low.final), show(scored.high.final)
    return low if scored.complete else f"{low} – {high}"


class _Expected:
    """What the cells of a row should show, for every kind of row."""

    def __init__(self, scored: Score) -> None:
        self._scored, self._low = scored, scored.low
        self._criteria = {criterion.line.id: criterion for criterion in scored.criteria}
        self._modules = {module.id: m for m, module in enumerate(scored.checklist.modules)}
        self.seen: set[tuple[str, str]] = set()

    def of(self, cells: list[str]) -> Iterator[Pair]:
        readers = {1: self._paragraph, 3: self._three, 4: self._section, 5: self._criterion, 6: self._module}
        yield from readers.get(len(cells), self._ledger)(cells)

    def _paragraph(self, cells: list[str]) -> Iterator[Pair]:
        """The score on the cover and above the summary."""
        match = _HEADLINE.fullmatch(cells[0])
        if match:
            self.seen.add(("final", ""))
            yield "final", match[1], headline(self._scored)
            if match[2]:
                yield "points", match[2], show(self._scored.sheet.points)

    def _three(self, cells: list[str]) -> Iterator[Pair]:
        """The last line of a sheet printed alone."""
        points = show(self._scored.sheet.points)
        if cells[1].endswith(f"/ {points}"):
            self.seen.add(("total", ""))
            yield "final", cells[1], f"{headline(self._scored)} / {points}"

    def _section(self, cells: list[str]) -> Iterator[Pair]:
        """The heading of a section in the sheet: title, points, sum, nothing. A theme has figures in three."""
        if not is_figure(cells[1]) or not is_figure(cells[2]):
            return
        position = 0
        for module in self._scored.checklist.modules:
            for section in module.sections:
                if cells[0].startswith(f"{section.id} ") and not cells[3]:
                    self.seen.add(("section", section.id))
                    expected = [show(self._scored.sheet.section_points[position]), show(self._low.sections[position])]
                    yield from _pairs(f"sections.{section.id}", cells[1:3], expected)
                    return
                position += 1

    def _criterion(self, cells: list[str]) -> Iterator[Pair]:
        """A row of the sheet (number, text, points, score, reason) or of the deductions (rank, number, …, lost)."""
        if cells[0] in self._criteria and is_figure(cells[2]):
            criterion = self._criteria[cells[0]]
            self.seen.add(("sheet", cells[0]))
            yield cells[0], cells[2], show(criterion.line.points)
            if criterion.status != "unanswered":  # what stands for it is a word
                yield cells[0], cells[3], _shown(criterion.score)
        elif cells[1] in self._criteria and is_figure(cells[4]):
            self.seen.add(("deductions", cells[1]))
            counted = self._criteria[cells[1]].counted or 0
            yield cells[1], cells[4], f"−{show(counted)}" if counted > 0 else show(counted)

    def _module(self, cells: list[str]) -> Iterator[Pair]:
        """A row of the summary: module, title, points, sum, score, share."""
        m = self._modules.get(cells[0])
        if m is not None and is_figure(cells[2]):
            self.seen.add(("modules", cells[0]))
            sheet = self._scored.sheet
            expected = [show(sheet.module_points[m]), show(self._low.modules[m]), _shown(self._low.scores[m])]
            yield from _pairs(f"modules.{cells[0]}", cells[2:5], expected)

    def _ledger(self, cells: list[str]) -> Iterator[Pair]:
        """A row of the ledger: number, finding, deduction, and cells to be filled in."""
        if len(cells) == 8 and cells[0] in self._criteria and is_figure(cells[2]):
            yield f"ledger.{cells[0]}", cells[2], show(self._criteria[cells[0]].counted or 0)


def _pairs(where: str, printed: list[str], expected: list[str]) -> Iterator[Pair]:
    yield from ((where, shown, right) for shown, right in zip(printed, expected, strict=True))


def _summed_up(scored: Score, rows: Sequence[Row]) -> Iterator[Pair]:
    """The rows without a number under the summary: total, bonus and final."""
    low: Sums = scored.low
    under = [show(low.total), show(low.final)] if scored.bonus else [show(low.final)]
    for row in rows:
        cells = [cell.strip() for cell in row]
        if len(cells) == 6 and not cells[0] and not cells[3] and is_figure(cells[4]):
            if is_figure(cells[2]):
                yield "final", cells[2], show(scored.sheet.points)
                yield "final", cells[4], under.pop(0) if under else "—"
            else:
                yield "bonus", cells[4], show(scored.bonus)


def _worked_out(scored: Score, rows: Sequence[Row]) -> Iterator[Pair]:
    """The steps of the workings, their arithmetic in either language and their results."""
    steps = zip(workings_view(scored, "zh"), workings_view(scored, "en"), strict=True)
    for row in rows:
        if len(row) != 3 or not (is_figure(row[2]) or row[2].strip() == "—") or "/" in row[1]:
            continue
        chinese, english = next(steps, (_NO_STEP, _NO_STEP))
        printed = squeezed(row[1])
        sums = [squeezed("".join(step["sums"])) for step in (chinese, english)]
        yield "workings", printed, printed if printed in sums else sums[0]
        yield "workings", row[2].strip(), chinese["result"]


_NO_STEP: dict[str, Any] = {"sums": [], "result": ""}
