"""The small checklist and its answers as files."""

from pathlib import Path

import pytest

from tests.commands.running import put, small_answers, small_checklist


@pytest.fixture
def checklist(tmp_path: Path) -> Path:
    return put(tmp_path, "list.json", small_checklist())


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    return put(tmp_path, "answers.json", small_answers())
