"""The libraries of the pages: named and hashed in the repository, installed beside it, packed into the wheel."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from audit import vendor

ROOT = Path(__file__).parents[1]
LOCK = (ROOT / "package-lock.json").read_text("utf-8")
PACKAGES = {name: fact for name, fact in json.loads(LOCK)["packages"].items() if name}


def test_no_third_party_code_is_in_git() -> None:
    if not shutil.which("git") or not (ROOT / ".git").exists():
        pytest.skip("not a checkout")
    listed = subprocess.run(["git", "ls-files", "static/vendor"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert listed.stdout == ""


def test_the_lock_names_hashes_and_no_host() -> None:
    assert "resolved" not in LOCK
    assert "://" not in LOCK
    assert all(re.fullmatch(r"sha512-[\w+/]{86}==", fact["integrity"]) for fact in PACKAGES.values())


def test_every_wanted_library_is_locked_at_its_one_version_and_installed() -> None:
    wanted = json.loads((ROOT / "package.json").read_text("utf-8"))["dependencies"]
    assert wanted == {name.removeprefix("node_modules/"): fact["version"] for name, fact in PACKAGES.items()}
    assert set(wanted) == set(vendor.MODULES)


def test_the_installed_ones_are_modules_with_name_and_licence() -> None:
    assert vendor.is_current(), "run: python -m audit.vendor"
    for library in vendor.MODULES:
        text = (vendor.TARGET / f"{library}.js").read_text("utf-8")
        version = PACKAGES[f"node_modules/{library}"]["version"]
        assert text.startswith(f"/*! {library} {version}, ")
        assert re.search(r"\bexport ?\{", text)
        assert "sourceMappingURL" not in text
        assert "Permission" in (vendor.TARGET / f"{library}.LICENSE.txt").read_text("utf-8")


def test_an_old_or_missing_library_is_noticed(tmp_path: Path) -> None:
    target = tmp_path / "vendor"
    assert not vendor.is_current(target)
    shutil.copytree(vendor.TARGET, target)
    assert vendor.is_current(target)
    old = (target / "idb.js").read_text("utf-8")
    (target / "idb.js").write_text(re.sub(r"idb \d+", "idb 7", old, count=1), "utf-8")
    assert not vendor.is_current(target)


def test_the_wheel_brings_them_and_what_it_ships(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path], cwd=ROOT, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = set(ZipFile(wheel).namelist())
    here = {f"static/vendor/{file.name}" for file in vendor.TARGET.iterdir()}
    assert {f"audit/_data/{name}" for name in here} <= names
    assert "audit/_data/checklists/civilized-service@2026.1.yaml" in names
    assert "audit/_data/templates/reports/report.html" in names
    assert "audit/vendor.py" not in names
