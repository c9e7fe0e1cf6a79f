"""What must hold for every audit, whatever its checklist and answers."""

import re
from collections.abc import Iterator
from fractions import Fraction
from random import Random
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from audit.scoring.compiled import compile_checklist
from audit.scoring.plan import plan
from audit.scoring.results import result_of
from audit.scoring.score import score
from audit.scoring.units import repaired, units_of
from tests.scoring.cases import hundredths, random_case, random_efforts, written
from tests.scoring.oracle import criteria_of
from tests.scoring.reading import loaded, read, scored

Json = dict[str, Any]
FIGURE = re.compile(r"-?\d+\.\d\d")

seeds = st.integers(0, 10**9)
cases = seeds.map(random_case)
choices = seeds.map(Random)
open_cases = cases.filter(lambda case: len(case[1]["answers"]) < len(list(criteria_of(case[0]))))


def _rank(checklist: Json, grade: str | None) -> int:
    """0 for the highest grade; higher numbers are worse."""
    ids = [grade["id"] for grade in checklist.get("grades", ())]
    return ids.index(grade) if grade is not None else len(ids)


def _standing(checklist: Json, bound: Json) -> tuple[Fraction, Fraction, int]:
    """Total, final and grade so that more is better in each."""
    return Fraction(bound["total"]), Fraction(bound["final"]), -_rank(checklist, bound["grade"])


def _not_worse(better: tuple[Any, ...], worse: tuple[Any, ...]) -> bool:
    return all(more >= less for more, less in zip(better, worse, strict=True))


def _got(criterion: Json, row: Json) -> Fraction | None:
    """What a criterion brings to the low sums; None where it is left out."""
    if row["status"] == "unanswered":
        return Fraction(str(criterion.get("min", 0)))
    return None if row["score"] is None else Fraction(row["score"])


@given(cases)
def test_every_figure_is_within_its_bounds(case: tuple[Json, Json]) -> None:
    checklist, answers = case
    result = scored(checklist, answers)
    least = Fraction(0)
    for criterion, row in zip(criteria_of(checklist), result["criteria"], strict=True):
        lowest = Fraction(str(criterion.get("min", 0)))
        least += lowest
        if row["score"] is not None:
            assert lowest <= Fraction(row["score"]) <= Fraction(row["points"])
            assert Fraction(row["uncounted"]) >= 0
    for module in result["modules"]:
        assert Fraction(module["sum"]) <= Fraction(module["counting"]) <= Fraction(module["points"])
        assert module["score"] is None or Fraction(module["score"]) <= Fraction(module["points"])
    points, bonus = Fraction(result["points"]), checklist.get("bonus", {})
    most = points + Fraction(result["bonus"]) if bonus.get("over_total") else points
    for bound in (result["low"], result["high"]):
        assert Fraction(bound["total"]) <= points
        assert Fraction(bound["final"]) <= most
        if checklist.get("not_applicable", "redistribute") != "redistribute":
            assert Fraction(bound["total"]) >= least
    assert 0 <= Fraction(result["bonus"]) <= Fraction(str(bonus.get("max", result["bonus"])))


@given(cases, choices)
def test_order_of_answers_is_irrelevant(case: tuple[Json, Json], choice: Random) -> None:
    checklist, answers = case
    assert scored(checklist, _shuffled(answers, choice)) == scored(checklist, answers)


def _shuffled(value: Any, choice: Random) -> Any:
    """All mappings in another order; of lists only the one of vetoes."""
    if not isinstance(value, dict):
        return value
    names = choice.sample(sorted(value), len(value))
    result = {name: _shuffled(value[name], choice) for name in names}
    if "vetoes" in result:
        result["vetoes"] = choice.sample(result["vetoes"], len(result["vetoes"]))
    return result


@given(cases, choices)
def test_more_of_a_fault_never_raises_anything(case: tuple[Json, Json], choice: Random) -> None:
    checklist, answers = case
    before = scored(checklist, answers)
    faults = [
        (criterion["id"], fault)
        for criterion in criteria_of(checklist)
        for fault in criterion["rule"].get("faults", ())
        if answers["answers"].get(criterion["id"], {}).get("faults") is not None
    ]
    assume(faults)
    id_, fault = choice.choice(faults)
    counts = answers["answers"][id_]["faults"]
    counts[fault["id"]] = counts.get(fault["id"], 0) + 1 if fault.get("per") == "each" else 1
    after = scored(checklist, answers)
    for bound in ("low", "high"):
        assert _not_worse(_standing(checklist, before[bound]), _standing(checklist, after[bound]))


@given(cases)
def test_parts_add_up(case: tuple[Json, Json]) -> None:
    checklist, answers = case
    result = scored(checklist, answers)
    rows = {row["id"]: row for row in result["criteria"]}
    policy = checklist.get("not_applicable", "redistribute")
    for module, shown in zip(checklist["modules"], result["modules"], strict=True):
        asked = Fraction(0)
        counting = Fraction(0)
        for section, part in zip(module["sections"], shown["sections"], strict=True):
            brought = [_got(criterion, rows[criterion["id"]]) for criterion in section["criteria"]]
            assert Fraction(part["sum"]) + Fraction(part["spill"]) == sum(filter(None, brought))
            points = [hundredths(criterion["points"]) for criterion in section["criteria"]]
            assert Fraction(part["points"]) * 100 == sum(points)
            counting += sum(p for p, got in zip(points, brought, strict=True) if got is not None)
            asked += sum(_excess(section, rows, "module"))
            taken = Fraction(part["spill"])
            assert taken == sum(_excess(section, rows, "section")) or Fraction(part["sum"]) <= 0
        before = sum(Fraction(part["sum"]) for part in shown["sections"])
        assert Fraction(shown["sum"]) == (max(0, before - asked) if before > 0 else before)
        assert Fraction(shown["points"]) == sum(Fraction(part["points"]) for part in shown["sections"])
        assert Fraction(shown["counting"]) * 100 == counting
        assert shown["score"] == shown["sum"] or shown["counting"] != shown["points"]
    assert Fraction(result["points"]) == sum(Fraction(module["points"]) for module in result["modules"])
    if policy != "redistribute" or all(module["score"] is not None for module in result["modules"]):
        scores = (Fraction(module["score"]) for module in result["modules"])
        assert Fraction(result["low"]["total"]) == sum(scores)


def _excess(section: Json, rows: dict[str, Json], where: str) -> Iterator[Fraction]:
    """What the criteria of a section pass on to the section or the module."""
    for criterion in section["criteria"]:
        row = rows[criterion["id"]]
        if row["status"] == "scored" and criterion["rule"].get("excess") == where:
            yield Fraction(row["uncounted"])


@given(cases)
def test_raw_is_counted_and_uncounted(case: tuple[Json, Json]) -> None:
    for row in scored(*case)["criteria"]:
        figures = [row[name] for name in ("score", "raw", "counted", "uncounted")]
        if row["score"] is None:
            assert figures == [None] * 4
        else:
            points, got, raw, counted, uncounted = map(Fraction, (row["points"], *figures))
            assert (raw, counted) == (counted + uncounted, points - got)


@given(cases)
def test_low_is_not_above_high(case: tuple[Json, Json]) -> None:
    checklist, answers = case
    result = scored(checklist, answers)
    low, high = _standing(checklist, result["low"]), _standing(checklist, result["high"])
    assert _not_worse(high, low)
    final = {name: result[name] for name in ("total", "final", "grade")}
    if result["complete"]:
        assert result["unanswered"] == []
        assert final == result["low"] == result["high"]
    else:
        assert result["unanswered"] != []
        assert {**final, "stars": result["stars"]} == dict.fromkeys((*final, "stars"))


@given(open_cases, choices)
def test_answering_stays_within_the_interval(case: tuple[Json, Json], choice: Random) -> None:
    """An answer that spills nothing, is not N/A and sets no veto off keeps what the interval promised."""
    checklist, answers = case
    before = scored(checklist, answers)
    assume(before["unanswered"])
    id_ = choice.choice(before["unanswered"])
    criterion = next(criterion for criterion in criteria_of(checklist) if criterion["id"] == id_)
    answers["answers"][id_] = _harmless(criterion, choice)
    after = scored(checklist, answers)
    low, high = _standing(checklist, before["low"]), _standing(checklist, before["high"])
    assert _not_worse(_standing(checklist, after["low"]), low)
    assert _not_worse(high, _standing(checklist, after["high"]))


def _harmless(criterion: Json, choice: Random) -> Json:
    rule = criterion["rule"]
    if rule["type"] == "deduct":
        room = hundredths(criterion["points"]) - hundredths(criterion.get("min", 0))
        points = choice.randint(0, room)
        return {"other": [{"points": f"{points // 100}.{points % 100:02d}", "reason": "积灰"}]}
    if rule["type"] == "levels":
        return {"level": choice.choice(rule["levels"])["id"]}
    if rule["type"] == "check":
        return {"met": "veto" in rule or choice.choice([True, False])}
    return {"value": str(choice.randint(0, 60))}


@given(cases, choices)
def test_plan_reaches_the_grade_it_names(case: tuple[Json, Json], choice: Random) -> None:
    checklist, document = loaded(case[0]), read(case[1])
    sheet, before = compile_checklist(checklist), score(checklist, document)
    units = units_of(sheet, document, before.answers.marks)
    names = [unit.id for of_line in units.values() for unit in of_line]
    efforts = {name: max(1, effort) for name, effort in random_efforts(choice, names).items()}
    found = plan(checklist, document, efforts)
    assert found.from_ == (before.low.grade.id if before.low.grade else None)
    if not found.reachable:
        everything = score(checklist, repaired(sheet, document, names)).low
        assert _rank(case[0], everything.grade and everything.grade.id) >= _rank(case[0], found.from_)
        assert (found.effort, found.units, found.final) == (None, (), None)
        return
    after = score(checklist, repaired(sheet, document, found.units)).low
    assert set(found.units) <= set(names)
    assert (found.to, found.final) == (after.grade and after.grade.id, after.final)
    assert _rank(case[0], found.to) < _rank(case[0], found.from_)
    assert found.effort == sum(efforts.get(name, 1) for name in found.units)
    for name in found.units:
        without = score(checklist, repaired(sheet, document, set(found.units) - {name})).low
        grade = without.grade and without.grade.id
        assert _rank(case[0], grade) >= _rank(case[0], found.from_), f"{name} is not needed"


@given(cases, choices)
def test_repairs_never_lower_anything(case: tuple[Json, Json], choice: Random) -> None:
    checklist, document = loaded(case[0]), read(case[1])
    sheet, first = compile_checklist(checklist), score(checklist, document)
    units = units_of(sheet, document, first.answers.marks)
    names = [unit.id for of_line in units.values() for unit in of_line]
    standing = _standing(case[0], _json(first)["low"])
    chosen: set[str] = set()
    for name in choice.sample(names, len(names)):
        chosen.add(name)
        after = score(checklist, repaired(sheet, document, chosen))
        improved = _standing(case[0], _json(after)["low"])
        assert _not_worse(improved, standing), chosen
        standing = improved


def _json(score_: Any) -> Json:
    return result_of(score_)


@given(cases)
def test_repairing_leaves_the_document_as_it_was(case: tuple[Json, Json]) -> None:
    checklist, document = loaded(case[0]), read(case[1])
    sheet = compile_checklist(checklist)
    before = written(case[1])
    units = units_of(sheet, document, score(checklist, document).answers.marks)
    repaired(sheet, document, [unit.id for of_line in units.values() for unit in of_line])
    assert written(document) == before


TEXTS = {"checklist", "id", "grade", "status"}
OTHERS = {"stars", "complete"}


@given(cases)
def test_all_figures_have_two_places(case: tuple[Json, Json]) -> None:
    found = list(_figures(scored(*case), ""))
    assert len(found) > 20
    assert [figure for figure in found if not FIGURE.fullmatch(figure)] == []
    assert "-0.00" not in found


def _figures(node: Any, name: str) -> Iterator[str]:
    """Every text in a result that should be a figure."""
    if isinstance(node, dict):
        for inner, child in node.items():
            yield from _figures(child, inner)
    elif isinstance(node, list):
        if name not in {"vetoes", "unanswered"}:
            for child in node:
                yield from _figures(child, name)
    elif name not in TEXTS | OTHERS and node is not None:
        assert isinstance(node, str), (name, node)
        yield node
