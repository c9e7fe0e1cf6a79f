"""Random small cases, nasty but valid: a checklist, answers to it, and efforts for its units.

Figures in a checklist are ints or Decimals, written out with their exact text by `written`; decimals in
answers are text. What the contract leaves open (positive minima, floors that fall as grades rise) stays out.
"""

import json
from decimal import Decimal
from random import Random
from typing import Any

FACILITIES = ["vip_area", "parking", "atm"]
KINDS = ["full", "community"]
THEMES = ["zoning", "safety", "queue"]
EVIDENCE = ["site", "files", "cctv", "interview", "customer", "hearing"]
GRADES = ["five", "four", "three"]
POINTS = [25, 50, 70, 100, 100, 133, 150, 200, 200, 300, 300, 333, 400, 500, 701, 1000]
TARGETS = ["3", "7", "6", "9", "11", "13", "40", "64", "0.7", "1.5", "33.33", "0.03"]

Json = dict[str, Any]


def written(value: object, indent: int | None = None) -> str:
    """JSON text with every Decimal as it would be written by hand."""
    return "".join(_pieces(value, indent, "\n" if indent is not None else ""))


def _pieces(value: object, indent: int | None, margin: str) -> list[str]:
    if isinstance(value, Decimal):
        return [format(value, "f")]
    if not isinstance(value, dict | list) or not value:
        assert not isinstance(value, float)
        return [json.dumps(value, ensure_ascii=False)]
    inner = margin + " " * (indent or 0)
    named = isinstance(value, dict)
    members = value.items() if isinstance(value, dict) else [("", child) for child in value]
    pieces = ["{" if named else "["]
    for position, (name, child) in enumerate(members):
        pieces += [",", inner] if position else [inner]
        pieces += [json.dumps(name, ensure_ascii=False), ": "] if named else []
        pieces += _pieces(child, indent, inner)
    return [*pieces, margin, "}" if named else "]"]


def figure(hundredths: int) -> int | Decimal:
    """Hundredths as a checklist writes them: `3`, `0.25`."""
    return hundredths // 100 if hundredths % 100 == 0 else (Decimal(hundredths) / 100).normalize()


def hundredths(number: int | Decimal | str) -> int:
    """A written figure as whole hundredths."""
    scaled = Decimal(number) * 100
    assert scaled == int(scaled), number
    return int(scaled)


def random_case(seed: int) -> tuple[Json, Json]:
    """A checklist and answers to it."""
    rng = Random(seed)
    checklist = random_checklist(rng)
    return checklist, random_answers(rng, checklist)


def random_efforts(rng: Random, units: list[str]) -> dict[str, int]:
    """Efforts for some of the units."""
    return {unit: rng.choice([0, 1, 2, 2, 3, 5, 8, 1000]) for unit in units if _happens(rng, 0.6)}


def _happens(rng: Random, probability: float) -> bool:
    return rng.random() < probability


def _text(rng: Random, chinese: str) -> str | Json:
    return rng.choice([{"zh": chinese}, {"zh": chinese, "en": f"Text {chinese}"}, chinese])


# -- checklists


def random_checklist(rng: Random) -> Json:
    """Two or three small modules with all kinds of rules, vetoes, a bonus and grades."""
    grades = GRADES[: rng.choice([0, 1, 2, 3, 3, 3, 3, 3])]
    vetoes = _vetoes(rng, grades)
    modules = _modules(rng, [veto["id"] for veto in vetoes])
    total = sum(
        hundredths(criterion["points"])
        for module in modules
        for section in module["sections"]
        for criterion in section["criteria"]
    )
    checklist: Json = {
        "key": "gen",
        "version": "2026.1",
        "title": _text(rng, "随机清单"),
        "points": figure(total + rng.choice([0] * 6 + [100, -1])),
    }
    policy = rng.choice([None, "redistribute", "redistribute", "full", "zero"])
    if policy:
        checklist["not_applicable"] = policy
    checklist["modules"] = modules
    if vetoes:
        checklist["vetoes"] = vetoes
    if _happens(rng, 0.6):
        checklist["bonus"] = _bonus(rng)
    if grades:
        checklist["grades"] = _grades(rng, grades, total)
    return checklist


def _vetoes(rng: Random, grades: list[str]) -> list[Json]:
    vetoes: list[Json] = []
    if _happens(rng, 0.65):
        vetoes.append({"id": "fatal", "text": _text(rng, "重大案件"), "effect": "disqualify"})
    for id_, chinese, probability in [("elder", "拒绝服务", 0.6), ("again", "屡查屡犯", 0.3)]:
        if grades and _happens(rng, probability):
            veto = {"id": id_, "text": _text(rng, chinese), "effect": "cap", "grade": rng.choice(grades)}
            vetoes.append(veto)
    rng.shuffle(vetoes)
    return vetoes


def _modules(rng: Random, vetoes: list[str]) -> list[Json]:
    below_zero, conditional = rng.choice([0, 0.15, 0.5]), rng.choice([0, 0.1, 0.3])
    modules: list[Json] = []
    number = 0
    for m in range(1, rng.choice([2, 2, 3]) + 1):
        sections: list[Json] = []
        for s in range(1, rng.choice([1, 2]) + 1):
            criteria = []
            for _ in range(rng.choice([1, 2, 3])):
                number += 1
                criteria.append(_criterion(rng, str(number), vetoes, below_zero, conditional))
            points = sum(hundredths(criterion["points"]) for criterion in criteria)
            declared = figure(points + rng.choice([0] * 8 + [50]))  # a wrong sum is only warned about
            section = {"id": f"{m}.{s}", "title": _text(rng, "节"), "points": declared, "criteria": criteria}
            sections.append(section)
        points = sum(hundredths(section["points"]) for section in sections)
        declared = figure(points + rng.choice([0] * 8 + [100]))
        modules.append({"id": str(m), "title": _text(rng, "模块"), "points": declared, "sections": sections})
    return modules


def _criterion(rng: Random, id_: str, vetoes: list[str], below_zero: float, conditional: float) -> Json:
    points, least = rng.choice(POINTS), 0
    criterion: Json = {"id": id_, "text": _text(rng, f"要求{id_}"), "points": figure(points)}
    if _happens(rng, below_zero):
        least = -rng.choice([5, 25, 50, 100, points, 2 * points])
        criterion["min"] = figure(least)
    if _happens(rng, 0.6):
        criterion["themes"] = rng.sample(THEMES, rng.choice([1, 1, 2]))
    if _happens(rng, 0.3):
        criterion["evidence"] = rng.sample(EVIDENCE, 2)
    if _happens(rng, 0.25):
        criterion["na"] = _happens(rng, 0.3)
    if _happens(rng, conditional):
        criterion["applies_to"] = rng.choice(
            [
                {"facilities": rng.sample(FACILITIES, rng.choice([1, 2]))},
                {"kinds": rng.choice([KINDS[:1], KINDS[1:], KINDS])},
                {"facilities": rng.sample(FACILITIES, 1), "kinds": rng.sample(KINDS, 1)},
            ]
        )
    make = rng.choice([_deduct, _deduct, _deduct, _levels, _check, _bands, _target])
    criterion["rule"] = make(rng, points, least, vetoes)
    return criterion


def _veto(rng: Random, vetoes: list[str], probability: float) -> Json:
    return {"veto": rng.choice(vetoes)} if vetoes and _happens(rng, probability) else {}


def _deduct(rng: Random, points: int, least: int, vetoes: list[str]) -> Json:
    rule: Json = {"type": "deduct"}
    excess = rng.choice([None, "absorb", "section", "section", "module", "module"])
    if excess:
        rule["excess"] = excess
    faults = [_fault(rng, id_, points, vetoes) for id_ in "abc"[: rng.choice([0, 1, 2, 2, 3, 3])]]
    if faults:
        rule["faults"] = faults
    return rule


def _fault(rng: Random, id_: str, points: int, vetoes: list[str]) -> Json:
    fault: Json = {"id": id_, "label": _text(rng, f"扣分项{id_}")}
    if _happens(rng, 0.15):
        return {**fault, "all": True, **_veto(rng, vetoes, 0.5)}
    each = rng.choice([5, 10, 20, 33, 50, 100, 125, 200, points, points * 2, points + 1])
    fault["points"] = figure(each)
    if per := rng.choice([None, "once", "each", "each"]):
        fault["per"] = per
    if _happens(rng, 0.3):
        fault["max"] = figure(rng.choice([each, 2 * each, each + each // 2, 3 * each, each - each // 3]))
    return {**fault, **_veto(rng, vetoes, 0.12)}


def _levels(rng: Random, points: int, least: int, _vetoes: list[str]) -> Json:
    values = {points if _happens(rng, 0.85) else points - 5}
    values |= {rng.randint(least, points) for _ in range(rng.choice([1, 2, 3]))}
    ordered = sorted(values, reverse=True)
    if _happens(rng, 0.2):
        rng.shuffle(ordered)
    levels = [
        {"id": f"l{position}", "label": _text(rng, f"档{position}"), "points": figure(value)}
        for position, value in enumerate(ordered)
    ]
    return {"type": "levels", "levels": levels}


def _check(rng: Random, points: int, least: int, vetoes: list[str]) -> Json:
    rule: Json = {"type": "check"}
    if _happens(rng, 0.4):
        rule["fail"] = figure(rng.randint(least, points))
    return {**rule, **_veto(rng, vetoes, 0.3)}


def _target(rng: Random, points: int, least: int, _vetoes: list[str]) -> Json:
    return {"type": "measure", "unit": "件", "target": Decimal(rng.choice(TARGETS))}


def _bands(rng: Random, points: int, least: int, _vetoes: list[str]) -> Json:
    below = rng.sample(range(least + 1, points), rng.choice([0, 1, 2]))
    values = sorted([points if _happens(rng, 0.85) else points - 1, *below], reverse=True)
    bound = rng.choice(["at_least", "at_most"])
    step = rng.choice([100, 250, 50, 33])
    bounds = sorted(rng.sample(range(1, 40), len(values)), reverse=bound == "at_least")
    bands = [{bound: figure(at * step), "points": figure(value)} for at, value in zip(bounds, values, strict=True)]
    return {"type": "measure", "unit": "%", "bands": bands}


def _bonus(rng: Random) -> Json:
    items: list[Json] = []
    for position in range(1, rng.choice([1, 2, 3]) + 1):
        points = rng.choice([10, 25, 50, 100, 200])
        item: Json = {"id": f"b{position}", "text": _text(rng, "加分"), "points": figure(points)}
        if per := rng.choice([None, "once", "each", "each"]):
            item["per"] = per
        if _happens(rng, 0.3):
            item["max"] = figure(rng.choice([points, points * 2, points * 3 // 2, points // 2]))
        items.append(item)
    bonus: Json = {"items": items}
    if _happens(rng, 0.85):
        bonus["max"] = figure(rng.choice([50, 100, 175, 300, 1000]))
    if _happens(rng, 0.6):
        bonus["over_total"] = _happens(rng, 0.6)
    return bonus


def _grades(rng: Random, ids: list[str], total: int) -> list[Json]:
    highest = rng.choice([100, 98, 95, 90, 80]) * total // 100
    below = rng.sample(range(total // 5, highest), len(ids) - 1)
    floors = sorted(rng.choices(["0.3", "0.5", "0.6", "0.75", "0.8", "0.85", "0.9"], k=len(ids)), reverse=True)
    with_floor = rng.randint(0, len(ids))  # the highest so many have one
    grades: list[Json] = []
    for position, (id_, least) in enumerate(zip(ids, sorted([highest, *below], reverse=True), strict=True)):
        grade: Json = {"id": id_, "title": _text(rng, id_), "min": figure(least)}
        if _happens(rng, 0.85):
            grade["stars"] = 5 - position
        if position < with_floor:
            grade["module_floor"] = Decimal(floors[position])
        grades.append(grade)
    return grades


# -- answers


def random_answers(rng: Random, checklist: Json) -> Json:
    """Answers of a careful or a careless branch, some of them missing or not applicable."""
    branch = {
        "code": "B001",
        "name": "东大街支行",
        "kind": rng.choice(KINDS),
        "facilities": rng.sample(FACILITIES, rng.randint(0, 3)),
    }
    left_open, not_applicable = rng.choice([0, 0, 0.2]), rng.choice([0, 0.1, 0.3])
    whole_modules, quality = rng.choice([0, 0, 0.35]), rng.choice([0.2, 0.5, 0.8, 0.95])
    answers: Json = {}
    for module in checklist["modules"]:
        module_out = _happens(rng, whole_modules)
        for criterion in (c for section in module["sections"] for c in section["criteria"]):
            if not _applies(criterion, branch):
                continue
            if criterion.get("na", True) and (module_out or _happens(rng, not_applicable)):
                answers[criterion["id"]] = {"na": rng.choice(["无此业务", "未开办"])}
            elif not _happens(rng, left_open):
                answers[criterion["id"]] = _answer(rng, criterion, quality)
    document: Json = {"checklist": "gen@2026.1", "branch": branch, "answers": answers}
    if vetoes := [veto["id"] for veto in checklist.get("vetoes", ()) if _happens(rng, 0.12)]:
        document["vetoes"] = vetoes
    if "bonus" in checklist and _happens(rng, 0.8):
        document["bonus"] = {
            item["id"]: rng.choice([0, 1, 1, 2, 5] if item.get("per") == "each" else [0, 1])
            for item in checklist["bonus"]["items"]
            if _happens(rng, 0.7)
        }
    return document


def _applies(criterion: Json, branch: Json) -> bool:
    condition = criterion.get("applies_to", {})
    return set(condition.get("facilities", ())) <= set(branch["facilities"]) and branch["kind"] in (
        condition.get("kinds", KINDS)
    )


def _answer(rng: Random, criterion: Json, quality: float) -> Json:
    rule = criterion["rule"]
    if rule["type"] == "deduct":
        answer: Json = _found_faults(rng, rule, quality)
    elif rule["type"] == "levels":
        best = max(rule["levels"], key=lambda level: level["points"])
        answer = {"level": (best if _happens(rng, quality * 0.7) else rng.choice(rule["levels"]))["id"]}
    elif rule["type"] == "check":
        answer = {"met": _happens(rng, quality)}
    else:
        answer = {"value": _value(rng, rule, quality)}
    if _happens(rng, 0.1):
        answer["note"] = "备注"
    return answer


def _found_faults(rng: Random, rule: Json, quality: float) -> Json:
    faults = {}
    for fault in rule.get("faults", ()):
        if not _happens(rng, quality):
            each = fault.get("per") == "each"
            faults[fault["id"]] = rng.choice([1, 1, 2, 3, 7]) if each else 1
        elif _happens(rng, 0.15):
            faults[fault["id"]] = 0
    answer: Json = {"faults": faults}
    if not _happens(rng, 0.5 + quality / 2):
        answer["other"] = [
            {"points": rng.choice(["0.05", "0.5", "1", "1.25", "3"]), "reason": f"灯箱积灰{position}"}
            for position in range(rng.choice([1, 2]))
        ]
        if not faults and _happens(rng, 0.5):
            del answer["faults"]
    return answer


def _value(rng: Random, rule: Json, quality: float) -> str:
    if "target" in rule:
        eighths = rng.choice([6, 7, 8, 9] if _happens(rng, quality * 0.6) else [0, 1, 2, 3, 5, 8])
        value = int(rule["target"] * 100) * eighths // 8
    else:
        bounds = [hundredths(band.get("at_least", band.get("at_most"))) for band in rule["bands"]]
        value = rng.choice([*bounds, 0]) + rng.choice([0, 0, 1, -1, 100, -100])
    return str(figure(max(0, value)))
