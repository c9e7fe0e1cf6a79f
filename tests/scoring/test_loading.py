"""Checklist files that are refused: every problem at once, each with its code, place and line."""

import json
from decimal import Decimal
from typing import Any

import pytest

from audit.scoring.loading import build_checklist, load_checklist
from audit.scoring.problems import Problem, RefusedError, place
from audit.wording import say
from tests.scoring.reading import loaded, problems_of, refusals
from tests.scoring.shapes import criterion, deduct, sheet

GOOD = """\
key: demo
version: "1"
title: 清单
points: 8
modules:
  - id: m
    title: 模块
    points: 8
    sections:
      - id: s
        title: 节
        points: 8
        criteria:
          - id: "1"
            text: 要求一
            points: 3
            rule:
              type: deduct
              faults:
                - {id: a, label: 甲, points: 1}
          - id: "2"
            text: 要求二
            points: 5
            rule: {type: check}
vetoes:
  - {id: fatal, text: 案件, effect: disqualify}
grades:
  - {id: five, title: 五星级, min: 7}
  - {id: four, title: 四星级, min: 5}
"""
FIRST = "modules[0].sections[0].criteria[0]"
SECOND = "modules[0].sections[0].criteria[1]"
FAULT = "{id: a, label: 甲, points: 1}"
CHECK = "{type: check}"
LEVELS = "{type: levels, levels: [{id: a, label: 甲, points: 5}, {id: b, label: 乙, points: %s}]}"
BANDS = "{type: measure, bands: [%s]}"

# what is replaced, by what, where the one problem is, its code, its line
SHAPES = [
    ("key: demo\n", "", "key", "missing", 1),
    ("            text: 要求一\n", "", f"{FIRST}.text", "missing", 14),
    ("points: 8\nmodules", "points: 8\nmodule: 1\nmodules", "module", "unknown-key", 5),
    ("rule: {type: check}", "rule: {type: check, met: true}", f"{SECOND}.rule.met", "unknown-key", 24),
    ("title: 清单", "title: {zh: 清单, fr: liste}", "title.fr", "unknown-key", 3),
    ("title: 清单", "title: [清单]", "title", "mapping", 3),
    (f"- {FAULT}", "- a", f"{FIRST}.rule.faults[0]", "mapping", 20),
    ("rule: {type: check}", "rule: check", f"{SECOND}.rule", "mapping", 24),
    ("text: 要求二", "text: 要求二\n            themes: zoning", f"{SECOND}.themes", "list", 23),
    ("  - {id: fatal, text: 案件, effect: disqualify}", "  fatal: 案件", "vetoes", "list", 25),
    ('version: "1"', "version: 2026.1", "version", "text", 2),
    ('id: "1"', "id: 1", f"{FIRST}.id", "text", 14),
    ("title: 清单", "title: {zh: 2026}", "title.zh", "text", 3),
    ("title: 清单", 'title: ""', "title.zh", "empty", 3),
    ("title: 清单", 'title: " \\t"', "title.zh", "empty", 3),
    ("title: 清单", f"title: {'长' * 4001}", "title.zh", "too-long", 3),
    ("min: 7}", "min: 7, stars: 4.5}", "grades[0].stars", "whole", 28),
    ("min: 7}", "min: 7, stars: 五}", "grades[0].stars", "whole", 28),
    ("min: 7}", "min: 7, stars: 11}", "grades[0].stars", "too-high", 28),
    ("min: 7}", "min: 7, stars: -1}", "grades[0].stars", "too-low", 28),
    ("min: 7}", "min: 7, module_floor: 1.1}", "grades[0].module_floor", "too-high", 28),
    ("text: 要求二", "text: 要求二\n            na: 0", f"{SECOND}.na", "true-or-false", 23),
    ("text: 要求二", "text: 要求二\n            na: no", f"{SECOND}.na", "true-or-false", 23),
    ("points: 8\nmodules", "points: 8\nnot_applicable: half\nmodules", "not_applicable", "one-of", 5),
    ("effect: disqualify", "effect: warn", "vetoes[0].effect", "one-of", 26),
    ("points: 1}", "points: 1, per: twice}", f"{FIRST}.rule.faults[0].per", "one-of", 20),
    ("text: 要求二", "text: 要求二\n            evidence: [smell]", f"{SECOND}.evidence[0]", "one-of", 23),
    ("key: demo", "key: Demo", "key", "key-shape", 1),
    ("key: demo", "key: 示例", "key", "key-shape", 1),
    ('version: "1"', 'version: "1@2"', "version", "version-shape", 2),
    ('id: "1"', 'id: "1/2"', f"{FIRST}.id", "id-shape", 14),
    ('id: "1"', 'id: "1 2"', f"{FIRST}.id", "id-shape", 14),
    ('id: "1"', 'id: ""', f"{FIRST}.id", "id-shape", 14),
    ("points: 3\n", "points: 3.125\n", f"{FIRST}.points", "points", 16),
    ("points: 3\n", "points: 3.000\n", f"{FIRST}.points", "points", 16),
    ("points: 3\n", "points: 3e0\n", f"{FIRST}.points", "points", 16),
    ("points: 3\n", "points: .5\n", f"{FIRST}.points", "points", 16),
    ("points: 3\n", "points: +3\n", f"{FIRST}.points", "points", 16),
    ("points: 3\n", "points: .nan\n", f"{FIRST}.points", "points", 16),
    ("points: 3\n", "points: .inf\n", f"{FIRST}.points", "points", 16),
    ("points: 3\n", "points: 0x10\n", f"{FIRST}.points", "points", 16),
    ("points: 3\n", "points: true\n", f"{FIRST}.points", "points", 16),
    ("points: 3\n", f"points: {'9' * 5000}\n", f"{FIRST}.points", "points", 16),
    ("points: 3\n", "points: 0\n", f"{FIRST}.points", "not-positive", 16),
    ("points: 3\n", "points: -3\n", f"{FIRST}.points", "not-positive", 16),
    ("points: 1}", "points: -1}", f"{FIRST}.rule.faults[0].points", "negative", 20),
    ("points: 1}", "points: 1, max: -1}", f"{FIRST}.rule.faults[0].max", "negative", 20),
    ("min: 5}", "min: -5}", "grades[1].min", "negative", 29),
    (CHECK, "{type: measure, target: 0}", f"{SECOND}.rule.target", "not-positive", 24),
    (CHECK, "{type: measure, target: 0.0000001}", f"{SECOND}.rule.target", "value", 24),
    (CHECK, BANDS % "{at_least: much, points: 5}", f"{SECOND}.rule.bands[0].at_least", "value", 24),
    (CHECK, BANDS % "", f"{SECOND}.rule.bands", "empty", 24),
    (CHECK, "{type: levels, levels: []}", f"{SECOND}.rule.levels", "empty", 24),
]
CHECKLISTS = [
    (CHECK, "{type: guess}", f"{SECOND}.rule", "rule-type", 24),
    (CHECK, "{fail: 0}", f"{SECOND}.rule", "rule-type", 24),
    (FAULT, "{id: a, label: 甲, all: true, points: 1}", f"{FIRST}.rule.faults[0]", "all-with-points", 20),
    (FAULT, "{id: a, label: 甲, all: true, max: 1}", f"{FIRST}.rule.faults[0]", "all-with-points", 20),
    (FAULT, "{id: a, label: 甲}", f"{FIRST}.rule.faults[0]", "points-missing", 20),
    (CHECK, BANDS % "{points: 5}", f"{SECOND}.rule.bands[0]", "one-bound", 24),
    (CHECK, BANDS % "{at_least: 1, at_most: 2, points: 5}", f"{SECOND}.rule.bands[0]", "one-bound", 24),
    (CHECK, "{type: measure}", f"{SECOND}.rule", "bands-or-target", 24),
    (
        CHECK,
        "{type: measure, target: 2, bands: [{at_least: 1, points: 5}]}",
        f"{SECOND}.rule",
        "bands-or-target",
        24,
    ),
    (
        "text: 要求二",
        "text: 要求二\n            applies_to: {}",
        f"{SECOND}.applies_to",
        "applies-to-nothing",
        23,
    ),
    ("effect: disqualify", "effect: cap", "vetoes[0]", "cap-and-grade", 26),
    ("effect: disqualify", "effect: disqualify, grade: four", "vetoes[0]", "cap-and-grade", 26),
    ('id: "2"', 'id: "1"', f"{SECOND}.id", "repeated-id", 21),
    ("id: four", "id: five", "grades[1].id", "repeated-id", 29),
    (FAULT, f"{FAULT}\n                - {FAULT}", f"{FIRST}.rule.faults[1].id", "repeated-id", 21),
    (CHECK, (LEVELS % 0).replace("id: b", "id: a"), f"{SECOND}.rule.levels[1].id", "repeated-id", 24),
    (
        "  - {id: fatal, text: 案件, effect: disqualify}\n",
        "  - {id: fatal, text: 案件, effect: disqualify}\n" * 2,
        "vetoes[1].id",
        "repeated-id",
        27,
    ),
    (CHECK, "{type: check, veto: deadly}", f"{SECOND}.rule.veto", "unknown-reference", 24),
    ("points: 1}", "points: 1, veto: deadly}", f"{FIRST}.rule.faults[0].veto", "unknown-reference", 20),
    ("effect: disqualify", "effect: cap, grade: six", "vetoes[0].grade", "unknown-reference", 26),
    ("min: 5}", "min: 7}", "grades[1].min", "grades-fall", 29),
    ("min: 5}", "min: 7.01}", "grades[1].min", "grades-fall", 29),
    ("points: 3\n", "points: 3\n            min: 3.01\n", f"{FIRST}.min", "min-above-points", 17),
    (CHECK, LEVELS % "5.01", f"{SECOND}.rule.levels[1].points", "points-outside", 24),
    (CHECK, LEVELS % "-0.01", f"{SECOND}.rule.levels[1].points", "points-outside", 24),
    (CHECK, "{type: check, fail: 6}", f"{SECOND}.rule.fail", "points-outside", 24),
    (CHECK, "{type: check, fail: -1}", f"{SECOND}.rule.fail", "points-outside", 24),
    (CHECK, BANDS % "{at_least: 1, points: 6}", f"{SECOND}.rule.bands[0].points", "points-outside", 24),
    (
        CHECK,
        BANDS % "{at_least: 9, points: 5}, {at_most: 8, points: 4}",
        f"{SECOND}.rule.bands[1]",
        "bands-direction",
        24,
    ),
    (
        CHECK,
        BANDS % "{at_least: 8, points: 5}, {at_least: 8, points: 4}",
        f"{SECOND}.rule.bands[1]",
        "bands-order",
        24,
    ),
    (
        CHECK,
        BANDS % "{at_most: 8, points: 5}, {at_most: 7, points: 4}",
        f"{SECOND}.rule.bands[1]",
        "bands-order",
        24,
    ),
    (
        CHECK,
        BANDS % "{at_most: 8, points: 4}, {at_most: 9, points: 5}",
        f"{SECOND}.rule.bands[1].points",
        "bands-order",
        24,
    ),
]
TABLE = [*SHAPES, *CHECKLISTS]
CODES = {row[3] for row in TABLE}


def _replaced(old: str, new: str) -> str:
    assert GOOD.count(old) == 1, f"{old!r} must stand once in the good file"
    return GOOD.replace(old, new)


def _name(row: tuple[Any, ...]) -> str:
    return f"{row[3]}-{row[2]}"


def test_the_good_file_loads() -> None:
    checklist = load_checklist(GOOD)
    assert checklist.name == "demo@1"
    assert [one.id for one in checklist.criteria()] == ["1", "2"]


@pytest.mark.parametrize(("old", "new", "where", "code", "line"), TABLE, ids=map(_name, TABLE))
def test_one_mistake(old: str, new: str, where: str, code: str, line: int) -> None:
    text = _replaced(old, new)
    assert refusals(lambda: load_checklist(text)) == [(where, code, line)]


@pytest.mark.parametrize(("old", "new", "where", "code", "line"), TABLE, ids=map(_name, TABLE))
def test_one_mistake_in_words(old: str, new: str, where: str, code: str, line: int) -> None:
    (problem,) = problems_of(lambda: load_checklist(_replaced(old, new)))
    words = say(problem, "zh")
    assert words
    assert "{" not in words.replace("{1,64}", "").replace("{1,32}", "")


BLANKS = ["", " null", " []", " {}"]


@pytest.mark.parametrize("blank", BLANKS)
@pytest.mark.parametrize("line", ["key: demo", 'version: "1"', "title: 清单"])
def test_a_blank_text_can_be_worded(line: str, blank: str) -> None:
    text = _replaced(line, line.partition(":")[0] + ":" + blank)
    problems = problems_of(lambda: load_checklist(text))
    assert [bool(say(problem, "zh")) for problem in problems] == [True]


@pytest.mark.parametrize("blank", BLANKS)
@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("points: 3\n", "points:{}\n"),
        ("points: 8\nmodules", "points:{}\nmodules"),
        ("per: once", "per:{} "),
    ],
)
def test_a_blank_figure_or_choice_can_be_worded(line: str, left: str, blank: str) -> None:
    good = GOOD.replace(FAULT, "{id: a, label: 甲, points: 1, per: once}")
    text = good.replace(line, left.replace("{}", blank))
    problems = problems_of(lambda: load_checklist(text))
    assert [bool(say(problem, "zh")) for problem in problems] == [True]


def test_six_mistakes_of_shape_at_once() -> None:
    text = GOOD
    for old, new in [
        ("key: demo", "key: Demo"),
        ("title: 清单", "titel: 清单"),
        ("            text: 要求一\n", "            text: 7\n"),
        ("points: 1}", "points: -1}"),
        (CHECK, "{type: guess}"),
        ("min: 5}", "min: five}"),
    ]:
        text = text.replace(old, new)
    assert refusals(lambda: load_checklist(text)) == [
        ("key", "key-shape", 1),
        ("title", "missing", 1),
        ("titel", "unknown-key", 3),
        (f"{FIRST}.text", "mapping", 15),
        (f"{FIRST}.rule.faults[0].points", "negative", 20),
        (f"{SECOND}.rule", "rule-type", 24),
        ("grades[1].min", "points", 29),
    ]


def test_six_contradictions_at_once() -> None:
    text = GOOD
    for old, new in [
        ("points: 3\n", "points: 3\n            min: 4\n"),
        (FAULT, "{id: a, label: 甲, points: 1, veto: deadly}"),
        ('id: "2"', 'id: "1"'),
        (CHECK, "{type: check, fail: 6}"),
        ("effect: disqualify", "effect: cap, grade: six"),
        ("min: 5}", "min: 9}"),
    ]:
        text = text.replace(old, new)
    assert refusals(lambda: load_checklist(text)) == [
        (f"{FIRST}.min", "min-above-points", 17),
        (f"{FIRST}.rule.faults[0].veto", "unknown-reference", 21),
        (f"{SECOND}.id", "repeated-id", 22),
        (f"{SECOND}.rule.fail", "points-outside", 25),
        ("vetoes[0].grade", "unknown-reference", 27),
        ("grades[1].min", "grades-fall", 30),
    ]


def test_json_has_lines_too() -> None:
    text = json.dumps(sheet(criterion("1", deduct(), points="x")), ensure_ascii=False, indent=1)
    line = text[: text.index('"points": "x"')].count("\n") + 1
    assert refusals(lambda: load_checklist(text)) == [(f"{FIRST}.points", "points", line)]


def test_repeated_ids_of_sections_and_modules() -> None:
    value = sheet(criterion("1", deduct()))
    value["modules"] *= 2
    assert refusals(lambda: build_checklist(value)) == [
        ("modules[1].id", "repeated-id", None),
        ("modules[1].sections[0].id", "repeated-id", None),
        ("modules[1].sections[0].criteria[0].id", "repeated-id", None),
    ]


def test_repeated_bonus_items() -> None:
    item = {"id": "b", "text": "荣誉", "points": 1}
    value = sheet(criterion("1", deduct()), bonus={"items": [item, item]})
    assert refusals(lambda: build_checklist(value)) == [("bonus.items[1].id", "repeated-id", None)]


def test_the_same_fault_id_in_two_criteria_is_fine() -> None:
    one = deduct({"id": "a", "label": "甲", "points": 1})
    assert loaded(sheet(criterion("1", one), criterion("2", one))).name == "k@1"


@pytest.mark.parametrize("empty", ["modules", "sections", "criteria"])
def test_nothing_may_be_empty(empty: str) -> None:
    value = sheet(criterion("1", deduct()))
    where, node = "", value
    for name in ["modules", "sections", "criteria"]:
        where += ("." if where else "") + name
        if name == empty:
            node[name] = []
            break
        node, where = node[name][0], f"{where}[0]"
    assert refusals(lambda: build_checklist(value)) == [(where, "empty", None)]


@pytest.mark.parametrize("value", [None, [], "text", 7, True])
def test_a_checklist_is_a_mapping(value: object) -> None:
    assert refusals(lambda: build_checklist(value)) == [("", "mapping", None)]


@pytest.mark.parametrize("points", [3, "3", "3.0", "3.00", Decimal("3.0")])
def test_points_may_be_numbers_or_text(points: object) -> None:
    assert next(loaded(sheet(criterion("1", deduct(), points=points))).criteria()).points == 300


def test_a_float_is_refused() -> None:
    value = sheet(criterion("1", deduct(), points=0.5))
    assert refusals(lambda: build_checklist(value)) == [(f"{FIRST}.points", "points", None)]


def test_yaml_numbers_are_read_from_their_text() -> None:
    text = GOOD.replace("points: 3\n", "points: 0.29\n")  # 0.29 × 100 is 28.999999999999996 in floats
    assert next(load_checklist(text).criteria()).points == 29


def test_yaml_and_json_give_the_same_content() -> None:
    value = sheet(criterion("1", deduct(), points="0.50"))
    as_json = json.dumps(value)
    as_yaml = "# so that it is YAML\n" + as_json.replace('"points": "0.50"', '"points": 0.5')
    assert load_checklist(as_json).digest == load_checklist(as_yaml).digest


def test_defaults_do_not_change_the_digest() -> None:
    plain = build_checklist(sheet(criterion("1", deduct())))
    explicit = build_checklist(sheet(criterion("1", deduct(), min=0, na=True), not_applicable="redistribute"))
    other = build_checklist(sheet(criterion("1", deduct(), min=0, na=False)))
    assert plain.digest == explicit.digest != other.digest


def test_the_canonical_text_is_short_sorted_and_exact() -> None:
    one = criterion("1", deduct({"id": "a", "label": "甲", "points": "0.50"}), na=False)
    text = build_checklist(sheet(one, not_applicable="redistribute")).canonical
    assert text == (
        '{"key":"k","modules":[{"id":"1","points":"1","sections":[{"criteria":[{"id":"1","na":false,"points":"3",'
        '"rule":{"faults":[{"id":"a","label":{"zh":"甲"},"points":"0.5"}],"type":"deduct"},"text":{"zh":"要求1"}}],'
        '"id":"1.1","points":"1","title":{"zh":"节"}}],"title":{"zh":"模块"}}],"points":"1",'
        '"title":{"zh":"清单"},"version":"1"}'
    )


def test_the_canonical_text_loads_as_the_same_checklist() -> None:
    checklist = load_checklist(GOOD)
    assert load_checklist(checklist.canonical).digest == checklist.digest


def test_where_a_problem_is() -> None:
    assert place(("modules", 0, "points")) == "modules[0].points"
    assert place(()) == ""
    assert Problem(("answers", "12", "faults", "a"), "count").where() == "answers.12.faults.a"
    assert "first: -" in str(RefusedError([]))
