"""The bench runs and prints its figures; what they are is not for a test to judge."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def _bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.bench", "--quick", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False)


@pytest.mark.parametrize(
    ("page", "names"),
    [
        ("scoring", ["the example, indented", "190 bare answers, compact"]),
        ("start", ["star-audit --help"]),
    ],
)
def test_a_page_prints_its_figures_and_ends_well(page: str, names: list[str], tmp_path: Path) -> None:
    out = tmp_path / "figures.json"
    done = _bench("--only", page, "--json", str(out))
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].startswith(f"· {page}: load ")
    assert lines[-1].startswith(f"{len(names)} figures, ")
    for line, name in zip(lines[1:-1], names, strict=True):
        assert line[0] in "✓✗"
        assert line[2:].startswith(f"{page}: {name} ")
        assert "≤" in line
    figures = json.loads(out.read_text("utf-8"))["figures"]
    assert [figure["name"] for figure in figures] == names
    assert all(figure["value"] > 0 for figure in figures)


def test_an_unknown_page_is_refused() -> None:
    done = _bench("--only", "nothing")
    assert done.returncode == 2
    assert "scoring" in done.stderr
