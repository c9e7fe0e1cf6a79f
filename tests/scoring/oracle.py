"""A second, deliberately naive reading of the scoring contract, for valid documents only.

It shares no code with `audit.scoring`: figures are fractions, documents stay the plain dictionaries they came
as, and the plan tries every set of units. The tests compare both readings; where they differ, one of them has
misread the contract. Figures may be text, whole numbers or Decimal, never floats.
"""

import copy
import itertools
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

ZERO = Fraction(0)
Json = Mapping[str, Any]


def exact(written: object) -> Fraction:
    """The figure that was written, exactly."""
    if isinstance(written, bool | float):
        raise TypeError(f"not an exact number: {written!r}")
    return Fraction(Decimal(str(written)))


def rounded(figure: Fraction) -> Fraction:
    """Two places, half away from zero."""
    hundredths, rest = divmod(abs(figure) * 100, 1)
    hundredths += rest >= Fraction(1, 2)
    return Fraction(hundredths if figure >= 0 else -hundredths, 100)


def shown(figure: Fraction | None) -> str | None:
    """The figure with two places; it must not have more."""
    if figure is None:
        return None
    hundredths = figure * 100
    assert hundredths.denominator == 1, f"more than two places: {figure}"
    sign = "-" if hundredths < 0 else ""
    return f"{sign}{abs(hundredths.numerator) // 100}.{abs(hundredths.numerator) % 100:02d}"


def criteria_of(checklist: Json) -> Iterator[Json]:
    """Every criterion in the order of the sheet."""
    for module in checklist["modules"]:
        for section in module["sections"]:
            yield from section["criteria"]


# -- one criterion


@dataclass
class Judged:
    """What is known of one criterion."""

    points: Fraction
    least: Fraction
    status: str = "scored"
    score: Fraction | None = None
    raw: Fraction | None = None
    excess: str = "absorb"

    @property
    def counted(self) -> Fraction | None:
        """What was really taken off."""
        return None if self.score is None else self.points - self.score

    @property
    def uncounted(self) -> Fraction | None:
        """What was found beyond that."""
        return None if self.raw is None or self.counted is None else self.raw - self.counted

    def counts_as(self, *, lowest: bool) -> Fraction | None:
        """The points it brings to a sum; None where it is left out."""
        if self.status == "unanswered":
            return self.least if lowest else self.points
        return self.score


@dataclass
class Judgement:
    """All criteria of an audit, the vetoes set off and the bonus counts."""

    criteria: dict[str, Judged] = field(default_factory=dict)
    vetoes: set[str] = field(default_factory=set)
    bonus: Mapping[str, int] = field(default_factory=dict)


def applies(criterion: Json, branch: Json | None) -> bool:
    """All the named facilities, one of the named kinds; nothing is known of an absent branch."""
    condition, branch = criterion.get("applies_to") or {}, branch or {}
    if not set(condition.get("facilities", ())) <= set(branch.get("facilities", ())):
        return False
    return "kinds" not in condition or branch.get("kind") in condition["kinds"]


def amount(item: Json, count: int) -> Fraction:
    """Points by count, limited by the item's own maximum (faults and bonus items)."""
    earned = exact(item["points"]) * (count if item.get("per", "once") == "each" else min(count, 1))
    return min(earned, exact(item["max"])) if "max" in item else earned


def judge(checklist: Json, answers: Json) -> Judgement:
    """What the answers say about every criterion."""
    found = Judgement(vetoes=set(answers.get("vetoes", ())), bonus=answers.get("bonus", {}))
    policy = checklist.get("not_applicable", "redistribute")
    for criterion in criteria_of(checklist):
        judged = Judged(exact(criterion["points"]), exact(criterion.get("min", 0)))
        answer = answers["answers"].get(criterion["id"])
        if not applies(criterion, answers.get("branch")) or (answer is not None and "na" in answer):
            judged.status = "not_applicable"
            if policy != "redistribute":
                judged.score = judged.points if policy == "full" else ZERO
                judged.raw = judged.counted
        elif answer is None:
            judged.status = "unanswered"
        else:
            _judge_answer(criterion["rule"], answer, judged, found.vetoes)
        found.criteria[criterion["id"]] = judged
    return found


def _judge_answer(rule: Json, answer: Json, judged: Judged, vetoes: set[str]) -> None:
    if rule["type"] == "deduct":
        judged.raw = _raw_deduction(rule, answer, judged, vetoes)
        judged.score = max(judged.least, judged.points - judged.raw)
        judged.excess = rule.get("excess", "absorb")
        return
    if rule["type"] == "levels":
        judged.score = next(exact(level["points"]) for level in rule["levels"] if level["id"] == answer["level"])
    elif rule["type"] == "check":
        judged.score = judged.points if answer["met"] else exact(rule.get("fail", 0))
        if "veto" in rule and not answer["met"]:
            vetoes.add(rule["veto"])
    elif "target" in rule:
        share = rounded(judged.points * exact(answer["value"]) / exact(rule["target"]))
        judged.score = max(judged.least, min(judged.points, share))
    else:
        reached = (exact(band["points"]) for band in rule["bands"] if _reaches(exact(answer["value"]), band))
        judged.score = next(reached, judged.least)
    judged.raw = judged.counted


def _reaches(value: Fraction, band: Json) -> bool:
    return value >= exact(band["at_least"]) if "at_least" in band else value <= exact(band["at_most"])


def _raw_deduction(rule: Json, answer: Json, judged: Judged, vetoes: set[str]) -> Fraction:
    raw = sum((exact(other["points"]) for other in answer.get("other", ())), ZERO)
    counts = answer.get("faults", {})
    for fault in rule.get("faults", ()):
        if counts.get(fault["id"], 0) > 0:
            whole = judged.points - judged.least
            raw += whole if fault.get("all") else amount(fault, counts[fault["id"]])
            if "veto" in fault:
                vetoes.add(fault["veto"])
    return raw


# -- sums and grade


@dataclass
class Summed:
    """The whole calculation, with open criteria at their least or at their most."""

    modules: list[dict[str, Any]]
    points: Fraction
    total: Fraction
    bonus: Fraction
    final: Fraction
    rank: int  # 0 is the highest grade; as many as there are grades means none


def less_spill(total: Fraction, spill: Fraction) -> Fraction:
    """What the uncounted part leaves of a sum: nothing below zero, and nothing taken below it."""
    return max(ZERO, total - spill) if total > 0 else total


def sum_up(checklist: Json, found: Judgement, *, lowest: bool) -> Summed:
    """Criteria to sections to modules to the total, the final score and the grade."""
    modules = [_module(checklist, module, found, lowest=lowest) for module in checklist["modules"]]
    points = sum((module["points"] for module in modules), ZERO)
    left_in = [module for module in modules if module["score"] is not None]
    total = sum((module["score"] for module in left_in), ZERO)
    counting = sum((module["points"] for module in left_in), ZERO)
    if counting not in {ZERO, points}:
        total = rounded(total * points / counting)
    bonus = _bonus(checklist, found)
    final = total + bonus
    if not checklist.get("bonus", {}).get("over_total", False):
        final = min(points, final)
    return Summed(modules, points, total, bonus, final, _rank(checklist, final, left_in, found.vetoes))


def _module(checklist: Json, module: Json, found: Judgement, *, lowest: bool) -> dict[str, Any]:
    sections, counting, module_spill = [], ZERO, ZERO
    for section in module["sections"]:
        points = total = section_spill = ZERO
        for criterion in section["criteria"]:
            judged = found.criteria[criterion["id"]]
            points += judged.points
            got = judged.counts_as(lowest=lowest)
            if got is None:
                continue
            counting += judged.points
            total += got
            if judged.excess == "section":
                section_spill += judged.uncounted or ZERO
            if judged.excess == "module":
                module_spill += judged.uncounted or ZERO
        left = less_spill(total, section_spill)
        sections.append({"id": section["id"], "points": points, "sum": left, "spill": total - left})
    points = sum((section["points"] for section in sections), ZERO)
    total = less_spill(sum((section["sum"] for section in sections), ZERO), module_spill)
    score: Fraction | None = total
    if counting != points:
        score = rounded(total * points / counting) if counting else None
    return {
        "id": module["id"],
        "points": points,
        "counting": counting,
        "sum": total,
        "score": score,
        "sections": sections,
    }


def _bonus(checklist: Json, found: Judgement) -> Fraction:
    bonus = checklist.get("bonus", {})
    earned = sum((amount(item, found.bonus.get(item["id"], 0)) for item in bonus.get("items", ())), ZERO)
    return min(earned, exact(bonus["max"])) if "max" in bonus else earned


def _rank(checklist: Json, final: Fraction, left_in: Sequence[Json], vetoes: Collection[str]) -> int:
    grades = checklist.get("grades", [])
    ids = [grade["id"] for grade in grades]
    ranks = (position for position, grade in enumerate(grades) if _holds(grade, final, left_in))
    rank = next(ranks, len(grades))
    for veto in checklist.get("vetoes", ()):
        if veto["id"] in vetoes:
            lowest = len(grades) if veto["effect"] == "disqualify" else ids.index(veto["grade"])
            rank = max(rank, lowest)
    return rank


def _holds(grade: Json, final: Fraction, left_in: Sequence[Json]) -> bool:
    if final < exact(grade["min"]):
        return False
    floor = grade.get("module_floor")
    return floor is None or all(module["score"] >= exact(floor) * module["points"] for module in left_in)


# -- the result


def score(checklist: Json, answers: Json) -> dict[str, Any]:
    """The result of section 10."""
    found = judge(checklist, answers)
    low, high = sum_up(checklist, found, lowest=True), sum_up(checklist, found, lowest=False)
    open_ = [id_ for id_, judged in found.criteria.items() if judged.status == "unanswered"]
    low_bound, high_bound = _bound(checklist, low), _bound(checklist, high)
    final = dict.fromkeys(low_bound) if open_ else low_bound
    grade = next((g for g in checklist.get("grades", ()) if g["id"] == final["grade"]), {})
    return {
        "checklist": f"{checklist['key']}@{checklist['version']}",
        "points": shown(low.points),
        "complete": not open_,
        "total": final["total"],
        "bonus": shown(low.bonus),
        "final": final["final"],
        "grade": final["grade"],
        "stars": grade.get("stars"),
        "low": low_bound,
        "high": high_bound,
        "vetoes": [veto["id"] for veto in checklist.get("vetoes", ()) if veto["id"] in found.vetoes],
        "unanswered": open_,
        "modules": [_shown_all(module) for module in low.modules],
        "criteria": [
            {
                "id": id_,
                "status": judged.status,
                "points": shown(judged.points),
                "score": shown(judged.score),
                "raw": shown(judged.raw),
                "counted": shown(judged.counted),
                "uncounted": shown(judged.uncounted),
            }
            for id_, judged in found.criteria.items()
        ],
        "themes": _themes(checklist, found),
    }


def _bound(checklist: Json, summed: Summed) -> dict[str, Any]:
    ids = [grade["id"] for grade in checklist.get("grades", ())]
    grade = ids[summed.rank] if summed.rank < len(ids) else None
    return {"total": shown(summed.total), "final": shown(summed.final), "grade": grade}


def _shown_all(part: Json) -> dict[str, Any]:
    result = {name: shown(value) for name, value in part.items() if name not in {"id", "sections"}}
    if "sections" in part:
        result["sections"] = [_shown_all(section) for section in part["sections"]]
    return {"id": part["id"], **result}


def _themes(checklist: Json, found: Judgement) -> list[dict[str, Any]]:
    rows: dict[str, list[Fraction]] = {}
    for criterion in criteria_of(checklist):
        judged = found.criteria[criterion["id"]]
        for theme in dict.fromkeys(criterion.get("themes", ())):
            row = rows.setdefault(theme, [ZERO, ZERO])
            got = judged.counts_as(lowest=True)
            if got is not None:
                row[0] += judged.points
                row[1] += got
    return [{"id": theme, "points": shown(points), "score": shown(got)} for theme, (points, got) in rows.items()]


# -- the plan


def best_answer(criterion: Json) -> tuple[Fraction, dict[str, Any]]:
    """The most points that levels or a measure can give, and an answer that gives them."""
    rule = criterion["rule"]
    if rule["type"] == "levels":
        best = max(rule["levels"], key=lambda level: exact(level["points"]))
        return exact(best["points"]), {"level": best["id"]}
    if "target" in rule:
        return exact(criterion["points"]), {"value": str(rule["target"])}
    band = rule["bands"][0]
    return exact(band["points"]), {"value": str(band.get("at_least", band.get("at_most")))}


def units(checklist: Json, answers: Json) -> list[str]:
    """What can be repaired, by its name."""
    found: list[str] = []
    judgement = judge(checklist, answers)
    for criterion in criteria_of(checklist):
        id_, rule = criterion["id"], criterion["rule"]
        judged = judgement.criteria[id_]
        if judged.status != "scored":
            continue
        answer = answers["answers"][id_]
        if rule["type"] == "deduct":
            found += [f"{id_}/{fault}" for fault, count in answer.get("faults", {}).items() if count > 0]
            found += [f"{id_}/other/{position}" for position in range(len(answer.get("other", ())))]
        elif rule["type"] == "check":
            found += [] if answer["met"] else [id_]
        elif judged.score < best_answer(criterion)[0]:
            found.append(id_)
    return found


def repaired(checklist: Json, answers: Json, chosen: Collection[str]) -> dict[str, Any]:
    """The answers with the chosen units put right."""
    result = copy.deepcopy(dict(answers))
    for criterion in criteria_of(checklist):
        id_, rule = criterion["id"], criterion["rule"]
        answer = result["answers"].get(id_)
        if answer is None or "na" in answer:
            continue
        if rule["type"] == "deduct":
            counts = answer.get("faults", {})
            answer["faults"] = {name: n for name, n in counts.items() if f"{id_}/{name}" not in chosen}
            answer["other"] = [
                deduction
                for position, deduction in enumerate(answer.get("other", ()))
                if f"{id_}/other/{position}" not in chosen
            ]
        elif id_ in chosen:
            answer.update({"met": True} if rule["type"] == "check" else best_answer(criterion)[1])
    return result


def plan(checklist: Json, answers: Json, efforts: Mapping[str, int]) -> dict[str, Any]:
    """The result of section 11, by trying every set of units."""
    ids = [grade["id"] for grade in checklist.get("grades", ())] + [None]
    rank = sum_up(checklist, judge(checklist, answers), lowest=True).rank
    nothing = {"reachable": False, "effort": None, "units": [], "final": None}
    if rank == 0:
        return {"from": ids[0], "to": None, **nothing}
    ways = []
    names = units(checklist, answers)
    for size in range(len(names) + 1):
        for chosen in itertools.combinations(names, size):
            after = sum_up(checklist, judge(checklist, repaired(checklist, answers, chosen)), lowest=True)
            if after.rank < rank:
                effort = sum(efforts.get(name, 1) for name in chosen)
                ways.append((effort, size, -after.final, sorted(chosen), after.rank))
    if not ways:
        return {"from": ids[rank], "to": ids[rank - 1], **nothing}
    effort, _, final, chosen, reached = min(ways)
    return {
        "from": ids[rank],
        "to": ids[reached],
        "reachable": True,
        "effort": effort,
        "units": chosen,
        "final": shown(-final),
    }
