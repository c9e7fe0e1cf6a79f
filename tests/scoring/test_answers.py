"""Answer documents that are refused: every problem at once; and what counts as an answer."""

import json
from typing import Any

import pytest

from audit.scoring.answers import read_answers
from audit.scoring.compiled import compile_checklist
from audit.scoring.documents import read_document
from audit.scoring.figures import Number
from audit.scoring.results import result_of
from audit.scoring.score import score
from audit.scoring.units import read_efforts
from audit.wording import say
from tests.scoring.reading import answer_refusals, problems_of, refusals
from tests.scoring.shapes import CHECK, answers, bands, built, criterion, deduct, fault, levels

CHECKLIST = built(
    criterion("d", deduct(fault("a", 1, per="each"), fault("once", 1), fault("all", all=True))),
    criterion("l", levels(good=3, bad=0)),
    criterion("c", CHECK, na=False),
    criterion("b", bands("at_least", (90, 3))),
    criterion("t", {"type": "measure", "target": 40}),
    criterion("v", CHECK, applies_to={"facilities": ["vip"], "kinds": ["full"]}),
    vetoes=[{"id": "fatal", "text": "案件", "effect": "disqualify"}],
    bonus={"items": [{"id": "b1", "text": "荣誉", "points": 1}]},
)
OTHER = {"points": "0.5", "reason": "积灰"}

# the answer of one criterion, where its one problem is, and its code
ENTRIES = [
    ("x", {"met": True}, "", "unknown-criterion"),
    ("v", {"met": True}, "", "does-not-apply"),
    ("v", {"na": "没有"}, "", "does-not-apply"),
    ("v", None, "", "does-not-apply"),
    ("d", None, "", "mapping"),
    ("d", [], "", "mapping"),
    ("d", "good", "", "mapping"),
    ("d", {}, ".faults", "missing"),
    ("d", {"note": "看过"}, ".faults", "missing"),
    ("d", {"photos": []}, ".faults", "missing"),
    ("d", {"faults": None}, ".faults", "missing"),
    ("d", {"faults": ["a"]}, ".faults", "mapping"),
    ("d", {"faults": {"z": 1}}, ".faults.z", "unknown-fault"),
    ("d", {"faults": {"a": -1}}, ".faults.a", "count"),
    ("d", {"faults": {"a": 1.0}}, ".faults.a", "count"),
    ("d", {"faults": {"a": "1"}}, ".faults.a", "count"),
    ("d", {"faults": {"a": True}}, ".faults.a", "count"),
    ("d", {"faults": {"a": None}}, ".faults.a", "count"),
    ("d", {"faults": {"a": Number("1.5")}}, ".faults.a", "count"),
    ("d", {"faults": {"once": 2}}, ".faults.once", "count-once"),
    ("d", {"faults": {"all": 2}}, ".faults.all", "count-once"),
    ("d", {"faults": {}, "met": True}, ".met", "wrong-answer"),
    ("d", {"faults": {}, "note": 1}, ".note", "text"),
    ("d", {"faults": {}, "photos": {}}, ".photos", "list"),
    ("d", {"faults": {}, "photos": ["p.jpg"]}, ".photos[0]", "mapping"),
    ("d", {"faults": {}, "photos": [{"caption": "门"}]}, ".photos[0].file", "missing"),
    ("d", {"faults": {}, "photos": [{"file": " "}]}, ".photos[0].file", "missing"),
    ("d", {"faults": {}, "photos": [{"file": "p", "caption": 1}]}, ".photos[0].caption", "text"),
    ("d", {"faults": {}, "photos": [{"file": "p", "size": 1}]}, ".photos[0].size", "unknown-key"),
    ("d", {"other": {}}, ".other", "list"),
    ("d", {"other": None}, ".other", "list"),
    ("d", {"other": ["积灰"]}, ".other[0]", "mapping"),
    ("d", {"other": [{"points": "1"}]}, ".other[0].reason", "reason-missing"),
    ("d", {"other": [OTHER, {**OTHER, "reason": " \n"}]}, ".other[1].reason", "reason-missing"),
    ("d", {"other": [{**OTHER, "reason": 5}]}, ".other[0].reason", "reason-missing"),
    ("d", {"other": [{"reason": "积灰"}]}, ".other[0].points", "points"),
    ("d", {"other": [{**OTHER, "points": "0.125"}]}, ".other[0].points", "points"),
    ("d", {"other": [{**OTHER, "points": 0.5}]}, ".other[0].points", "points"),
    ("d", {"other": [{**OTHER, "points": Number("1e1")}]}, ".other[0].points", "points"),
    ("d", {"other": [{**OTHER, "points": "-1"}]}, ".other[0].points", "negative"),
    ("d", {"other": [{**OTHER, "who": "张"}]}, ".other[0].who", "unknown-key"),
    ("d", {"na": ""}, ".na", "reason-missing"),
    ("d", {"na": "  "}, ".na", "reason-missing"),
    ("d", {"na": True}, ".na", "reason-missing"),
    ("d", {"na": "无此业务", "faults": {}}, ".faults", "wrong-answer"),
    ("c", {"na": "无此业务"}, ".na", "na-forbidden"),
    ("l", {"level": "fair"}, ".level", "unknown-level"),
    ("l", {"level": None}, ".level", "unknown-level"),
    ("l", {"level": ["good"]}, ".level", "unknown-level"),
    ("l", {"note": "看过"}, ".level", "missing"),
    ("l", {"level": "good", "value": "1"}, ".value", "wrong-answer"),
    ("c", {"met": 1}, ".met", "true-or-false"),
    ("c", {"met": "true"}, ".met", "true-or-false"),
    ("c", {"met": None}, ".met", "true-or-false"),
    ("c", {}, ".met", "missing"),
    ("c", {"met": True, "faults": {}}, ".faults", "wrong-answer"),
    ("b", {}, ".value", "missing"),
    ("b", {"value": "95%"}, ".value", "value"),
    ("b", {"value": 95.5}, ".value", "value"),
    ("b", {"value": "95.1234567"}, ".value", "value"),
    ("b", {"value": None}, ".value", "value"),
    ("b", {"value": Number("NaN")}, ".value", "value"),
    ("b", {"value": True}, ".value", "value"),
    ("t", {"value": "-1"}, ".value", "negative"),
    ("t", {"value": "1", "met": True}, ".met", "wrong-answer"),
]

# what replaces a top-level key, where the problem is, and its code
DOCUMENTS = [
    ({"checklist": "k@2"}, "checklist", "other-checklist"),
    ({"checklist": None}, "checklist", "other-checklist"),
    ({"score": 1}, "score", "unknown-key"),
    ({"answers": None}, "answers", "mapping"),
    ({"answers": []}, "answers", "mapping"),
    ({"branch": "B001"}, "branch", "mapping"),
    ({"branch": {"name": 1}}, "branch.name", "text"),
    ({"branch": {"facilities": "vip"}}, "branch.facilities", "list-of-texts"),
    ({"branch": {"facilities": ["vip", 1]}}, "branch.facilities", "list-of-texts"),
    ({"audit": []}, "audit", "mapping"),
    ({"audit": {"date": 20260520}}, "audit.date", "text"),
    ({"audit": {"date": "2026-02-30"}}, "audit.date", "date"),
    ({"audit": {"date": "2026-13-01"}}, "audit.date", "date"),
    ({"audit": {"date": "20260520"}}, "audit.date", "date"),
    ({"audit": {"date": "2026-5-2"}}, "audit.date", "date"),
    ({"audit": {"date": "2026-05-20T00:00"}}, "audit.date", "date"),
    ({"audit": {"date": "２０２６-05-20"}}, "audit.date", "date"),
    ({"audit": {"date": "昨天"}}, "audit.date", "date"),
    ({"audit": {"assessors": "张"}}, "audit.assessors", "list-of-texts"),
    ({"vetoes": "fatal"}, "vetoes", "list-of-texts"),
    ({"vetoes": [1]}, "vetoes", "list-of-texts"),
    ({"vetoes": ["fatal", "deadly"]}, "vetoes[1]", "unknown-reference"),
    ({"bonus": []}, "bonus", "mapping"),
    ({"bonus": {"b2": 1}}, "bonus.b2", "unknown-reference"),
    ({"bonus": {"b1": -1}}, "bonus.b1", "count"),
    ({"bonus": {"b1": "1"}}, "bonus.b1", "count"),
    ({"bonus": {"b1": True}}, "bonus.b1", "count"),
    ({"bonus": {"b1": 2}}, "bonus.b1", "count-once"),
]
CODES = {row[-1] for row in (*ENTRIES, *DOCUMENTS)}


def _ids(row: tuple[Any, ...]) -> str:
    return "-".join(map(str, row))[:60]


@pytest.mark.parametrize(("id_", "entry", "where", "code"), ENTRIES, ids=map(_ids, ENTRIES))
def test_one_mistake_in_an_answer(id_: str, entry: object, where: str, code: str) -> None:
    assert answer_refusals(CHECKLIST, answers({id_: entry})) == [(f"answers.{id_}{where}", code)]


@pytest.mark.parametrize(("change", "where", "code"), DOCUMENTS, ids=map(_ids, DOCUMENTS))
def test_one_mistake_around_the_answers(change: dict[str, Any], where: str, code: str) -> None:
    assert answer_refusals(CHECKLIST, {**answers(), **change}) == [(where, code)]


@pytest.mark.parametrize(("id_", "entry", "where", "code"), ENTRIES, ids=map(_ids, ENTRIES))
def test_every_mistake_can_be_worded(id_: str, entry: object, where: str, code: str) -> None:
    sheet = compile_checklist(CHECKLIST)
    (problem,) = problems_of(lambda: read_answers(sheet, answers({id_: entry})))
    assert say(problem, "zh") != ""


@pytest.mark.parametrize("name", ["checklist", "answers"])
def test_checklist_and_answers_are_needed(name: str) -> None:
    document = {key: value for key, value in answers().items() if key != name}
    assert answer_refusals(CHECKLIST, document) == [(name, "missing")]


@pytest.mark.parametrize("document", [None, [], "k@1", 5])
def test_the_document_is_a_mapping(document: object) -> None:
    assert answer_refusals(CHECKLIST, document) == [("", "mapping")]


def test_all_mistakes_at_once() -> None:
    document = answers(
        {
            "d": {"faults": {"z": 1, "a": -1}, "other": [{"points": "x"}]},
            "c": {"na": " "},
            "t": {"value": "-0.5", "level": "good"},
            "x": {},
        },
        vetoes=["deadly"],
        bonus={"b1": 9},
        extra=1,
    )
    assert answer_refusals(CHECKLIST, document) == [
        ("answers.c.na", "na-forbidden"),
        ("answers.c.na", "reason-missing"),
        ("answers.d.faults.a", "count"),
        ("answers.d.faults.z", "unknown-fault"),
        ("answers.d.other[0].points", "points"),
        ("answers.d.other[0].reason", "reason-missing"),
        ("answers.t.level", "wrong-answer"),
        ("answers.t.value", "negative"),
        ("answers.x", "unknown-criterion"),
        ("bonus.b1", "count-once"),
        ("extra", "unknown-key"),
        ("vetoes[0]", "unknown-reference"),
    ]


@pytest.mark.parametrize("start", ["", "# YAML\n"])
def test_the_document_knows_the_lines_of_the_mistakes(start: str) -> None:
    entries = {"d": {"faults": {"z": 1}}, "c": {"met": 1}}
    document = read_document(start + json.dumps(answers(entries), indent=1))
    sheet = compile_checklist(CHECKLIST)
    problems = problems_of(lambda: read_answers(sheet, document.value))
    lines = {problem.where(): document.line_of(problem.path) for problem in problems}
    more = bool(start)
    assert lines == {"answers.d.faults.z": 6 + more, "answers.c.met": 10 + more}


@pytest.mark.parametrize("depth", [21, 40, 400])
@pytest.mark.parametrize("part", ["branch", "audit"])
def test_further_keys_may_not_be_deep(part: str, depth: int) -> None:
    deep: Any = 1
    for _ in range(depth):
        deep = [deep]
    assert answer_refusals(CHECKLIST, answers(**{part: {"x": deep}})) == [(part, "too-deep")]


def test_further_keys_of_branch_and_audit_are_ignored() -> None:
    document = answers(branch={"code": "B001", "size": [1, {"a": 2}]}, audit={"kind": "self", "weather": "雨"})
    assert score(CHECKLIST, document).low == score(CHECKLIST, answers()).low


def test_what_applies_needs_all_facilities_and_one_kind() -> None:
    document = answers({"v": {"met": True}}, branch={"kind": "full", "facilities": ["atm", "vip"]})
    assert score(CHECKLIST, document).criteria[5].status == "scored"
    for branch in ({"kind": "full"}, {"facilities": ["vip"]}, {"kind": "small", "facilities": ["vip"]}):
        assert answer_refusals(CHECKLIST, answers({"v": {"met": True}}, branch=branch)) == [
            ("answers.v", "does-not-apply")
        ]
        assert score(CHECKLIST, answers(branch=branch)).criteria[5].status == "not_applicable"


@pytest.mark.parametrize(
    "points", ["0.5", "0.50", Number("0.5"), Number("0.50")], ids=["0.5", "0.50", "number 0.5", "number 0.50"]
)
def test_deductions_may_be_text_or_numbers(points: object) -> None:
    document = answers({"d": {"other": [{"points": points, "reason": "积灰"}]}})
    assert score(CHECKLIST, document).criteria[0].score == 250


@pytest.mark.parametrize("value", ["90", "90.000000", 90, Number("90.0")], ids=str)
def test_values_may_be_text_or_numbers(value: object) -> None:
    assert score(CHECKLIST, answers({"b": {"value": value}})).criteria[3].score == 300


@pytest.mark.parametrize(
    ("entry", "got"),
    [({"faults": {}}, 300), ({"other": []}, 300), ({"faults": {"a": 0}}, 300), ({"faults": {"all": 1}}, 0)],
    ids=str,
)
def test_looked_at_and_nothing_or_everything_wrong(entry: dict[str, Any], got: int) -> None:
    criterion_score = score(CHECKLIST, answers({"d": entry})).criteria[0]
    assert (criterion_score.status, criterion_score.score) == ("scored", got)


def test_negative_values_may_be_measured_in_bands() -> None:
    assert score(CHECKLIST, answers({"b": {"value": "-1"}})).criteria[3].score == 0


EFFORTS = [
    ({"d/z": 1}, [("d/z", "unknown-unit")]),
    ({"d": 1}, [("d", "unknown-unit")]),
    ({"x": 1}, [("x", "unknown-unit")]),
    ({"l/good": 1}, [("l/good", "unknown-unit")]),
    ({"d/other/a": 1}, [("d/other/a", "unknown-unit")]),
    ({"d/other/٣": 1}, [("d/other/٣", "unknown-unit")]),
    ({"l/other/0": 1}, [("l/other/0", "unknown-unit")]),
    ({"d/a/b/c": 1}, [("d/a/b/c", "unknown-unit")]),
    ({"d/a": 1001}, [("d/a", "effort")]),
    ({"d/a": -1}, [("d/a", "effort")]),
    ({"d/a": 1.0}, [("d/a", "effort")]),
    ({"d/a": True}, [("d/a", "effort")]),
    ({"d/a": "1"}, [("d/a", "effort")]),
    ({"d/z": -1, "l": None}, [("d/z", "unknown-unit"), ("d/z", "effort"), ("l", "effort")]),
    ([], [("", "mapping")]),
]


@pytest.mark.parametrize(("efforts", "expected"), EFFORTS, ids=map(str, range(len(EFFORTS))))
def test_efforts_that_are_refused(efforts: object, expected: list[tuple[str, str]]) -> None:
    found = refusals(lambda: read_efforts(compile_checklist(CHECKLIST), efforts))
    assert [(where, code) for where, code, _ in found] == expected


def test_efforts_that_are_taken() -> None:
    efforts = {"d/a": 0, "d/other/0": 1000, "d/other/12": 1, "l": 2, "c": 3, "b": 4, "t": 5}
    assert read_efforts(compile_checklist(CHECKLIST), efforts) == efforts


MANY = built(
    criterion("1", deduct(fault("a", 1000, per="each"))),
    bonus={"items": [{"id": "b", "text": "荣誉", "points": 1, "per": "each"}]},
)
COUNTS = [("1000001", "1000001"), ("9" * 4300, "…"), ("-1", "-1")]


@pytest.mark.parametrize(("count", "given"), COUNTS, ids=["a million and one", "thousands of digits", "below nothing"])
def test_counts_above_a_million_are_refused(count: str, given: str) -> None:
    head = '{"checklist": "k@1", "answers": {"1": {"faults": {"a": %s}}}, "bonus": {"b": %s}}'
    document = read_document(head % (count, count)).value
    problems = problems_of(lambda: read_answers(compile_checklist(MANY), document))
    found = [(problem.where(), problem.code, problem.facts) for problem in problems]
    assert sorted(found, key=str) == [
        ("answers.1.faults.a", "count", {"given": given}),
        ("bonus.b", "count", {"given": given}),
    ]


def test_a_count_of_a_million_is_taken() -> None:
    document = answers({"1": {"faults": {"a": 1_000_000}}}, bonus={"b": 1_000_000})
    result = result_of(score(MANY, document))
    assert result["criteria"][0]["raw"] == "1000000000.00"
    assert result["bonus"] == "1000000.00"


@pytest.mark.parametrize("digits", [4301, 100_000])
def test_a_count_of_more_digits_is_no_number(digits: int) -> None:
    text = '{"checklist": "k@1", "answers": {"1": {"faults": {"a": %s}}}}' % ("9" * digits)
    assert refusals(lambda: read_document(text)) == [("", "number-too-long", None)]


@pytest.mark.parametrize("faults", [[], 0, False, "", 0.0])
def test_faults_are_a_mapping_even_where_there_are_none(faults: object) -> None:
    assert answer_refusals(CHECKLIST, answers({"d": {"faults": faults}})) == [("answers.d.faults", "mapping")]
