"""A checklist read before comes from its prepared copy, and a bad copy never matters."""

import sys
from pathlib import Path

import pytest

from audit import prepared as shelf
from audit.scoring.loading import load_checklist

SHEET = Path(__file__).parent.parent / "checklists" / "school-emergency@1.yaml"


@pytest.fixture
def text() -> str:
    return SHEET.read_text("utf-8") + f"# {'-' * shelf._WORTH_IT}\n"


@pytest.fixture(autouse=True)
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    return tmp_path


def copies(environment: Path) -> list[Path]:
    return sorted(environment.rglob("*.json"))


def refuse(_text: str):
    raise AssertionError("read from YAML again")


def test_the_second_reading_needs_no_yaml(text: str):
    first = shelf.prepared(text, load_checklist)
    second = shelf.prepared(text, refuse)
    assert second == first
    assert second.digest == first.digest


def test_a_changed_file_is_read_anew(text: str):
    shelf.prepared(text, load_checklist)
    changed = shelf.prepared(text.replace("min: 90", "min: 91", 1), load_checklist)
    assert changed.grades[0].min == 9100


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"key": "x"}', "\x00"])
def test_a_damaged_copy_is_made_again(text: str, environment: Path, damage: str):
    first = shelf.prepared(text, load_checklist)
    [copy] = copies(environment)
    whole = copy.read_text("utf-8")
    copy.write_text(damage, "utf-8")
    assert shelf.prepared(text, load_checklist) == first
    assert copy.read_text("utf-8") == whole


def test_a_place_that_cannot_be_written_costs_nothing_else(text: str, environment: Path):
    (environment / "share").write_text("in the way")
    assert shelf.prepared(text, load_checklist) == load_checklist(text)


def test_a_small_file_is_not_kept(environment: Path):
    shelf.prepared((SHEET.parent / "linkage-110@1.yaml").read_text("utf-8"), load_checklist)
    assert copies(environment) == []
