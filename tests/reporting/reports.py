"""Reports to look at: of the example branch and of small audits, printed by the real press."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from audit.inputs import read_checklist
from audit.places import shipped
from audit.reporting.pdf import Sheets
from audit.reporting.photos import Photo, load_photos
from audit.reporting.press import printed
from audit.reporting.report import report_sheets
from audit.scoring.json_text import read_json
from audit.scoring.loading import load_checklist
from audit.scoring.score import Score, score
from tests.scoring.cases import written

Json = dict[str, Any]
KINDS = ("full", "exceptions", "sheet")
EXAMPLES = shipped("checklists") / "examples"
# Characters of names that common Chinese fonts lack.
RARE = "㑇䶮𬭊龘〇犇㙍𠮷"


@cache
def example() -> tuple[Score, Json]:
    """The example branch: its score and its answers."""
    document: Any = read_json((EXAMPLES / "dongdajie.json").read_text(encoding="utf-8")).value
    return score(read_checklist("civilized-service@2026.1"), document), document


@cache
def example_photos() -> dict[str, Photo]:
    """Its photographs, reduced."""
    return load_photos(example()[1], EXAMPLES / "photos")


def example_report(kind: str, language: str) -> bytes:
    """Its report, with photographs where the kind shows them."""
    scored, document = example()
    photos = {} if kind == "sheet" else example_photos()
    return printed(report_sheets(scored, document, kind=kind, language=language, photos=photos))


def small_checklist(**more: Any) -> Json:
    """A checklist `k@1` with a deduct and a check criterion in one module."""
    fault = {"id": "a", "label": {"zh": "缺一项", "en": "One missing"}, "points": "0.5", "per": "each"}
    criteria = [
        {"id": "1", "text": {"zh": "门楣整洁", "en": "Tidy front"}, "points": 3, "rule": {"type": "deduct"}},
        {"id": "2", "text": {"zh": "有无障碍坡道", "en": "A ramp"}, "points": 4, "rule": {"type": "check"}},
    ]
    criteria[0]["rule"]["faults"] = [{**fault, "points": 1}]
    section = {"id": "1.1", "title": {"zh": "室外", "en": "Outside"}, "points": 7, "criteria": criteria}
    module = {"id": "1", "title": {"zh": "环境", "en": "Environment"}, "points": 7, "sections": [section]}
    title = {"zh": "小清单", "en": "Small list"}
    return {"key": "k", "version": "1", "title": title, "points": 7, "modules": [module], **more}


def many_modules(count: int) -> tuple[Json, Json]:
    """A checklist `k@1` of as many modules of one check each, every third of them not met, and its answers."""
    modules = [
        {
            "id": f"{n}",
            "title": {"zh": "环境与设施管理", "en": "Counter service and efficiency"},
            "points": 4,
            "sections": [
                {
                    "id": f"{n}.1",
                    "title": "项目",
                    "points": 4,
                    "criteria": [{"id": f"{n}", "text": "坡道", "points": 4, "rule": {"type": "check"}}],
                }
            ],
        }
        for n in range(1, count + 1)
    ]
    grades = [{"id": "five", "title": "五星级", "stars": 5, "min": 3 * count, "module_floor": "0.6"}]
    checklist = small_checklist(modules=modules, points=4 * count, grades=grades)
    entries = {f"{n}": {"met": n % 3 > 0} for n in range(1, count + 1)}
    return checklist, {"checklist": "k@1", "branch": {"name": "示范支行"}, "answers": entries}


def small_answers(note: str = "备注", name: str = "示范支行", **entry: Any) -> Json:
    """Answers to it: one fault of one point with a remark, the check met."""
    entries = {"1": {"faults": {"a": 1}, "note": note, **entry}, "2": {"met": True}}
    return {"checklist": "k@1", "branch": {"name": name}, "answers": entries}


def scored_pair(checklist: Mapping[str, Any], answers: Mapping[str, Any]) -> tuple[Score, Json]:
    """A score and its document, both through their JSON texts."""
    document: Any = read_json(written(answers)).value
    return score(load_checklist(written(checklist)), document), document


def sheets(
    checklist: Mapping[str, Any],
    answers: Mapping[str, Any],
    kind: str = "full",
    language: str = "zh",
    photos: Mapping[str, Photo] | None = None,
) -> Sheets:
    """What the press gets for a small audit."""
    scored, document = scored_pair(checklist, answers)
    return report_sheets(scored, document, kind=kind, language=language, photos=photos or {})


def small_report(answers: Json | None = None, kind: str = "full", language: str = "zh") -> bytes:
    """The report of a small audit."""
    return printed(sheets(small_checklist(), answers or small_answers(), kind, language))


def plain(value: object) -> Any:
    """A value as JSON gives it back."""
    return json.loads(json.dumps(value))
