"""The view of an audit shows the figures of its score and no others."""

from typing import Any

import pytest

from audit.reporting import words
from audit.reporting.html import report_html, stylesheet
from audit.reporting.plain_text import plan_text, score_text
from audit.reporting.view import audit_view, canonical
from audit.scoring.figures import show
from audit.scoring.plan import plan_from
from audit.scoring.results import plan_result_of, result_of
from audit.scoring.score import Score
from tests.reporting.reports import Json, example, many_modules, plain, scored_pair, small_answers, small_checklist
from tests.scoring.cases import random_case


def audits() -> list[Any]:
    """The example and eighteen random audits."""
    return [pytest.param(seed, id="example" if seed is None else str(seed)) for seed in (None, *range(18))]


def audit(seed: int | None) -> tuple[Score, Json]:
    return example() if seed is None else scored_pair(*random_case(seed))


def view_of(scored: Score, document: Json, language: str) -> Any:
    return audit_view(scored, document, plan_from(scored, document, {}), language)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("seed", audits())
def test_every_figure_is_that_of_the_result(seed: int | None, language: str) -> None:
    scored, document = audit(seed)
    result, view = plain(result_of(scored)), view_of(scored, document, language)
    assert (view["checklist"], view["points"], view["bonus"]) == (
        result["checklist"],
        result["points"],
        result["bonus"],
    )
    assert (view["complete"], view["total"] or None, view["final"] or None) == (
        result["complete"],
        result["total"],
        result["final"],
    )
    assert (view["low"], view["high"], view["low_total"]) == (
        result["low"]["final"],
        result["high"]["final"],
        result["low"]["total"],
    )
    assert view["stars"] == (result["stars"] or 0)
    assert view["headline"] == (result["final"] or f"{result['low']['final']} – {result['high']['final']}")
    assert (view["open_items"], view["criteria"]) == (len(result["unanswered"]), len(result["criteria"]))
    titles = {grade.id: grade.title.in_language(language) for grade in scored.checklist.grades}
    if result["complete"] and titles:
        none = words.grade_title(scored.checklist, None, language)
        assert view["grade"] == titles.get(result["grade"], none)
    for end in ("low", "high"):
        if result[end]["grade"]:
            assert view[f"{end}_grade"] == titles[result[end]["grade"]]


@pytest.mark.parametrize("seed", audits())
def test_modules_sections_and_themes_are_those_of_the_result(seed: int | None) -> None:
    scored, document = audit(seed)
    result, view = plain(result_of(scored)), view_of(scored, document, "zh")
    assert [(m["id"], m["points"], m["counting"], m["sum"], m["score"]) for m in view["modules"]] == [
        (m["id"], m["points"], m["counting"], m["sum"], m["score"] or "—") for m in result["modules"]
    ]
    assert [(m["id"], m["points"], m["score"]) for m in view["sheet"]] == [
        (m["id"], m["points"], m["score"] or "—") for m in result["modules"]
    ]
    assert [(s["id"], s["points"], s["score"]) for m in view["sheet"] for s in m["sections"]] == [
        (s["id"], s["points"], s["sum"]) for m in result["modules"] for s in m["sections"]
    ]
    assert [(t["points"], t["score"]) for t in view["themes"]] == [(t["points"], t["score"]) for t in result["themes"]]
    for shown in (*view["modules"], *view["themes"]):
        assert 0.0 <= shown["share"] <= 1.0
        assert shown["percent"] == percent(shown["score"], shown["points"])


def percent(score: str, points: str) -> str:
    """The share with one decimal, half up, from the printed figures."""
    if score == "—" or points == "0.00":
        return "—"
    got, whole = round(float(score) * 100), round(float(points) * 100)
    tenths = (2000 * abs(got) + whole) // (2 * whole)
    return f"{'−' if got < 0 and tenths else ''}{tenths // 10}.{tenths % 10}%"


@pytest.mark.parametrize("seed", audits())
def test_rows_of_sheet_deductions_and_ledger_are_those_of_the_result(seed: int | None) -> None:
    scored, document = audit(seed)
    result, view = plain(result_of(scored)), view_of(scored, document, "zh")
    rows = [row for module in view["sheet"] for section in module["sections"] for row in section["criteria"]]
    assert [(row["id"], row["status"], row["points"], row["score"] or None) for row in rows] == [
        (c["id"], c["status"], c["points"], c["score"]) for c in result["criteria"]
    ]
    lost = {c["id"]: c["counted"] for c in result["criteria"] if c["status"] == "scored" and c["counted"] != "0.00"}
    shown = {row["id"]: row["lost"].replace("−", "") for row in view["deductions"]}
    assert {id_: figure for id_, figure in shown.items() if figure != "0.00"} == lost
    assert {row["id"]: row["lost"] for row in view["ledger"]} == lost
    figures = [float(row["lost"].replace("−", "")) for row in view["deductions"]]
    assert figures == sorted(figures, reverse=True)
    assert [row["rank"] for row in view["deductions"]] == list(range(1, len(figures) + 1))
    for row in rows:
        counted = next(c for c in result["criteria"] if c["id"] == row["id"])
        assert bool(row["cap"]) == (counted["uncounted"] not in {None, "0.00"})
        if row["cap"]:
            assert counted["raw"] in row["cap"]
            assert f"未计 {counted['uncounted']}" in row["cap"]
        if row["sum"] and row["status"] == "scored":
            assert row["sum"].endswith(f"= {counted['score']}")


def test_what_does_not_apply_shows_no_sum() -> None:
    checklist = small_checklist(not_applicable="zero")
    checklist["modules"][0]["sections"][0]["criteria"][0]["applies_to"] = {"facilities": ["parking"]}
    scored, document = scored_pair(checklist, {"checklist": "k@1", "answers": {"2": {"met": True}}})
    row = view_of(scored, document, "zh")["sheet"][0]["sections"][0]["criteria"][0]
    assert (row["status"], row["sum"]) == ("not_applicable", "")


@pytest.mark.parametrize("seed", audits())
def test_the_workings_end_in_the_figures_of_the_result(seed: int | None) -> None:
    scored, document = audit(seed)
    result, view = plain(result_of(scored)), view_of(scored, document, "zh")
    ends = [module["score"] or "—" for module in result["modules"]]
    assert [step["result"] for step in view["workings"]] == [*ends, result["low"]["total"], result["low"]["final"]]


@pytest.mark.parametrize("seed", audits())
def test_plan_and_vetoes_are_those_of_the_result(seed: int | None) -> None:
    scored, document = audit(seed)
    plan = plan_from(scored, document, {})
    result, view = plain(plan_result_of(plan)), view_of(scored, document, "zh")
    assert len(view["plan"]["units"]) == len(result["units"])
    assert {unit["id"] for unit in view["plan"]["units"]} == {unit.split("/")[0] for unit in result["units"]}
    if result["reachable"]:
        assert result["final"] in view["plan"]["sentence"]
    assert len(view["vetoes"]) == len(scored.vetoes)


GRADES = [{"id": "five", "title": {"zh": "五星级", "en": "Five-star"}, "min": 7}]
NO_REACH = [
    ({}, "尚有2条未评", "Open criteria: 2"),
    ({"2": {"met": True}}, "尚有1条未评", "Open criteria: 1"),
    ({"1": {"na": "无"}, "2": {"na": "无"}}, "各条均不适用", "applies"),
]


@pytest.mark.parametrize(("entries", "chinese", "english"), NO_REACH)
def test_no_way_is_blamed_on_what_it_comes_from(entries: Json, chinese: str, english: str) -> None:
    scored, document = scored_pair(small_checklist(grades=GRADES), {"checklist": "k@1", "answers": entries})
    plan = plan_from(scored, document, {})
    assert plan.reachable is False
    assert words.plan_sentence(scored, plan, "zh").startswith(chinese)
    assert english in words.plan_sentence(scored, plan, "en")
    assert "every repair" not in words.plan_sentence(scored, plan, "en")


def test_a_way_through_an_open_audit_says_what_it_counts_on() -> None:
    entries = {"1": {"faults": {"a": 2}}}
    checklist = small_checklist(grades=[GRADES[0] | {"min": 3}])
    scored, document = scored_pair(checklist, {"checklist": "k@1", "answers": entries})
    sentence = words.plan_sentence(scored, plan_from(scored, document, {}), "zh")
    assert sentence == "整改以下1项，可得3.00分，达到五星级（未评的1条按最低分计）"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("seed", audits())
def test_the_terminal_shows_the_same_figures(seed: int | None, language: str) -> None:
    scored, document = audit(seed)
    result, text = plain(result_of(scored)), score_text(scored, language)
    ends = [result["final"]] if result["complete"] else [result["low"]["final"], result["high"]["final"]]
    assert " – ".join(ends) + f" / {result['points']}" in text.splitlines()[1]
    lines = text.splitlines()
    for module in result["modules"]:
        assert any(line.split()[:4] == [module["id"], module["score"] or "—", "/", module["points"]] for line in lines)
    plan = plan_from(scored, document, {})
    assert len(plan_text(scored, plan, language).splitlines()) == 1 + len(plan.units)


@pytest.mark.parametrize("seed", audits())
def test_the_terminal_adds_up_from_the_modules_to_the_headline(seed: int | None) -> None:
    scored, _document = audit(seed)
    low, lines = scored.low, score_text(scored, "zh").splitlines()
    total = next(n for n, line in enumerate(lines) if "总分" in line)
    final = next(n for n, line in enumerate(lines) if "最终得分" in line)
    assert lines[total].split()[0] == show(low.total)
    assert lines[final].split()[0] == show(low.final)
    assert any("加分" in line and show(scored.bonus) in line for line in lines[total:final]) == bool(scored.bonus)
    for m, got in enumerate(low.scores):
        if got is not None and got != low.modules[m]:
            assert any(f"{show(low.modules[m])} × " in line and f"= {show(got)}" in line for line in lines[:total])
        if low.module_spills[m]:
            assert any(f" − {show(low.module_spills[m])} = " in line for line in lines[:total])
    if low.total != low.unscaled:
        assert any(f"{show(low.unscaled)} × " in line for line in lines[total:final])


def spilling() -> tuple[Score, Json]:
    """The small audit with an excess that its section pays."""
    checklist, answers = small_checklist(), small_answers()
    checklist["modules"][0]["sections"][0]["criteria"][0]["rule"]["excess"] = "section"
    answers["answers"]["1"]["faults"]["a"] = 5
    return scored_pair(checklist, answers)


@pytest.mark.parametrize("kind", ["full", "exceptions", "sheet"])
def test_every_kind_of_report_shows_what_spilt(kind: str) -> None:
    for (scored, document), shown in ((spilling(), True), (scored_pair(small_checklist(), small_answers()), False)):
        html, _files = report_html(view_of(scored, document, "zh"), kind, {})
        assert ("另扣超出部分2.00分" in html) is shown
        assert ("计分过程" in html) is (shown or kind == "full")


@pytest.mark.parametrize("kind", ["full", "exceptions", "sheet"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_html_holds_the_figures_and_nothing_to_fetch(kind: str, language: str) -> None:
    scored, document = example()
    view = view_of(scored, document, language)
    html, files = report_html(view, kind, {})
    assert plain(result_of(scored))["final"] in html
    assert "http" not in html
    assert "<script" not in html
    named = {part.split('"')[0] for part in html.split(' src="')[1:]}
    assert named <= files.keys()
    assert "url(" not in stylesheet()
    assert "@import" not in stylesheet()


@pytest.mark.parametrize(("count", "has_radar", "drawings"), [(2, False, 1), (16, True, 1), (17, False, 2)])
def test_any_number_of_modules_is_drawn(count: int, has_radar: bool, drawings: int) -> None:
    scored, document = scored_pair(*many_modules(count))
    html, files = report_html(view_of(scored, document, "zh"), "full", {})
    assert ("radar.svg" in files, 'src="radar.svg"' in html) == (has_radar, has_radar)
    assert [name for name in files if name.startswith("bars")] == [f"bars-{n}.svg" for n in range(1, drawings + 1)]
    assert html.count('class="bars"') == drawings


def test_the_same_document_has_one_text() -> None:
    _scored, document = example()
    turned = dict(reversed(list(document.items())))
    assert canonical(turned) == canonical(document)


def test_an_audit_without_branch_or_date_can_be_shown() -> None:
    checklist, answers = random_case(3)
    scored, document = scored_pair(checklist, {"checklist": answers["checklist"], "answers": {}})
    view = view_of(scored, document, "zh")
    assert (view["branch_name"], view["date"], view["complete"]) == ("", "", False)
    assert report_html(view, "full", {})


@pytest.mark.parametrize("extra", [None, 1, True, ["x"], {"a": "b"}])
def test_further_keys_of_any_kind_do_no_harm(extra: object) -> None:
    checklist, answers = random_case(4)
    more = {"audit": {"organisation": extra, "x": extra}, "branch": {**answers.get("branch", {}), "x": extra}}
    scored, document = scored_pair(checklist, {**answers, **more})
    assert report_html(view_of(scored, document, "en"), "full", {})
