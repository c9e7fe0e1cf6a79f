"""The appendices: the rectification ledger to be filled in, and how every sum came about."""

from collections.abc import Iterator, Mapping
from typing import Any

from audit.reporting import words
from audit.scoring.arithmetic import redistribution_arithmetic
from audit.scoring.compiled import DEDUCT
from audit.scoring.figures import brief, show
from audit.scoring.marking import SCORED
from audit.scoring.score import Score
from audit.translations import translate

View = dict[str, Any]


def _(text: str) -> str:
    return text


def ledger_view(score: Score, document: Mapping[str, Any], language: str) -> list[View]:
    """One row a criterion that lost points, in the order of the sheet: what was found and what it cost."""
    rows: list[View] = []
    for criterion in score.criteria:
        if criterion.status != SCORED or not criterion.counted or criterion.counted < 0:
            continue
        entry = document["answers"][criterion.line.id]
        found = list(words.reasons(criterion, entry, language))
        if criterion.line.kind != DEDUCT:  # "65 %" alone does not say what was wrong
            found.insert(0, criterion.line.criterion.text.in_language(language))
        rows.append(
            {
                "id": criterion.line.id,
                "found": found,
                "lost": show(criterion.counted),
            }
        )
    return rows


def workings_view(score: Score, language: str) -> list[View]:
    """Every step from sections to the final score: what is summed, its arithmetic, and the result."""
    return [*_module_steps(score, language), *_total_steps(score, language)]


def is_worked(score: Score) -> bool:
    """Whether a figure is more than a plain sum of those above it: excess, redistribution, a limit."""
    low = score.low
    return (
        any(low.spills)
        or any(low.module_spills)
        or low.scores != low.modules
        or low.total != low.unscaled
        or low.final != low.total + score.bonus
    )


def _module_steps(score: Score, language: str) -> Iterator[View]:
    sheet, low = score.sheet, score.low
    for m, module in enumerate(score.checklist.modules):
        parts = [show(low.sections[s]) for s in sheet.modules[m]]
        plain = [] if low.module_spills[m] else [_sum(parts, 0, low.modules[m])]
        got = low.scores[m]
        title = f"{module.id} {module.title.in_language(language)}"
        sums = [*plain, *module_notes(score, m, language)]
        yield {"title": title, "sums": sums, "result": "—" if got is None else show(got)}


def module_notes(score: Score, m: int, language: str) -> list[str]:
    """How a module's score is more than the sum of its sections; nothing where it is just that."""
    sheet, low = score.sheet, score.low
    notes: list[str] = []
    if excess := low.module_spills[m]:
        notes.append(_sum([show(low.sections[s]) for s in sheet.modules[m]], excess, low.modules[m]))
    got = low.scores[m]
    if got is None:
        notes.append(translate(_("全部不适用，不计入"), language))
    elif got != low.modules[m]:
        notes.append(redistribution_arithmetic(low.modules[m], sheet.module_points[m], low.counting[m], got))
    if spilt := sum(low.spills[s] for s in sheet.modules[m]):
        notes.append(translate(_("项目内已另扣超出部分{spilt}分"), language, spilt=show(spilt)))
    return notes


def _sum(parts: list[str], excess: int, result: int) -> str:
    text = " + ".join(f"({part})" if part.startswith("-") else part for part in parts)
    if excess:
        text += f" − {show(excess)}"
    return text if len(parts) == 1 and not excess else f"{text} = {show(result)}"


def _total_steps(score: Score, language: str) -> Iterator[View]:
    low = score.low
    parts = [show(got) for got in low.scores if got is not None]
    before, after = total_notes(score, language)
    sums = [*([_sum(parts, 0, low.unscaled)] if parts else []), *before]
    yield {"title": translate(_("总分"), language), "sums": sums, "result": show(low.total)}
    final = [show(low.total)]
    if score.bonus:
        final = [f"{show(low.total)} + {show(score.bonus)} = {show(low.total + score.bonus)}"]
    yield {"title": translate(_("最终得分"), language), "sums": [*final, *after], "result": show(low.final)}


def total_notes(score: Score, language: str) -> tuple[list[str], list[str]]:
    """How the total is more than the sum of the modules, and the final score more than total and bonus."""
    low, sheet = score.low, score.sheet
    counted = sum(points for points, got in zip(sheet.module_points, low.scores, strict=True) if got is not None)
    before, after = [], []
    if counted not in {sheet.points, 0}:
        before.append(redistribution_arithmetic(low.unscaled, sheet.points, counted, low.total))
    if low.final != low.total + score.bonus:
        after.append(translate(_("不超过清单满分{most}分"), language, most=brief(sheet.points)))
    return before, after
