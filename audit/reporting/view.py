"""The view of an audit: every figure and sentence that page, PDF and text show, as plain strings and numbers.

One function makes it, so that no two outputs can show two figures.
"""

from collections.abc import Mapping
from hashlib import sha256
from json import dumps
from typing import Any

from audit.reporting import words
from audit.reporting.ledger import is_worked, ledger_view, workings_view
from audit.scoring.figures import show
from audit.scoring.marking import NOT_APPLICABLE, SCORED
from audit.scoring.plan import Plan
from audit.scoring.score import CriterionScore, Score
from audit.translations import translate

View = dict[str, Any]
Document = Mapping[str, Any]


def _(text: str) -> str:
    return text


def canonical(document: Document) -> str:
    """The one JSON text of an answer document: sorted names, no blanks."""
    return dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def audit_view(score: Score, document: Document, plan: Plan | None, language: str) -> View:
    """Everything a report may show about one audit, in one language; `plan` is None where none was found in time."""
    return {
        "language": language,
        **_identity(score, document, language),
        **_outcome(score, language),
        "modules": _modules(score, language),
        "themes": _themes(score, language),
        "conditions": words.conditions(score, language),
        "vetoes": _vetoes(score, language),
        "plan": _plan(score, document, plan, language),
        "deductions": _deductions(score, document, language),
        "sheet": _sheet(score, document, language),
        "ledger": ledger_view(score, document, language),
        "workings": workings_view(score, language),
        "worked": is_worked(score),
    }


def branch_name(document: Document) -> str:
    """What a report calls its branch: its name, else its code; empty where it has neither."""
    branch = document.get("branch") or {}
    return branch.get("name") or branch.get("code") or ""


def _identity(score: Score, document: Document, language: str) -> View:
    branch, audit = document.get("branch") or {}, document.get("audit") or {}
    facilities = [words.named(words.FACILITIES, name, language) for name in branch.get("facilities", [])]
    return {
        "checklist": score.checklist.name,
        "checklist_title": score.checklist.title.in_language(language),
        "checklist_digest": score.checklist.digest,
        "answers_digest": sha256(canonical(document).encode()).hexdigest(),
        "branch_name": branch_name(document),
        "branch_code": branch.get("code", ""),
        "branch_kind": words.named(words.BRANCH_KINDS, branch.get("kind", ""), language),
        "facilities": facilities,
        "audit_kind": words.named(words.AUDIT_KINDS, audit.get("kind", ""), language),
        "date": audit.get("date", ""),
        "assessors": list(audit.get("assessors", [])),
        "place": audit.get("place", ""),
        # not a part of the contract: kept as given, shown where it is a text
        "organisation": audit["organisation"] if isinstance(audit.get("organisation"), str) else "",
    }


def _outcome(score: Score, language: str) -> View:
    low, high, complete = score.low, score.high, score.complete
    grade = low.grade if complete else None
    return {
        "complete": complete,
        "points": show(score.sheet.points),
        "points_brief": f"{score.sheet.points / 100:g}",
        "total": show(low.total) if complete else "",
        "bonus": show(score.bonus),
        "has_bonus": bool(score.bonus),
        "final": show(low.final) if complete else "",
        "low_total": show(low.total),
        "low": show(low.final),
        "high": show(high.final),
        "headline": show(low.final) if complete else f"{show(low.final)} – {show(high.final)}",
        "stars": (grade.stars or 0) if grade else 0,
        "most_stars": max((known.stars or 0 for known in score.checklist.grades), default=0),
        "has_grades": bool(score.checklist.grades),
        "grade": _verdict(score, language),
        "low_grade": words.grade_title(score.checklist, low.grade.id if low.grade else None, language),
        "high_grade": words.grade_title(score.checklist, high.grade.id if high.grade else None, language),
        "open_items": len(score.unanswered),
        "criteria": len(score.sheet.lines),
    }


def _verdict(score: Score, language: str) -> str:
    """The grade in a word; for a checklist without grades the share of its points."""
    if not score.complete:
        return translate(_("未完成"), language)
    if not score.checklist.grades:
        return _percent(score.low.final, score.sheet.points)
    return words.grade_title(score.checklist, score.low.grade.id if score.low.grade else None, language)


def _share(got: int | None, points: int) -> float:
    return 0.0 if got is None or points == 0 else max(0.0, min(1.0, got / points))


def _percent(got: int | None, points: int) -> str:
    """A share with one decimal, rounded half up from whole numbers."""
    if got is None or points == 0:
        return "—"
    tenths = (2000 * abs(got) + points) // (2 * points)
    return f"{'−' if got < 0 and tenths else ''}{tenths // 10}.{tenths % 10}%"


def _modules(score: Score, language: str) -> list[View]:
    sheet, low = score.sheet, score.low
    floor = score.binding.grade.module_floor if score.binding else None
    if score.low.grade and score.low.grade.module_floor and floor is None:
        floor = score.low.grade.module_floor
    return [
        {
            "id": module.id,
            "title": module.title.in_language(language),
            "points": show(sheet.module_points[m]),
            "counting": show(low.counting[m]),
            "sum": show(low.modules[m]),
            "score": "—" if low.scores[m] is None else show(low.scores[m] or 0),
            "left_out": low.scores[m] is None,
            "scaled": low.scores[m] is not None and low.scores[m] != low.modules[m],
            "share": _share(low.scores[m], sheet.module_points[m]),
            "percent": _percent(low.scores[m], sheet.module_points[m]),
            "floor": (floor or 0) / 1_000_000,
        }
        for m, module in enumerate(score.checklist.modules)
    ]


def _themes(score: Score, language: str) -> list[View]:
    return [
        {
            "title": words.named(words.THEMES, theme.id, language),
            "points": show(theme.points),
            "score": show(theme.score),
            "share": _share(theme.score, theme.points),
            "percent": _percent(theme.score, theme.points),
        }
        for theme in score.themes
    ]


def _vetoes(score: Score, language: str) -> list[View]:
    effects = {"disqualify": _("取消评星资格"), "cap": _("最高{grade}")}
    return [
        {
            "text": veto.text.in_language(language),
            "effect": translate(
                effects[veto.effect],
                language,
                grade=words.grade_title(score.checklist, veto.grade, language),
            ),
        }
        for veto in score.checklist.vetoes
        if veto.id in score.vetoes
    ]


def _plan(score: Score, document: Document, plan: Plan | None, language: str) -> View:
    if plan is None:
        plan = Plan(None, None, reachable=False)
        sentence = translate(_("可行的整改组合太多，未能在限定时间内算出最省力的方案"), language)
    else:
        sentence = words.plan_sentence(score, plan, language)
    return {
        "sentence": sentence,
        "target": words.grade_title(score.checklist, plan.to, language) if plan.to else "",
        "next": score.binding.grade.title.in_language(language) if score.binding else "",
        "units": [
            {"id": unit.split("/")[0], "text": _cut(words.unit_text(score, unit, document, language), language)}
            for unit in sorted(plan.units, key=lambda unit: _position(score, unit))
        ],
    }


def _cut(text: str, language: str) -> str:
    """A text that keeps to two lines of half a page's width."""
    most = 44 if language == "zh" else 88
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _position(score: Score, unit: str) -> tuple[int, str]:
    return score.sheet.lines.index(score.sheet.by_id[unit.split("/", maxsplit=1)[0]]), unit


def _entry(document: Document, criterion: CriterionScore) -> Document:
    return document["answers"].get(criterion.line.id) or {}


def _deductions(score: Score, document: Document, language: str) -> list[View]:
    """What lost points, the dearest first, each with its reasons and its sum."""
    lost = [
        criterion
        for criterion in score.criteria
        if criterion.status == SCORED and (criterion.counted or criterion.uncounted)
    ]
    lost.sort(key=lambda criterion: -(criterion.counted or 0))
    return [
        _criterion_view(criterion, _entry(document, criterion), language) | {"rank": rank}
        for rank, criterion in enumerate(lost, 1)
    ]


def _criterion_view(criterion: CriterionScore, entry: Document, language: str) -> View:
    line = criterion.line
    reasons = list(words.reasons(criterion, entry, language)) if entry else []
    if criterion.status == NOT_APPLICABLE and not entry:
        reasons = [translate(_("不适用：该网点无此设施或类型不符"), language)]
    counted = criterion.counted or 0
    return {
        "id": line.id,
        "text": line.criterion.text.in_language(language),
        "points": show(line.points),
        "score": "" if criterion.score is None else show(criterion.score),
        "status": criterion.status,
        "lost": f"−{show(counted)}" if counted > 0 else show(counted),
        "loses": counted > 0 or bool(criterion.uncounted),
        "reasons": reasons,
        "note": entry.get("note", ""),
        "sum": words.sum_of(criterion, entry) if reasons and counted else "",
        "cap": words.cap_sentence(criterion, language),
        "photos": [
            {"file": photo["file"], "number": f"{line.id}-{n}", "caption": photo.get("caption", "")}
            for n, photo in enumerate(entry.get("photos", []), 1)
        ],
        "module": score_module_id(line.module),
    }


def score_module_id(position: int) -> str:
    """The anchor of a module in the report."""
    return f"m{position + 1}"


def _sheet(score: Score, document: Document, language: str) -> list[View]:
    low, sheet = score.low, score.sheet
    return [
        {
            "anchor": score_module_id(m),
            "id": module.id,
            "title": module.title.in_language(language),
            "points": show(sheet.module_points[m]),
            "score": "—" if low.scores[m] is None else show(low.scores[m] or 0),
            "sections": [
                {
                    "id": section.id,
                    "title": section.title.in_language(language),
                    "points": show(sheet.section_points[s]),
                    "score": show(low.sections[s]),
                    "criteria": [
                        _criterion_view(score.criteria[i], _entry(document, score.criteria[i]), language)
                        for i in sheet.sections[s]
                    ],
                }
                for section, s in zip(module.sections, sheet.modules[m], strict=True)
            ],
        }
        for m, module in enumerate(score.checklist.modules)
    ]
