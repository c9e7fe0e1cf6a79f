"""Believable answers: most is in order, some is not, and a branch gets better from year to year."""

from collections.abc import Iterator
from random import Random
from typing import Any, NamedTuple

from audit.scoring.compiled import CHECK, DEDUCT, LEVELS, Line, Sheet
from audit.scoring.figures import value_of
from audit.scoring.marking import earned

_REASONS = (
    "标牌边缘开裂",
    "登记簿缺一次签字",
    "座椅有一处破损",
    "宣传折页摆放不齐",
    "告示未注明日期",
    "记录本字迹潦草",
)
_NOTES = ("当场指出，网点已着手整改", "抽查录像三段后确认", "询问两名员工，回答一致", "与上年相同位置", "附照片")
_ABSENT = ("评定周期内未发生此类业务", "网点正在装修，该区域未启用")


class Answered(NamedTuple):
    """A criterion with its answer, whether it lost points, and a note (mostly empty)."""

    line: Line
    answer: dict[str, Any]
    lost: bool
    note: str


def answers(sheet: Sheet, facts: dict[str, Any], quality: float, random: Random) -> Iterator[Answered]:
    """An answer for every criterion of the branch; `quality` from 0 to 1."""
    for line in sheet.lines:
        if line.applies(frozenset(facts["facilities"]), facts["kind"]):
            answer = _answer(line, quality, random)
            lost = _loses(line, answer)
            yield Answered(line, answer, lost, random.choice(_NOTES) if lost and random.random() < 0.25 else "")


def _loses(line: Line, answer: dict[str, Any]) -> bool:
    if "na" in answer:
        return False
    if line.kind == LEVELS:
        return line.levels[answer["level"]].points < line.points
    if line.kind in {DEDUCT, CHECK}:
        return answer not in ({"faults": {}}, {"met": True})
    return earned(line, value_of(answer["value"])) < line.points


def _answer(line: Line, quality: float, random: Random) -> dict[str, Any]:
    if line.na and random.random() < 0.008:
        return {"na": random.choice(_ABSENT)}
    good = random.random() < quality
    if line.kind == DEDUCT:
        return {"faults": {}} if good else _deduction(line, random)
    if line.kind == LEVELS:
        levels = list(line.levels)
        return {"level": levels[0] if good else levels[min(len(levels) - 1, 1 + (random.random() < 0.15))]}
    if line.kind == CHECK:
        return {"met": good or random.random() < 0.8}
    return {"value": _value(line, good, random)}


def _deduction(line: Line, random: Random) -> dict[str, Any]:
    """One or two faults that are not fatal; now and then a deduction of the assessor's own."""
    usable = [fault for fault in line.faults.values() if fault.veto is None and fault.points * 2 <= line.points]
    if not usable or random.random() < 0.12:
        return {"faults": {}, "other": [{"points": "0.5", "reason": random.choice(_REASONS)}]}
    chosen = random.sample(usable, 1 if random.random() < 0.8 else min(2, len(usable)))
    return {"faults": {fault.id: 1 if fault.once else random.choice((1, 1, 1, 2, 3)) for fault in chosen}}


def _value(line: Line, good: bool, random: Random) -> str:
    """A measured value in the best band, or in a band below it."""
    if line.target:
        share = 100 if good else random.randrange(60, 96)
        return f"{line.target * share // 100 / 1_000_000:g}"
    position = 0 if good else min(len(line.bands) - 1, random.randrange(1, 3))
    bound = line.bands[position][0] / 1_000_000
    return f"{bound:g}"
