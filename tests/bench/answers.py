"""Answer documents made up: as many audits as asked for, varied as the example's, of any checklist."""

from collections.abc import Collection, Mapping
from random import Random
from typing import Any

from audit.scoring.checklist import Checklist, Criterion
from audit.scoring.figures import MILLION, brief
from audit.scoring.loading import build_checklist
from audit.scoring.rules import Check, Deduct, Levels

NOTES = ("当场报修", "右侧扶手固定螺栓松动，当场报修", "3月12日、4月9日两笔登记未写办理结果", "录像点位2")
CAPTIONS = ("等候区上方灯具不亮", "告示未注明日期", "右侧扶手松动", "接收人一栏未签字", "目录未载明生效日期")
FACILITIES = (
    "vip_area",
    "cash_counter",
    "self_service",
    "safe_deposit",
    "foreign_exchange",
    "wealth_sales",
    "parking",
    "customer_toilet",
    "corporate_counter",
)


def made_up(
    checklist: Checklist, random: Random, *, faulty: Collection[str], photos: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """An audit of a branch that has everything; the faulty criteria lose points, `photos` name their pictures."""
    answers = {c.id: _answer(c, random, loses=c.id in faulty) for c in checklist.criteria()}
    for id_, file in (photos or {}).items():
        answers[id_]["photos"] = [{"file": file, "caption": random.choice(CAPTIONS)}]
    return {
        "checklist": checklist.name,
        "branch": {
            "code": f"SN-{random.randrange(10_000):04d}",
            "name": "示范银行西安东大街支行",
            "kind": "full",
            "facilities": list(FACILITIES),
        },
        "audit": {
            "kind": "self",
            "date": f"2026-{random.randrange(1, 13):02d}-{random.randrange(1, 29):02d}",
            "assessors": ["王敏", "李建国"],
            "place": "西安市碑林区东大街128号",
            "organisation": "示范银行陕西省分行",
        },
        "answers": answers,
        "vetoes": [],
        "bonus": {"provincial-honour": random.randrange(3)},
    }


def some_ids(checklist: Checklist, random: Random, count: int) -> list[str]:
    """So many criteria, in the order of the sheet."""
    ids = [criterion.id for criterion in checklist.criteria()]
    return sorted(random.sample(ids, count), key=ids.index)


def _answer(criterion: Criterion, random: Random, *, loses: bool) -> dict[str, Any]:
    rule = criterion.rule
    if isinstance(rule, Deduct):
        return _faults(rule, random) if loses else {"faults": {}}
    if isinstance(rule, Check):
        return {"met": not loses}
    if isinstance(rule, Levels):
        levels = sorted(rule.levels, key=lambda level: -level.points)
        return {"level": levels[1 if loses and len(levels) > 1 else 0].id}
    if rule.bands:
        band = rule.bands[1 if loses and len(rule.bands) > 1 else 0]
        return {"value": brief(band.bound, MILLION)}
    assert rule.target
    return {"value": brief(rule.target * 4 // 5 if loses else rule.target, MILLION)}


def _faults(rule: Deduct, random: Random) -> dict[str, Any]:
    plain = [fault for fault in rule.faults if fault.veto is None and not fault.all]
    chosen = random.sample(plain, min(len(plain), random.choice((1, 1, 2))))
    entry: dict[str, Any] = {
        "faults": {fault.id: random.randrange(1, 4) if fault.per == "each" else 1 for fault in chosen}
    }
    if not chosen or random.random() < 0.1:
        entry["other"] = [{"points": "0.5", "reason": "理财室门把手松动"}]
    if random.random() < 0.3:
        entry["note"] = random.choice(NOTES)
    return entry


def repeated(checklist: Checklist, times: int) -> Checklist:
    """The same sheet several times over: every section again in its module, with new ids."""
    content = checklist.model_dump(mode="json", exclude_defaults=True)
    content["points"] = _times(content["points"], times)
    for grade in content["grades"]:
        grade["min"] = _times(grade["min"], times)
    for module in content["modules"]:
        module["points"] = _times(module["points"], times)
        module["sections"] = [
            {
                **section,
                "id": _again(section["id"], copy),
                "criteria": [{**criterion, "id": _again(criterion["id"], copy)} for criterion in section["criteria"]],
            }
            for copy in range(times)
            for section in module["sections"]
        ]
    return build_checklist(content)


def _again(id_: str, copy: int) -> str:
    return f"{id_}-{copy}" if copy else id_


def _times(points: Any, times: int) -> int:
    return int(float(points)) * times
