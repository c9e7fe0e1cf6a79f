"""`score`: the JSON of the contract from every kind of file, and the text for people."""

import json
from pathlib import Path
from typing import Any

import pytest

from audit.inputs import read_checklist
from audit.scoring.json_text import read_json
from audit.scoring.results import result_of
from audit.scoring.score import score
from tests.commands.running import CHECKLIST, EXAMPLE, put, refused, result, run, same, small_answers, small_checklist
from tests.scoring import oracle
from tests.scoring.cases import random_case

YAML = """
checklist: k@1
answers:
  "1":
    faults: {a: 2}
    note: 两处
  "2": {met: true}
  "3": {level: good}
  "4": {value: 26.667}
"""


def test_the_example_gives_the_result_of_the_contract() -> None:
    found = result(run("score", "civilized-service@2026.1", EXAMPLE, "--format", "json"))
    document = read_json(EXAMPLE.read_text(encoding="utf-8")).value
    assert same(found, result_of(score(read_checklist(CHECKLIST), document)))
    assert list(found) == [
        "checklist",
        "points",
        "complete",
        "total",
        "bonus",
        "final",
        "grade",
        "stars",
        "low",
        "high",
        "vetoes",
        "unanswered",
        "modules",
        "criteria",
        "themes",
    ]
    assert list(found["modules"][0]) == ["id", "points", "counting", "sum", "score", "sections"]
    assert list(found["modules"][0]["sections"][0]) == ["id", "points", "sum", "spill"]
    assert list(found["criteria"][0]) == ["id", "status", "points", "score", "raw", "counted", "uncounted"]
    assert list(found["themes"][0]) == ["id", "points", "score"]
    assert (found["complete"], len(found["criteria"]), found["points"]) == (True, 190, "1000.00")


def test_every_way_to_give_the_answers_gives_the_same_result(tmp_path: Path, checklist: Path) -> None:
    text = json.dumps(small_answers(), ensure_ascii=False)
    expected = result(run("score", checklist, put(tmp_path, "a.json", text), "--format", "json"))
    assert (expected["final"], expected["grade"], expected["stars"]) == ("7.00", "low", 1)
    ways: list[tuple[object, bytes]] = [
        ("-", text.encode()),
        ("-", b"\xef\xbb\xbf \r\n\t" + text.encode()),
        (put(tmp_path, "a.yaml", YAML), b""),
        (put(tmp_path, "a.yml", "\ufeff" + YAML), b""),
        (put(tmp_path, "plain", YAML), b""),
        (put(tmp_path, "评分 表.json", "\r\n" * 5000 + text), b""),
    ]
    sheet = tmp_path / "a.xlsx"
    assert run("sheet", checklist, "--answers", tmp_path / "a.json", "-o", sheet).status == 0
    ways += [(sheet, b""), (put(tmp_path, "sheet.renamed", sheet.read_bytes()), b"")]
    for answers, given in ways:
        assert same(result(run("score", checklist, answers, "--format", "json", given=given)), expected), answers


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_random_audits_agree_with_the_oracle(tmp_path: Path, seed: int) -> None:
    checklist, answers = random_case(seed)
    found = result(run("score", put(tmp_path, "c.json", checklist), put(tmp_path, "a.json", answers), "--format=json"))
    assert found == oracle.score(checklist, answers)


def test_an_open_audit_has_an_interval(tmp_path: Path, checklist: Path) -> None:
    open_ = small_answers()
    del open_["answers"]["3"]
    found: Any = result(run("score", checklist, put(tmp_path, "a.json", open_), "--format", "json"))
    assert (found["complete"], found["final"], found["unanswered"]) == (False, None, ["3"])
    assert (found["low"]["final"], found["high"]["final"]) == ("5.00", "7.00")
    text = run("score", checklist, tmp_path / "a.json").out
    assert "5.00 – 7.00 / 10.00" in text


@pytest.mark.parametrize(("language", "words"), [("zh", ["小清单", "低", "还差"]), ("en", ["Small list", "Low"])])
def test_the_text_is_in_the_language_of_the_machine(
    checklist: Path, answers: Path, language: str, words: list[str]
) -> None:
    done = run("score", checklist, answers, language=language)
    assert (done.status, done.errors) == (0, "")
    assert "7.00 / 10.00" in done.out
    assert [word for word in words if word not in done.out] == []


@pytest.mark.parametrize(
    ("settings", "word"),
    [
        ({"STAR_AUDIT_LANG": "", "LANG": "zh_CN.UTF-8"}, "没有"),
        ({"STAR_AUDIT_LANG": "", "LC_ALL": "en_US.UTF-8", "LANG": "zh_CN.UTF-8"}, "no"),
        ({"STAR_AUDIT_LANG": "zh", "LC_ALL": "C", "PYTHONIOENCODING": "ascii"}, "没有"),
        ({"STAR_AUDIT_LANG": "xx"}, "No"),
    ],
)
def test_problems_are_in_the_language_of_the_machine(settings: dict[str, str], word: str) -> None:
    (line,) = refused("score", "none-such@1", "x.json", **settings)
    assert word.lower() in line.lower()
    assert "civilized-service@2026.1" in line


def test_a_file_goes_before_a_checklist_that_ships(tmp_path: Path) -> None:
    lines = refused("score", tmp_path / "civilized-service@2026.1", "-")
    assert len(lines) == 1


def test_the_checklist_may_come_from_standard_input(answers: Path) -> None:
    text = json.dumps(small_checklist(), ensure_ascii=False).encode()
    assert result(run("score", "-", answers, "--format", "json", given=text))["final"] == "7.00"
