"""The checklists that ship: complete, in two languages, and true to what is known of their originals."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from audit.scoring.checklist import Checklist
from audit.scoring.fields import Words
from audit.scoring.linting import lint
from audit.scoring.loading import load_checklist

FOLDER = Path(__file__).parents[1] / "checklists"
FILES = sorted(FOLDER.rglob("*.yaml"))
CHECKLISTS = {path.stem: load_checklist(path.read_text(encoding="utf-8")) for path in FILES}
each = pytest.mark.parametrize("name", CHECKLISTS)

# points and criteria of the ten modules (domain, section 2)
TEN_MODULES = [
    ("环境管理", 90, 30), ("服务功能", 130, 25), ("信息管理", 60, 12), ("大堂管理", 140, 24),
    ("柜面服务与效率", 150, 25), ("员工管理", 110, 19), ("服务基础管理", 150, 26), ("经营业绩", 50, 7),
    ("社会责任履行", 70, 13), ("服务文化建设", 50, 9),
]  # fmt: skip
BLANK_BESIDE_DIGIT = re.compile(r"[\u3400-\u9fff][ \u00a0\u3000]+[0-9]|[0-9][ \u00a0\u3000]+[\u3400-\u9fff]")


def _texts(node: Any, where: str = "") -> Iterator[tuple[str, Words]]:
    """Every text of a checklist with its place."""
    if isinstance(node, Words):
        yield where, node
    elif isinstance(node, BaseModel):
        for name in type(node).model_fields:
            yield from _texts(getattr(node, name), f"{where}.{name}")
    elif isinstance(node, tuple):
        for position, child in enumerate(node):
            yield from _texts(child, f"{where}[{position}]")


@pytest.fixture
def civilized() -> Checklist:
    return CHECKLISTS["civilized-service@2026.1"]


def test_which_checklists_ship() -> None:
    assert set(CHECKLISTS) >= {
        "civilized-service@2026.1",
        "hospital-emergency@1",
        "linkage-110@1",
        "school-emergency@1",
    }


@each
def test_the_file_is_named_after_the_checklist(name: str) -> None:
    assert CHECKLISTS[name].name == name


@each
def test_every_text_is_chinese_and_english(name: str) -> None:
    texts = list(_texts(CHECKLISTS[name]))
    assert len(texts) > 20
    assert [where for where, words in texts if words.en is None] == []
    assert [where for where, words in texts if re.search(r"[\u3400-\u9fff]", words.en or "")] == []
    assert [where for where, words in texts if not re.search(r"[\u3400-\u9fff%℃]", words.zh)] == []


@each
def test_no_blank_between_chinese_and_digits(name: str) -> None:
    texts = _texts(CHECKLISTS[name])
    assert [(where, words.zh) for where, words in texts if BLANK_BESIDE_DIGIT.search(words.zh)] == []


@each
@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_two_criteria_say_the_same(name: str, language: str) -> None:
    counts = Counter(criterion.text.in_language(language) for criterion in CHECKLISTS[name].criteria())
    assert [text for text, count in counts.items() if count > 1] == []


@each
def test_criteria_are_numbered_through(name: str) -> None:
    ids = [criterion.id for criterion in CHECKLISTS[name].criteria()]
    assert ids == [str(number) for number in range(1, len(ids) + 1)]


@pytest.mark.parametrize("name", sorted(set(CHECKLISTS) - {"linkage-110@1"}))
def test_the_linter_is_silent(name: str) -> None:
    assert lint(CHECKLISTS[name]) == []


def test_points_and_criteria_of_the_ten_modules(civilized: Checklist) -> None:
    modules = [(module.title.zh, module.points // 100, len(list(module.criteria()))) for module in civilized.modules]
    assert modules == TEN_MODULES
    assert [module.id for module in civilized.modules] == [str(number) for number in range(1, 11)]
    assert (civilized.points, sum(criterion.points for criterion in civilized.criteria())) == (
        100_000,
        100_000,
    )
    assert len(list(civilized.criteria())) == 190


def test_the_first_two_sections(civilized: Checklist) -> None:
    first, second = civilized.modules[0].sections[:2]
    assert (first.id, first.title.zh, first.points) == ("1.1", "室外环境维护", 1500)
    assert [criterion.points // 100 for criterion in first.criteria] == [2, 3, 2, 3, 2, 3]
    assert (second.id, second.title.zh, second.points) == ("1.2", "室内环境维护", 2000)


def test_the_four_themes(civilized: Checklist) -> None:
    counts = Counter(theme for criterion in civilized.criteria() for theme in criterion.themes)
    assert set(counts) == {"zoning", "special-groups", "staff-care", "linkage"}
    assert min(counts.values()) >= 12


def test_all_four_rules_are_used(civilized: Checklist) -> None:
    types = {criterion.rule.type for criterion in civilized.criteria()}
    assert types == {"deduct", "levels", "check", "measure"}


def test_the_official_sheet_is_called_an_example(civilized: Checklist) -> None:
    assert "示例" in civilized.title.zh
    assert [(grade.stars, grade.min // 100, grade.module_floor) for grade in civilized.grades] == [
        (5, 900, 600_000),
        (4, 850, 600_000),
        (3, 800, 600_000),
    ]


def test_the_contradictions_of_the_110_sheet_are_kept() -> None:
    criteria = "modules[0].sections[0].criteria"
    assert [(problem.where(), problem.code, problem.facts) for problem in lint(CHECKLISTS["linkage-110@1"])] == [
        ("modules[0].sections[0].points", "sum-differs", {"declared": "25", "sum": "18"}),
        (
            f"{criteria}[3].rule.faults[0].points",
            "fault-too-large",
            {"criterion": "4", "fault": "5", "room": "3"},
        ),
        (f"{criteria}[4].rule.faults", "out-of-reach", {"criterion": "5", "reach": "2", "room": "3"}),
    ]
    points = [criterion.points // 100 for criterion in CHECKLISTS["linkage-110@1"].criteria()]
    assert points == [4, 5, 3, 3, 3]


@pytest.mark.parametrize("name", ["school-emergency@1", "hospital-emergency@1"])
def test_school_and_hospital(name: str) -> None:
    checklist = CHECKLISTS[name]
    criteria = list(checklist.criteria())
    assert 20 <= len(criteria) <= 40
    assert (checklist.points, sum(criterion.points for criterion in criteria)) == (10_000, 10_000)
