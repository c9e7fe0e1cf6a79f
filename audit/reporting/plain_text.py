"""A score and a plan as text for a terminal: the same figures and sentences as the report."""

from collections.abc import Iterator

from audit.reporting import words
from audit.reporting.ledger import module_notes, total_notes
from audit.scoring.figures import show
from audit.scoring.plan import Plan
from audit.scoring.score import Score
from audit.translations import translate


def _(text: str) -> str:
    return text


def score_text(score: Score, language: str) -> str:
    """The result, its modules and themes, what binds, and what lost points."""
    return "\n".join(_score_lines(score, language))


def _score_lines(score: Score, language: str) -> Iterator[str]:
    low, high = score.low, score.high
    yield f"{score.checklist.name}  {score.checklist.title.in_language(language)}"
    if score.complete:
        grade = words.grade_title(score.checklist, low.grade.id if low.grade else None, language)
        yield f"{show(low.final)} / {show(score.sheet.points)}  {grade}"
    else:
        grades = [
            words.grade_title(score.checklist, sums.grade.id if sums.grade else None, language) for sums in (low, high)
        ]
        yield f"{show(low.final)} – {show(high.final)} / {show(score.sheet.points)}  {grades[0]} – {grades[1]}"
        yield translate(_("未评 {open} 条：{ids}"), language, open=len(score.unanswered), ids=_ids(score.unanswered))
    yield ""
    for m, module in enumerate(score.checklist.modules):
        got = low.scores[m]
        shown = "—" if got is None else show(got)
        points = show(score.sheet.module_points[m])
        yield f"{module.id:>4} {shown:>9} / {points:>8}  {module.title.in_language(language)}"
        yield from (f"{'':23}{note}" for note in module_notes(score, m, language))
    yield from _sum_lines(score, language)
    for theme in score.themes:
        title = words.named(words.THEMES, theme.id, language)
        yield f"     {show(theme.score):>9} / {show(theme.points):>8}  {title}"
    yield ""
    yield from words.conditions(score, language)
    lost = [criterion for criterion in score.criteria if criterion.counted]
    lost.sort(key=lambda criterion: -(criterion.counted or 0))
    for criterion in lost:
        text = criterion.line.criterion.text.in_language(language)
        yield f"{'−' + show(criterion.counted or 0):>9}  {criterion.line.id:>4}  {text}"


def _sum_lines(score: Score, language: str) -> Iterator[str]:
    """From the modules to the headline: total, bonus and final score, with the arithmetic between them."""
    low, points = score.low, show(score.sheet.points)
    total, final = (_("总分"), _("最终得分")) if score.complete else (_("总分（最低）"), _("最终得分（最低）"))
    before, after = total_notes(score, language)
    yield f"     {show(low.total):>9} / {points:>8}  {translate(total, language)}"
    yield from (f"{'':23}{note}" for note in before)
    if score.bonus:
        yield f"     {show(score.bonus):>9}   {'':>8}  {translate(_('加分'), language)}"
    yield f"     {show(low.final):>9} / {points:>8}  {translate(final, language)}"
    yield from (f"{'':23}{note}" for note in after)
    yield ""


def _ids(ids: list[str], most: int = 12) -> str:
    return ", ".join(ids[:most]) + (" …" if len(ids) > most else "")


def plan_text(score: Score, plan: Plan, language: str) -> str:
    """The plan in a sentence, and its units one a line."""
    lines = [words.plan_sentence(score, plan, language)]
    for unit in plan.units:
        line = score.sheet.by_id[unit.split("/")[0]]
        lines.append(f"{unit:>10}  {line.criterion.text.in_language(language)}")
    return "\n".join(lines)
