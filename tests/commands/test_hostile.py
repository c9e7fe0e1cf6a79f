"""Bad and hostile files: refused in a moment, each problem a line, never a traceback."""

import json
import os
import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from tests.commands.running import CHECKLIST, EXAMPLE, put, refused, run, small_answers, small_checklist

LINE = re.compile(r"[^\n]+?(?::[1-9][0-9]*)?: \S.*")
SECONDS, MEGABYTES = 2.0, 300.0


def wrapped(entry: str) -> str:
    """Answers with one entry as it is written."""
    return '{"checklist": "k@1", "answers": {"1": ' + entry + "}}"


def zipped(*members: tuple[str, bytes]) -> bytes:
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return written.getvalue()


# name, content, a piece of the complaint; the name's ending says how it is read
BAD_ANSWERS: list[tuple[str, bytes | str | Callable[[], bytes | str], str]] = [
    ("empty.json", "", "mapping"),
    ("blank.json", " \n\n ", "mapping"),
    ("null.json", "null", "mapping"),
    ("number.json", "1", "mapping"),
    ("text.json", '"x"', "mapping"),
    ("half.json", '{"checklist": "k@1", ', "JSON"),
    ("after.json", '{"checklist": "k@1"} x', "JSON"),
    ("two.json", "{}{}", "JSON"),
    ("nan.json", wrapped('{"faults": {"a": NaN}}'), "NaN"),
    ("float.json", wrapped('{"faults": {"a": 1.0}}'), "count"),
    ("negative.json", wrapped('{"faults": {"a": -1}}'), "count"),
    ("true.json", wrapped('{"faults": {"a": true}}'), "count"),
    ("huge-number.json", wrapped('{"faults": {"a": ' + "9" * 4300 + "}}"), ""),
    ("huger-number.json", wrapped('{"faults": {"a": ' + "9" * 100_000 + "}}"), ""),
    ("exponent.json", wrapped('{"other": [{"points": 1e400, "reason": "x"}]}'), "points"),
    ("twice.json", '{"checklist": "k@1", "checklist": "k@1", "answers": {}}', "twice"),
    ("twice-last.json", lambda: "{" + ",".join(f'"{n}":0' for n in range(60_000)) + ',"59999":1}', "twice"),
    ("control.json", wrapped('{"faults": {}, "note": "\\u0000"}'), "U+0000"),
    ("surrogate.json", wrapped('{"faults": {}, "note": "\\ud800"}'), "U+D800"),
    ("bytes.json", b'{"checklist": "\xff\xfe"}', "UTF-8"),
    ("utf16.json", json.dumps(small_answers()).encode("utf-16"), "UTF-8"),
    ("gbk.json", '{"checklist": "评"}'.encode("gbk"), "UTF-8"),
    ("deep.json", "[" * 100_000, ""),
    ("deep-object.json", '{"a":' * 100_000, "deep"),
    ("deep-closed.json", wrapped("[" * 970 + "]" * 970), ""),
    ("deep-level.json", '{"checklist":"k@1","answers":{"3":{"level":' + "[" * 960 + "]" * 960 + "}}}", ""),
    ("deep-branch.json", '{"checklist":"k@1","answers":{},"branch":' + '{"a":' * 500 + "1" + "}" * 501, ""),
    ("long.json", lambda: wrapped('{"faults": {}, "note": "' + "x" * 5_000_000 + '"}'), "large"),
    ("many.json", lambda: '{"checklist":"k@1","answers":{' + ",".join(f'"x{n}":1' for n in range(20_000)) + "}}", "x7"),
    ("brackets.json", lambda: "[" + "[]," * 1_000_000 + "[]]", "mapping"),
    ("quotes.json", lambda: '{"a": "' + '\\"' * 1_500_000, ""),
    ("odd-keys.json", '{"checklist":"k@1","answers":{},"\\n\\r\\u001b[31m":1}', ""),
    ("html.json", '{"checklist":"k@1","answers":{},"<script>":1}', "<script>"),
    ("anchor.yaml", "checklist: &a k@1\nanswers: {}\nbranch: {name: *a}\n", "anchor"),
    ("laughs.yaml", "a: &a [x,x]\n" + "".join(f"b{n}: &b{n} [*a,*a]\n" for n in range(30)), "anchor"),
    ("tag.yaml", "checklist: !!python/object/apply:os.system [echo pwned]\nanswers: {}\n", "tag"),
    ("binary.yaml", "checklist: !!binary aGVsbG8=\nanswers: {}\n", "tag"),
    ("two.yaml", "a: 1\n---\nb: 2\n", "YAML"),
    ("tabs.yaml", "a:\n\t- b\n", "YAML"),
    ("deep.yaml", "[" * 300_000, "deep"),
    ("deep-dashes.yaml", "- " * 150_000 + "x", "deep"),
    ("deep-spaces.yaml", "".join(" " * n + "a:\n" for n in range(400)), ""),
    ("long.yaml", lambda: "a: " + "x" * 1_100_000, "large"),
    ("wide.yaml", lambda: "a:\n" + "".join(f" k{n}: v\n" for n in range(30_000)), ""),
    ("quoted.yaml", lambda: "a: '" + "''" * 100_000, ""),
    ("merge.yaml", "checklist: k@1\nanswers:\n  <<: {a: 1}\n", ""),
    ("unfinished.yaml", 'a: "b\n', "YAML"),
    ("escape.yaml", 'checklist: "\\0"\nanswers: {}\n', ""),
    ("question.yaml", "? [a, b]\n: c\n", ""),
    ("empty.xlsx", b"", "workbook"),
    ("text.xlsx", b"hello", "workbook"),
    ("zip.xlsx", zipped(("x.txt", b"x")), "workbook"),
    ("bomb.xlsx", lambda: zipped(("xl/workbook.xml", bytes(100_000_000))), ""),
    ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "password"),
    ("hidden-zip.json", zipped(("x.txt", b"x")), "workbook"),
]


@pytest.mark.parametrize(("name", "content", "piece"), BAD_ANSWERS, ids=[name for name, *_ in BAD_ANSWERS])
def test_bad_answers_are_refused_in_a_moment(
    tmp_path: Path, checklist: Path, name: str, content: Any, piece: str
) -> None:
    place = put(tmp_path, name, content() if callable(content) else content)
    done = run("score", checklist, place, "--format", "json")
    assert (done.status, done.out) == (2, ""), done.errors[:500]
    assert done.lines
    said = done.errors.replace(str(place), "")
    assert piece.lower() in said.lower(), said[:500]
    for line in done.lines[:50]:
        assert line.startswith(str(place)), line
        assert LINE.fullmatch(line), line
        assert line.isprintable(), line
        assert len(line) < 1200
    assert done.seconds < SECONDS, done.seconds
    assert done.megabytes < MEGABYTES


BAD_CHECKLISTS: list[tuple[str, bytes | str | Callable[[], bytes | str]]] = [
    ("empty.yaml", ""),
    ("list.yaml", "- a\n"),
    ("nothing.json", "{}"),
    ("utf16.yaml", "key: k".encode("utf-16")),
    ("deep.yaml", "{" * 3000),
    ("anchors.yaml", "key: &a x\ntitle: *a\n"),
    ("regex.json", lambda: json.dumps(small_checklist(key="a" * 100_000 + "!"))),
    ("wide.json", lambda: json.dumps(small_checklist(modules=[{}] * 5000))),
    ("text.json", lambda: json.dumps(small_checklist(title="评" * 1_000_000))),
    ("nan.json", json.dumps(small_checklist(points=float("nan")))),
    ("float.json", json.dumps(small_checklist(points=0.1 + 0.2))),
    ("grades.json", json.dumps(small_checklist(grades=[{"id": "a", "title": "x", "min": 1}] * 2))),
]


@pytest.mark.parametrize(("name", "content"), BAD_CHECKLISTS, ids=[name for name, _ in BAD_CHECKLISTS])
def test_bad_checklists_are_refused_in_a_moment(tmp_path: Path, answers: Path, name: str, content: Any) -> None:
    place = put(tmp_path, name, content() if callable(content) else content)
    done = run("score", place, answers)
    assert (done.status, done.out) == (2, "")
    assert all(line.startswith(str(place)) for line in done.lines)
    assert done.seconds < SECONDS
    assert done.megabytes < MEGABYTES


def test_every_problem_is_named_with_its_line(tmp_path: Path, checklist: Path) -> None:
    text = "\n".join(
        [
            "checklist: k@1",
            "answers:",
            '  "1": {faults: {a: -1, zz: 1}}',
            '  "2": {met: maybe}',
            '  "3":',
            "    level: best",
            '  "4": {value: viel}',
            '  "9": {met: true}',
            "vetoes: [none]",
            "bonus: {b: 2}",
            "further: 1",
        ]
    )
    place = put(tmp_path, "a.yaml", text)
    found = {tuple(line.split(": ")[:2]) for line in refused("score", checklist, place)}
    assert found == {
        (f"{place}:{line}", where)
        for line, where in [
            (3, "answers.1.faults.a"),
            (3, "answers.1.faults.zz"),
            (4, "answers.2.met"),
            (6, "answers.3.level"),
            (7, "answers.4.value"),
            (8, "answers.9"),
            (9, "vetoes[0]"),
            (10, "bonus.b"),
            (11, "further"),
        ]
    }


def test_the_same_in_json(tmp_path: Path, checklist: Path) -> None:
    text = '{\n"checklist": "k@2",\n"answers": {\n"1": {\n"faults": {\n"a": "x"}},\n"7": 1}}\n'
    place = put(tmp_path, "a.json", text)
    found = [tuple(line.split(": ")[:2]) for line in refused("score", checklist, place)]
    assert found == [(f"{place}:2", "checklist"), (f"{place}:6", "answers.1.faults.a"), (f"{place}:7", "answers.7")]


@pytest.mark.parametrize(
    "given", [b"", b"[", b"{", b"x", b"\xff", b"\x00", b"PK\x03\x04", b'{"checklist": 1}', b" " * 100_000]
)
def test_bad_standard_input(checklist: Path, given: bytes) -> None:
    lines = refused("score", checklist, "-", given=given)
    assert all(line.startswith("<stdin>") for line in lines)


SAID = [
    ('{"checklist": "k@1" "answers": {}}', "这里缺少逗号或括号", "a comma or a bracket is missing"),
    (wrapped('{"faults": {"a": true}}'), "“true”", "“true”"),
    (wrapped('{"other": [{"points": null, "reason": "x"}]}'), "“null”", "“null”"),
    (b"a: b: c", "这里不能有冒号", "no colon can stand here"),
]


@pytest.mark.parametrize(("content", "chinese", "english"), SAID, ids=range(len(SAID)))
def test_the_reason_is_said_in_the_reader_s_language(
    tmp_path: Path, checklist: Path, content: bytes | str, chinese: str, english: str
) -> None:
    place = put(tmp_path, "a.json", content)
    for language, piece in (("zh", chinese), ("en", english)):
        assert piece in refused("score", checklist, place, language=language)[0]


@pytest.mark.parametrize("content", [b"PK\x03\x04xxxx", b"\xff\xd8\xff\xe0xx", b"%PDF-1.7", b"\x89PNG\r\n"])
def test_what_is_no_text_is_not_asked_to_be_saved_as_text(tmp_path: Path, answers: Path, content: bytes) -> None:
    (line,) = refused("score", put(tmp_path, "list.yaml", content), answers)
    assert "Not a text file" in line


def test_bounds_and_shapes_are_named(tmp_path: Path, answers: Path) -> None:
    grades = [{"id": "a b", "title": "x", "min": 1, "stars": 11, "module_floor": "1.5"}]
    lines = refused("score", put(tmp_path, "list.json", small_checklist(grades=grades, key="K!")), answers)
    said = "\n".join(lines)
    assert "at most 10" in said
    assert "at most 1\n" in said + "\n"
    assert "without blanks" in said
    assert "lower-case" in said
    assert "^[" not in said


def test_a_bad_document_of_a_batch_has_its_line(tmp_path: Path, checklist: Path) -> None:
    bad = json.dumps({"checklist": "k@1", "answers": None})
    place = put(tmp_path, "batch.json", "[\n" + json.dumps(small_answers()) + ",\n\n" + bad + "]")
    (line,) = refused("score", checklist, place)
    assert line.startswith(f"{place}:4: [1].answers: ")
    assert "structure" in line or "mapping" in line


COMMANDS = ["score", "plan", "sheet", "report", "verify", "check"]


def command(name: str, checklist: object, answers: object, out: Path) -> list[object]:
    return {
        "score": ["score", checklist, answers],
        "plan": ["plan", checklist, answers],
        "sheet": ["sheet", checklist, "--answers", answers, "-o", out],
        "report": ["report", checklist, answers, "-o", out],
        "verify": ["verify", answers],
        "check": ["checklist", "check", answers],
    }[name]


@pytest.mark.parametrize("name", COMMANDS)
def test_what_cannot_be_read_is_said(tmp_path: Path, checklist: Path, name: str) -> None:
    out = tmp_path / "out"
    odd = [tmp_path / "list.json" / "x", "x" * 300] if name == "score" else []
    for missing in (tmp_path / "none.json", tmp_path, *odd):
        (line,) = refused(*command(name, checklist, missing, out))
        assert line.startswith(f"{missing}: ")
    assert not out.exists()


def test_what_breaks_while_it_is_read_is_said(checklist: Path) -> None:
    if not Path("/proc/self/mem").exists():
        pytest.skip("no such file here")
    (line,) = refused("score", checklist, "/proc/self/mem")
    assert line.endswith("Input/output error")


def test_what_never_ends_is_given_up(checklist: Path) -> None:
    for endless in ("/dev/zero",):
        done = run("score", checklist, endless)
        assert done.status == 2
        assert done.seconds < SECONDS
        assert done.megabytes < MEGABYTES


@pytest.mark.parametrize("name", ["none-such@1", "../../etc/passwd", "a@b/c", "@", "", "civilized-service@2025.9"])
def test_an_unknown_checklist(answers: Path, name: str) -> None:
    assert len(refused("score", name, answers)) == 1


def test_a_name_that_is_no_text(tmp_path: Path, checklist: Path) -> None:
    (line,) = refused("score", checklist, os.fsdecode(bytes(tmp_path) + b"/\xff\xfe.json"))
    assert "\\udcff" in line or "\ufffd" in line


def test_standard_input_can_be_read_only_once(checklist: Path) -> None:
    text = json.dumps(small_checklist()).encode()
    for arguments in (["score", "-", "-"], ["plan", checklist, "-", "--effort", "-"]):
        done = run(*arguments, given=text)
        assert done.status == 2
        assert done.lines


def test_a_checklist_from_standard_input_can_be_checked() -> None:
    done = run("checklist", "check", "-", given=json.dumps(small_checklist()).encode())
    assert (done.status, done.errors) == (0, "")


def test_problems_do_not_flood_the_terminal(tmp_path: Path, checklist: Path) -> None:
    text = '{"checklist":"k@1","answers":{' + ",".join(f'"x{n}":1' for n in range(40_000)) + "}}"
    done = run("score", checklist, put(tmp_path, "many.json", text))
    assert done.status == 2
    assert len(done.lines) <= 2000
    assert done.seconds < SECONDS


def test_the_example_with_one_byte_wrong_is_refused_or_scored(tmp_path: Path) -> None:
    data = EXAMPLE.read_bytes()
    for position in range(7, len(data), len(data) // 3):
        place = put(tmp_path, "a.json", data[:position] + b"\x07" + data[position + 1 :])
        refused("score", CHECKLIST, place)
