"""The English catalogue against the source texts of code and templates, and the words of every problem."""

import ast
import re
from string import Formatter

import pytest

from audit.scoring.problems import Problem
from audit.services.wording import PROBLEMS as REFUSALS
from audit.translations import LANGUAGES, translate
from audit.wording import PROBLEMS, line_of, say
from tests.catalogue import ROOT, source_texts, translated

CHINESE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
CATALOGUE = translated()


def gaps(text: str) -> list[str]:
    """The names in braces, each as often as it stands there."""
    return sorted(name for _text, name, _spec, _conversion in Formatter().parse(text) if name is not None)


def test_every_source_text_is_translated() -> None:
    texts = source_texts()
    assert len(texts) > 200
    assert sorted(text for text in texts if not CATALOGUE.get(text)) == []


def test_no_entry_is_unused() -> None:
    assert sorted(CATALOGUE.keys() - source_texts()) == []


def test_both_sides_have_the_same_gaps() -> None:
    assert [(text, english) for text, english in CATALOGUE.items() if gaps(text) != gaps(english)] == []


def test_no_gap_is_numbered_or_has_a_format() -> None:
    fields = [field for text in CATALOGUE for field in Formatter().parse(text) if field[1] is not None]
    assert [field for field in fields if not (field[1] or "").isidentifier() or field[2] or field[3]] == []


def test_no_chinese_is_left_in_english() -> None:
    assert {text: english for text, english in CATALOGUE.items() if CHINESE.search(english)} == {}


def test_english_is_tidy() -> None:
    odd = [english for english in CATALOGUE.values() if english != english.strip()]
    assert odd == []


def test_every_source_text_holds_chinese_or_only_gaps() -> None:
    assert [text for text in source_texts() if not CHINESE.search(text)] == []


def codes_in_the_code() -> set[str]:
    """The second argument of every Problem(...) that is written out."""
    codes = set()
    for path in (ROOT / "audit").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Problem" and len(node.args) > 1:
                code = node.args[1]
                if isinstance(code, ast.Constant):
                    codes.add(code.value)
    return codes


def test_every_problem_has_words() -> None:
    codes = codes_in_the_code()
    assert len(codes) > 30
    assert sorted(codes - PROBLEMS.keys() - REFUSALS.keys()) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", PROBLEMS)
def test_a_problem_says_its_facts(code: str, language: str) -> None:
    facts = {name: f"«{name}»" for name in gaps(PROBLEMS[code])}
    said = say(Problem((), code, facts), language)
    assert [fact for fact in facts.values() if fact not in said] == []
    assert "{" not in said.replace("{checklist}", "{") or code == "shape"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", PROBLEMS)
def test_a_problem_without_its_facts_is_still_a_sentence(code: str, language: str) -> None:
    assert say(Problem((), code), language).strip()


@pytest.mark.parametrize("hostile", ["{0}", "{name!r}", "}{", "%(x)s", "a\nb\r\nc", "\u2028x", "x" * 100_000])
def test_a_hostile_fact_is_text_on_one_line(hostile: str) -> None:
    line = line_of("f.json", Problem(("answers", "1"), "one-of", {"given": hostile, "expected": "a"}, 3), "en")
    assert line.startswith("f.json:3: answers.1: ")
    assert len(line) < 1000
    assert "\n" not in line
    assert "\r" not in line


def test_a_text_that_nobody_translated_stays_as_it_is() -> None:
    assert translate("没有人翻译的话{x}", "en", x=1) == "没有人翻译的话1"
