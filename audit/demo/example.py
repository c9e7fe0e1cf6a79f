"""The example branch: `python -m audit.demo.example FOLDER` writes its answers, score sheet and photographs."""

import json
import sys
from pathlib import Path
from typing import Any

from audit.demo import findings
from audit.demo.photographs import photograph
from audit.inputs import read_checklist
from audit.scoring.checklist import Checklist
from audit.workbooks.writing import write_score_sheet

CHECKLIST = "civilized-service@2026.1"
NAME = "dongdajie"


def example_answers(checklist: Checklist) -> dict[str, Any]:
    """The answer document of the example branch."""
    branch = {
        "code": "SN-0128",
        "name": "示范银行西安东大街支行",
        "kind": "full",
        "facilities": ["cash_counter", "self_service", "wealth_sales", "customer_toilet", "corporate_counter"],
    }
    absent = {c.id for c in checklist.criteria() if not _applies(c.applies_to, branch)}
    answers = {c.id: _answer(c.id, c.rule.type) for c in checklist.criteria() if c.id not in absent}
    for id_, pictures in findings.PICTURES.items():
        answers[id_]["photos"] = [
            {"file": picture_name(id_, number), "caption": caption}
            for number, (_scene, _sign, caption) in enumerate(pictures, 1)
        ]
    return {
        "checklist": checklist.name,
        "branch": branch,
        "audit": {
            "kind": "self",
            "date": "2026-05-20",
            "assessors": ["王敏", "李建国"],
            "place": "西安市碑林区东大街128号",
            "organisation": "示范银行陕西省分行",
        },
        "answers": answers,
        "vetoes": [],
        "bonus": {"provincial-honour": 1},
    }


def _applies(condition: Any, branch: dict[str, Any]) -> bool:
    if condition is None:
        return True
    needed = condition.facilities or ()
    return set(needed) <= set(branch["facilities"]) and (condition.kinds is None or branch["kind"] in condition.kinds)


def _answer(id_: str, rule: str) -> dict[str, Any]:
    if id_ in findings.NOT_APPLICABLE:
        return {"na": findings.NOT_APPLICABLE[id_]}
    if rule == "check":
        return {"met": True}
    if rule == "measure":
        return {"value": findings.MEASURED[id_]}
    if rule == "levels":
        return {"level": findings.LEVELS[id_]}
    return dict(findings.FAULTS.get(id_, {"faults": {}}))


def picture_name(id_: str, number: int) -> str:
    """The file of a criterion's photograph: `049-2.jpg`."""
    return f"{int(id_):03d}-{number}.jpg"


def write_example(folder: Path) -> None:
    """Writes the JSON, the filled score sheet and the photographs into the folder."""
    checklist = read_checklist(CHECKLIST)
    document = example_answers(checklist)
    (folder / "photos").mkdir(parents=True, exist_ok=True)
    text = json.dumps(document, ensure_ascii=False, indent=1)
    (folder / f"{NAME}.json").write_text(text + "\n", encoding="utf-8")
    (folder / f"{NAME}.xlsx").write_bytes(write_score_sheet(checklist, document, "zh"))
    for id_, pictures in findings.PICTURES.items():
        for number, (scene, sign, _caption) in enumerate(pictures, 1):
            seed = int(id_) * 10 + number
            (folder / "photos" / picture_name(id_, number)).write_bytes(photograph(scene, sign, seed))


if __name__ == "__main__":
    write_example(Path(sys.argv[1]))
