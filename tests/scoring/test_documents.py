"""Text into plain values: YAML 1.2 and strict JSON, with lines; hostile texts are refused quickly."""

import time
import warnings
from itertools import pairwise
from typing import Any

import pytest

from audit.scoring.documents import read_document
from audit.scoring.figures import Number
from audit.scoring.json_text import read_json
from audit.scoring.loading import load_checklist
from audit.scoring.problems import RefusedError
from audit.scoring.yaml_text import MAX_YAML, read_yaml
from audit.wording import say
from tests.scoring.reading import problems_of, refusals

SECONDS = 2.0


def _plain(value: Any) -> Any:
    """Numbers as (text,), so that they compare by how they were written."""
    if isinstance(value, dict):
        return {name: _plain(child) for name, child in value.items()}
    if isinstance(value, list):
        return [_plain(child) for child in value]
    return (value.text,) if isinstance(value, Number) else value


READ = [
    ("", None),
    ("# nothing\n", None),
    ("a: 1", {"a": 1}),
    ("\ufeffa: 1", {"a": 1}),
    ("---\na: 1\n...\n", {"a": 1}),
    ("a: 0.20", {"a": ("0.20",)}),
    ("a: -0.5", {"a": ("-0.5",)}),
    ("a: 1e2", {"a": ("1e2",)}),
    ("a: .inf", {"a": (".inf",)}),
    ("a: 0012", {"a": ("0012",)}),
    ("a: 0x10", {"a": ("0x10",)}),
    ("a: 1_000", {"a": ("1_000",)}),
    ("a: 9999999999999999999", {"a": ("9999999999999999999",)}),
    ("a: '1'", {"a": "1"}),
    ("a: 9:00", {"a": "9:00"}),
    ("a: 2026-05-20", {"a": "2026-05-20"}),
    ("[no, yes, on, off, y, n]", ["no", "yes", "on", "off", "y", "n"]),
    ("[true, False, ~, null]", [True, False, None, None]),
    ("a: |\n  一\n  二\n", {"a": "一\n二\n"}),
    ("1: x\ntrue: y", {"1": "x", "true": "y"}),
    ("<<: {a: 1}\nb: 2", {"<<": {"a": 1}, "b": 2}),
    ("{a: [1, {b: c}]}", {"a": [1, {"b": "c"}]}),
    ('{"a": 1}', {"a": 1}),
    ('\ufeff \n{"a": 1}', {"a": 1}),
    ('{"a": 1.50, "b": -1, "c": 1e5}', {"a": ("1.50",), "b": -1, "c": ("1e5",)}),
    ('{"a": "\\u4e2d\\n\\t", "b": "\U0001f600"}', {"a": "中\n\t", "b": "\U0001f600"}),
    ('{"a": "\\ud83d\\ude00"}', {"a": "\U0001f600"}),
    ('{"a\\":": 1, "b": "\\":"}', {'a":': 1, "b": '":'}),
    ("[]", []),
]


@pytest.mark.parametrize(("text", "value"), READ, ids=[repr(row[0][:20]) for row in READ])
def test_what_is_read(text: str, value: object) -> None:
    assert _plain(read_document(text).value) == value


DEEP_MAPPING = "\n".join(" " * level + "a:" for level in range(25))
BAD_YAML = [
    ("- " * 30 + "a", [("", "too-deep", 1)]),
    ("- " * 100_000, [("", "too-deep", 1)]),
    ("x: " + "[" * 100_000, [("", "too-deep", 1)]),
    ("a: 1\nx: " + "[ " * 30 + "]" * 30, [("", "too-deep", 2)]),
    ("? " * 30, [("", "too-deep", 1)]),
    (DEEP_MAPPING, [(".".join("a" * 21), "too-deep", 22)]),
    ("\n".join(" " * level + "a:" for level in range(800)), [("", "too-deep", 201)]),
    ("x: " + "{a: " * 90_000, [("", "not-yaml", 1)]),
    ("x: " + "[a, " * 20_000, [("", "not-yaml", 1)]),
    ("a: " + "x" * 2_000_000, [("", "too-large", None)]),
    ("a: " + "x" * (MAX_YAML - 2), [("", "too-large", None)]),
    ("a: 1\nb: \x00", [("", "unprintable", 2)]),
    ("a: 1\nb: \x1b", [("", "unprintable", 2)]),
    ("a: \ud800", [("", "unprintable", 1)]),
    ("a: \x85", [("", "unprintable", 1)]),
    ("a: \uffff", [("", "unprintable", 1)]),
    ('a: "\\0"\nb: "\\ud800"\nc: "\\x07"',
     [("a", "unprintable", 1), ("b", "unprintable", 2), ("c", "unprintable", 3)]),
    ("a: &x [1]\nb: &y {c: *x}\nd: *y", [("a", "anchor", 1), ("b", "anchor", 2), ("d", "anchor", 2)]),
    ("a: &a [x, x]\n" + "".join(f"{c}: &{c} [*{p}, *{p}]\n" for p, c in pairwise("abcdefghi")),
     [(c, "anchor", n + 1) for n, c in enumerate("abcdefghi")]),
    ("a: *b", [("", "not-yaml", 1)]),
    ("a: &a [*a]", [("a", "anchor", 1)]),
    ("a: !!python/object:os.system x\nb: !!binary eA==\nc: !own 1\nd: !!set {x}",
     [("a", "tag", 1), ("b", "tag", 2), ("c", "tag", 3), ("d", "tag", 4)]),
    ("a: 1\nb: 2\na: 3\nb: 4", [("a", "duplicate-name", 3), ("b", "duplicate-name", 4)]),
    ('a: 1\n"a" : 2', [("a", "duplicate-name", 2)]),
    ("x: {a: 1, a  : 2}", [("x.a", "duplicate-name", 1)]),
    ("? [a]\n: 1\n? {b: 1}\n: 2", [("", "odd-key", 1), ("", "odd-key", 3)]),
    ("a: 1\nb: {!x c: 1, !!binary d: 2}", [("b", "odd-key", 2), ("b", "odd-key", 2)]),
    ("a: 1\n---\nb: 2", [("", "not-yaml", 2)]),
    ("a:\n\tb: 1", [("", "not-yaml", 2)]),
    ("a: 1\n b: 2", [("", "not-yaml", 2)]),
    ("a: [1", [("", "not-yaml", 1)]),
    ("a: 'x", [("", "not-yaml", 1)]),
    ("a: @x", [("", "not-yaml", 1)]),
    ("%YAML 9.9\n---\na: 1", [("", "not-yaml", 1)]),
]  # fmt: skip
BAD_JSON = [
    ("[" * 100_000, [("", "too-deep", None)]),
    ('{"a":' * 100_000, [("", "too-deep", None)]),
    ("[" + "9" * 5000 + "]", [("", "number-too-long", None)]),
    ('{"a": -' + "9" * 5000 + "}", [("", "number-too-long", None)]),
    ("[" * 21 + "]" * 21, [("", "too-deep", None)]),
    ('{"a": NaN}', [("", "not-in-json", None)]),
    ("[1,\n-Infinity]", [("", "not-in-json", None)]),
    ('{"a": "' + "x" * 5_000_000 + '"}', [("", "too-large", None)]),
    ('{"a": 1,\n "a": 2}', [("a", "duplicate-name", 2)]),
    ('{"a" : 1, "a"\n\t: 2}', [("a", "duplicate-name", 1)]),
    ('{"a": 1,\n "a"\n:\n2}', [("a", "duplicate-name", 2)]),
    ('{"a": 1,\n "a": 2,\n "a": 3}', [("a", "duplicate-name", 2), ("a", "duplicate-name", 3)]),
    ('{"a": {"x": 1}, "b": {"x": 1},\n "b": 2}', [("b", "duplicate-name", 2)]),
    ('{"a"\r\n:1,"b":{"c":1,"c":2}}', [("b.c", "duplicate-name", 2)]),
    ('{"a":[{"x":1},{"x":1,"\\u0078":2}]}', [("a[1].x", "duplicate-name", 1)]),
    ('{"a": "\\u0000"}', [("a", "unprintable", 1)]),
    ('{"a": "\\ud800"}', [("a", "unprintable", 1)]),
    ('{"a": "\\udc00\\ud800", "b": ["\\u001b"]}', [("a", "unprintable", 1), ("b[0]", "unprintable", 1)]),
    ('{"\\u0007": 1}', [("\ufffd", "unprintable", 1)]),
    ('{"a": "\x7f"}', [("a", "unprintable", 1)]),
    ('{"a": "\x9f\uffff"}', [("a", "unprintable", 1)]),
]
NO_JSON = ['{"a": 1', '{"a": 1}}', '{"a": 1} {"b": 2}', '{"a" 1}', '{"a": 01}', '{"a": +1}', '{"a": "\x00"}',
           '{"a": "\n"}', '{"a": .5}', '{"a": 1.}', "{'a': 1,}", '{"a": "\\x"}',
           "[1,]", "", "nul", "[1] [2]"]  # fmt: skip


def _name(row: tuple[str, Any]) -> str:
    return repr(row[0][:24])


@pytest.mark.parametrize(("text", "expected"), BAD_YAML, ids=map(_name, BAD_YAML))
def test_yaml_that_is_refused(text: str, expected: list[Any]) -> None:
    started = time.process_time()
    assert refusals(lambda: read_yaml(text)) == expected
    assert time.process_time() - started < SECONDS


@pytest.mark.parametrize(("text", "expected"), BAD_JSON, ids=map(_name, BAD_JSON))
def test_json_that_is_refused(text: str, expected: list[Any]) -> None:
    started = time.process_time()
    assert refusals(lambda: read_json(text)) == expected
    assert time.process_time() - started < SECONDS


def test_equal_names_in_two_values_of_one_name_are_no_duplicates() -> None:
    text = '{"a": {"x": 1},\n "a": {"x": 2}}'
    assert refusals(lambda: read_yaml(text)) == [("a", "duplicate-name", 2)]
    assert refusals(lambda: read_json(text)) == [("a", "duplicate-name", 2)]


@pytest.mark.parametrize("text", ["- &a 1\n- &a 2", "a: &x {b: &x 1}"])
def test_an_anchor_set_twice_is_refused_without_a_warning(text: str) -> None:
    """The parser warns of it; a warning would stand on stderr between the problems."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert [code for _, code, _ in refusals(lambda: read_yaml(text))][:1] == ["anchor"]
    assert caught == []


@pytest.mark.parametrize("text", NO_JSON, ids=repr)
def test_what_is_not_json(text: str) -> None:
    assert [code for _, code, _ in refusals(lambda: read_json(text))] == ["not-json"]


def test_where_json_breaks() -> None:
    (problem,) = problems_of(lambda: read_json('{"a": 1,\n "b" 2}'))
    assert (problem.code, problem.line, problem.facts) == (
        "not-json",
        2,
        {"column": 6, "detail": "Expecting ':' delimiter"},
    )


LIKE_JSON = ['{"a": 1', '{"a": 1} {"b": 2}', '{"a": 1} # b', '\ufeff\n { "a": [}', "{} # a", '["a", b]', "[1, b]",
             "[[a]]", "[{a: 1}]", "[ ] # a"]  # fmt: skip
LIKE_YAML = ["{a: [}", "{'a': 1", "['a', 'b'", "[a, b", '"a": b: c', '"a', "# {\n{a: [}"]


@pytest.mark.parametrize("text", LIKE_JSON, ids=repr)
def test_what_begins_like_json_is_judged_as_json(text: str) -> None:
    assert [code for _, code, _ in refusals(lambda: read_document(text))] == ["not-json"]


@pytest.mark.parametrize("text", LIKE_YAML, ids=repr)
def test_all_else_is_judged_as_yaml(text: str) -> None:
    assert [code for _, code, _ in refusals(lambda: read_document(text))] == ["not-yaml"]


def test_of_flow_yaml_the_yaml_complaint_is_told() -> None:
    assert refusals(lambda: read_document("{a: 1, a: 2}")) == [("a", "duplicate-name", 1)]


HOSTILE = [text for text, _ in (*BAD_YAML, *BAD_JSON)] + NO_JSON


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:24]))
def test_hostile_texts_are_no_checklists_and_the_problem_can_be_worded(text: str) -> None:
    started = time.process_time()
    problems = problems_of(lambda: load_checklist(text))
    assert time.process_time() - started < SECONDS
    assert all(say(problem, "zh") for problem in problems)


@pytest.mark.parametrize("read", [read_json, read_yaml], ids=["json", "yaml"])
def test_the_line_of_every_place(read: Any) -> None:
    text = '{\n "a": [\n  1,\n  {"b": "[{,:",\n   "c": []}\n ],\n "d\\"": "x"}'
    document = read(text)
    paths = [("a",), ("a", 1, "b"), ("a", 1, "c"), ('d"',), ("a", 1, "b", "no", 3)]
    assert [document.line_of(path) for path in paths] == [2, 4, 5, 7, 4]


def test_a_byte_order_mark_is_no_part_of_json() -> None:
    assert read_json('\ufeff{"a": 1}').value == {"a": 1}


def test_json_may_be_larger_than_yaml() -> None:
    text = '{"a": "%s"}' % ("x" * 2_000_000)
    assert read_document(text).value == {"a": "x" * 2_000_000}


def test_twenty_levels_are_not_too_deep() -> None:
    assert read_yaml("x: " + "[" * 19 + "]" * 19).value
    assert read_json("[" * 20 + "]" * 20).value


def test_yaml_of_exactly_the_limit_is_read() -> None:
    words = "x" * (MAX_YAML - 3)
    assert read_yaml(f"a: {words}").value == {"a": words}
    (problem,) = problems_of(lambda: read_yaml(f"a: {words}x"))
    assert problem.facts == {"size": 400_001, "limit": 400_000}


@pytest.mark.parametrize("depth", [22, 100, 400])
def test_deep_json_is_too_deep(depth: int) -> None:
    for text in ("[" * depth + "]" * depth, '{"a":' * depth + "1" + "}" * depth):
        assert [code for _, code, _ in _codes(text)] == ["too-deep"]


def _codes(text: str) -> list[tuple[str, str, int | None]]:
    try:
        read_json(text)
    except RefusedError as refused:
        return [(problem.where(), problem.code, problem.line) for problem in refused.problems]
    return []


@pytest.mark.parametrize("text", ["[" * 900 + "]" * 900, '{"a":' * 900 + "1" + "}" * 900], ids=["list", "mapping"])
def test_deep_json_does_not_crash_loading(text: str) -> None:
    assert refusals(lambda: load_checklist(text)) == [("", "too-deep", None)]


@pytest.mark.parametrize("text", ["# " + "-" * 40 + "\na: 1", f'a: "{"-" * 40}"', f"a: 甲{'-' * 30}乙"])
def test_a_row_of_dashes_is_no_nesting(text: str) -> None:
    assert _yaml_codes(text) == []


TAGGED = [
    ("!!str 5", "5"),
    ("!!str 0.5", "0.5"),
    ("!!str true", "true"),
    ("!!str ~", "~"),
    ("!!str", ""),
    ("!<tag:yaml.org,2002:str> 5", "5"),
    ('!!int "3"', 3),
    ("!!float 5", 5),
    ('!!float "0.50"', ("0.50",)),
    ('!!bool "true"', True),
    ('!!null ""', None),
    ("!!seq [1]", [1]),
    ("!!map {b: 1}", {"b": 1}),
]


@pytest.mark.parametrize(("written", "value"), TAGGED, ids=[row[0] for row in TAGGED])
def test_tags_of_the_core_schema_count(written: str, value: object) -> None:
    assert _plain(read_yaml(f"a: {written}").value) == {"a": value}


@pytest.mark.parametrize("tag", ["!", "!!"])
@pytest.mark.parametrize("name", ["own", "binary", "set", "omap", "python/name:os.system"])
def test_other_tags_are_refused(tag: str, name: str) -> None:
    assert refusals(lambda: read_yaml(f"a:\n  - {tag}{name} x")) == [("a[0]", "tag", 2)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('"a\\0b": 1', "unprintable"),
        ('"\\ud800": 1', "unprintable"),
        ("&x a: 1", "anchor"),
        ("!x a: 1", "odd-key"),
    ],
)
def test_keys_are_looked_at_like_values(text: str, code: str) -> None:
    assert _yaml_codes(text) == [code]


def _yaml_codes(text: str) -> list[str]:
    try:
        read_yaml(text)
    except RefusedError as refused:
        return [problem.code for problem in refused.problems]
    return []


@pytest.mark.parametrize("text", ['{"a": "\ud800"}', '{"\udfff": 1}'], ids=["value", "name"])
def test_raw_surrogates_in_json_are_refused(text: str) -> None:
    assert [code for _, code, _ in _codes(text)] == ["unprintable"]


def test_the_line_of_what_is_missing_in_yaml() -> None:
    assert read_yaml("\na: 1\nb: 2\n").line_of(("z",)) == 2


def test_the_line_of_what_is_missing_in_json() -> None:
    assert read_json('\n{"a": 1,\n "b": 2\n}').line_of(("z",)) == 2


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_json_has_no_nan(word: str) -> None:
    (problem,) = problems_of(lambda: read_json(f'{{"branch": {{"x": {word}}}}}'))
    assert (problem.code, problem.facts) == ("not-in-json", {"given": word})


def test_large_broken_json_is_refused_quickly() -> None:
    text = '{"a": [' + ",".join(f'{{"id": "{number}", "x": 1}}' for number in range(20_000))
    started = time.process_time()
    assert [code for _, code, _ in refusals(lambda: read_document(text))] == ["not-json"]
    assert time.process_time() - started < SECONDS


def test_very_large_broken_json_is_not_json() -> None:
    assert [code for _, code, _ in refusals(lambda: read_document('{"a": "%s"' % ("x" * 1_500_000)))] == ["not-json"]


def test_an_escaped_character_is_named() -> None:
    (problem,) = problems_of(lambda: read_yaml('a: "\\x07"'))
    assert problem.facts == {"character": "U+0007"}
