"""A score as the JSON that the contract fixes (section 10): figures as text with two places."""

from json import dumps

from audit.scoring.compiled import Line
from audit.scoring.figures import show
from audit.scoring.plan import Plan
from audit.scoring.score import CriterionScore, Score, Sums


class _Shown(dict[int | None, str | None]):
    """Figures already shown: a batch shows the same few thousand figures millions of times."""

    def __missing__(self, figure: int | None) -> str | None:
        text = None if figure is None else show(figure)
        if len(self) < 100_000:
            self[figure] = text
        return text


_shown = _Shown()


def result_of(score: Score) -> dict[str, object]:
    """The result as a dictionary in the order of the contract, ready for JSON."""
    result = _without_criteria(score)
    themes = result.pop("themes")
    return {**result, "criteria": [_criterion(criterion) for criterion in score.criteria], "themes": themes}


def _without_criteria(score: Score) -> dict[str, object]:
    complete, low = score.complete, score.low
    return {
        "checklist": score.checklist.name,
        "points": _shown[score.sheet.points],
        "complete": complete,
        "total": _shown[low.total] if complete else None,
        "bonus": _shown[score.bonus],
        "final": _shown[low.final] if complete else None,
        "grade": low.grade.id if complete and low.grade else None,
        "stars": low.grade.stars if complete and low.grade else None,
        "low": _bound(low),
        "high": _bound(score.high),
        "vetoes": score.vetoes,
        "unanswered": score.unanswered,
        "modules": _modules(score),
        "themes": [
            {"id": theme.id, "points": _shown[theme.points], "score": _shown[theme.score]} for theme in score.themes
        ],
    }


def result_text(score: Score) -> str:
    """The result as compact JSON on one line."""
    result = _without_criteria(score)
    text = dumps(result, ensure_ascii=False, separators=(",", ":"))
    # A batch has the same criterion with the same figures over and over: each is written out once.
    marks = score.answers.marks
    lines = zip(score.sheet.lines, marks.statuses, marks.scores, marks.raws, strict=True)
    criteria = ",".join([_written[line] for line in lines])
    before, after = text.split(',"themes":', 1)
    return f'{before},"criteria":[{criteria}],"themes":{after}'


class _Written(dict[tuple[Line, str, int | None, int], str]):
    """The JSON text of criteria already written."""

    def __missing__(self, marked: tuple[Line, str, int | None, int]) -> str:
        line, status, got, raw = marked
        criterion = CriterionScore(line, status, got, None if got is None else raw)
        text = dumps(_criterion(criterion), ensure_ascii=False, separators=(",", ":"))
        if len(self) < 100_000:
            self[marked] = text
        return text


_written = _Written()


def _bound(sums: Sums) -> dict[str, object]:
    return {
        "total": _shown[sums.total],
        "final": _shown[sums.final],
        "grade": sums.grade.id if sums.grade else None,
    }


def _modules(score: Score) -> list[dict[str, object]]:
    sheet, low = score.sheet, score.low
    return [
        {
            "id": module.id,
            "points": _shown[sheet.module_points[m]],
            "counting": _shown[low.counting[m]],
            "sum": _shown[low.modules[m]],
            "score": _shown[low.scores[m]],
            "sections": [
                {
                    "id": section.id,
                    "points": _shown[sheet.section_points[s]],
                    "sum": _shown[low.sections[s]],
                    "spill": _shown[low.spills[s]],
                }
                for section, s in zip(module.sections, sheet.modules[m], strict=True)
            ],
        }
        for m, module in enumerate(score.checklist.modules)
    ]


def _criterion(criterion: CriterionScore) -> dict[str, object]:
    return {
        "id": criterion.line.id,
        "status": criterion.status,
        "points": _shown[criterion.line.points],
        "score": _shown[criterion.score],
        "raw": _shown[criterion.raw],
        "counted": _shown[criterion.counted],
        "uncounted": _shown[criterion.uncounted],
    }


def plan_result_of(plan: Plan) -> dict[str, object]:
    """The plan as JSON (section 11); `vetoes` is there only when the auditor's own stand in the way."""
    result: dict[str, object] = {
        "from": plan.from_,
        "to": plan.to,
        "reachable": plan.reachable,
        "effort": plan.effort,
        "units": list(plan.units),
        "final": _shown[plan.final],
    }
    return {**result, "vetoes": list(plan.vetoes)} if plan.vetoes else result
