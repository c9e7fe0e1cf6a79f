"""Who may import whom, kept by reading the code and by importing it in a fresh interpreter."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = sorted((ROOT / "audit").rglob("*.py"))
MOST_LINES = 300
VAGUE_NAMES = {"util", "utils", "helper", "helpers", "manager", "managers", "common", "misc"}
# what the core must never pull in, whether directly or through what it imports
HEAVY = ("flask", "sqlalchemy", "openpyxl", "weasyprint", "jinja2", "click", "babel", "PIL", "pikepdf")

# what a part may import of the project and of others; the first entry that fits a module counts
CORE = {"audit.scoring"}
SHOWING = CORE | {"audit.translations", "audit.wording"}
ALLOWED: dict[str, tuple[set[str], set[str] | None]] = {
    "audit.scoring": (CORE, {"pydantic", "pydantic_core", "ruamel"}),
    "audit.translations": ({"audit.translations"}, {"babel"}),
    "audit.wording": (SHOWING, set()),
    "audit.mortal": (set(), set()),
    "audit.workbooks": (SHOWING | {"audit.workbooks", "audit.mortal"}, {"openpyxl", "defusedxml", "lxml", "PIL"}),
}
FORBIDDEN = {
    "audit.reporting": {"audit.web", "audit.cli", "audit.commands", "audit.services"},
    "audit.db": {"audit.scoring", "audit.web", "audit.cli", "audit.services"},
    "audit.models": {"audit.scoring", "audit.web", "audit.cli", "audit.services", "flask"},
    "audit.services": {"audit.web", "audit.cli", "audit.commands", "audit.jobs", "flask", "wtforms"},
    "audit.jobs": {"audit.web", "audit.cli", "audit.commands", "flask", "wtforms"},
    "audit": {"audit.cli"},
}


def _module(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {_module(path): path for path in FILES}
CORE_MODULES = [name for name in MODULES if name.startswith("audit.scoring")]


def _within(name: str, part: str) -> bool:
    return name == part or name.startswith(f"{part}.")


def _imports(path: Path) -> Iterator[str]:
    """Every module a file imports, anywhere in it."""
    package = _module(path).split(".") if path.stem == "__init__" else _module(path).split(".")[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            source = ".".join([*base, *([node.module] if node.module else [])])
            yield from (name if (name := f"{source}.{alias.name}") in MODULES else source for alias in node.names)


def _foreign(name: str) -> bool:
    top = name.partition(".")[0]
    return top not in sys.stdlib_module_names and top != "audit"


def _modules_after(statement: str) -> set[str]:
    """The modules that a fresh interpreter has loaded after a statement."""
    code = f"import sys; before = set(sys.modules); {statement}; print(*set(sys.modules) - before)"
    command = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    return set(done.stdout.split())


@pytest.mark.parametrize("module", CORE_MODULES)
def test_the_core_pulls_in_nothing_heavy(module: str) -> None:
    loaded = _modules_after(f"import {module}")
    assert module in loaded
    assert sorted(name for name in loaded for heavy in HEAVY if _within(name, heavy)) == []
    assert sorted(name for name in loaded if _within(name, "audit") and not _within(name, "audit.scoring")) == ["audit"]


def test_importing_audit_imports_nothing_else() -> None:
    assert _modules_after("import audit") == {"audit"}


def test_a_json_document_does_not_pay_for_yaml() -> None:
    loaded = _modules_after("from audit.scoring.documents import read_document; read_document('[]')")
    assert sorted(name for name in loaded if _within(name, "ruamel.yaml.main")) == []


@pytest.mark.parametrize("part", ALLOWED)
def test_a_part_imports_only_what_it_may(part: str) -> None:
    ours, others = ALLOWED[part]
    wrong = [
        (module, name)
        for module, path in MODULES.items()
        if _within(module, part)
        for name in _imports(path)
        if (_within(name, "audit") and not any(_within(name, allowed) for allowed in ours))
        or (others is not None and _foreign(name) and name.partition(".")[0] not in others)
    ]
    assert wrong == []


@pytest.mark.parametrize("part", FORBIDDEN)
def test_a_part_does_not_import_what_is_above_it(part: str) -> None:
    wrong = [
        (module, name)
        for module, path in MODULES.items()
        if _within(module, part) and not _within(module, "audit.cli")
        for name in _imports(path)
        if any(_within(name, forbidden) for forbidden in FORBIDDEN[part])
    ]
    assert wrong == []


@pytest.mark.parametrize("path", [path for path in FILES if path.parent.name != "versions"], ids=_module)
def test_no_file_is_long(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


def test_no_module_has_a_vague_name() -> None:
    parts = {part for module in MODULES for part in module.split(".")}
    assert parts & VAGUE_NAMES == set()


def test_the_core_reads_no_file_and_asks_no_clock() -> None:
    """By its imports, and by the one builtin that opens files."""
    outside = {
        "os",
        "pathlib",
        "io",
        "time",
        "datetime",
        "random",
        "secrets",
        "locale",
        "socket",
        "subprocess",
    }
    wrong = [
        (module, name)
        for module in CORE_MODULES
        for name in _imports(MODULES[module])
        if name.partition(".")[0] in outside
    ]
    opened = [
        module
        for module in CORE_MODULES
        for node in ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"open", "print", "input", "float"}
    ]
    assert (wrong, opened) == ([], [])


def test_audit_itself_is_a_docstring() -> None:
    body = ast.parse(MODULES["audit"].read_text(encoding="utf-8")).body
    assert [type(statement) for statement in body] == [ast.Expr]
