"""`checklist list` and `checklist check`."""

from pathlib import Path
from typing import TextIO

from audit.inputs import FileRefusedError, read_checklist, read_values, shipped_checklists
from audit.places import shipped
from audit.scoring.figures import brief
from audit.scoring.linting import lint
from audit.scoring.loading import build_checklist
from audit.scoring.problems import Problem, RefusedError
from audit.translations import translate
from audit.wording import line_of


def _(text: str) -> str:
    return text


def list_shipped(*, language: str, out: TextIO) -> None:
    """Prints `key@version`, the number of criteria, the points and the title of what ships."""
    for name in shipped_checklists():
        checklist = read_checklist(name)
        count = sum(1 for _ in checklist.criteria())
        points = brief(checklist.points)
        out.write(f"{name:28} {count:4} {points:>5}  {checklist.title.in_language(language)}\n")


def check_file(name: str, *, language: str, out: TextIO) -> None:
    """Prints the warnings about a checklist with their lines, then what it holds; raises FileRefusedError."""
    path = _path(name)
    document = read_values(path)
    try:
        checklist = build_checklist(document.value, document.line_of)
    except RefusedError as refused:
        raise FileRefusedError(path, refused.problems) from None
    warnings = lint(checklist)
    for warning in warnings:
        line = document.line_of(warning.path)
        out.write(line_of(path, Problem(warning.path, warning.code, warning.facts, line), language) + "\n")
    summary = _("{name}：{modules}个模块，{criteria}条，{points}分；警告{warnings}条；SHA-256 {digest}")
    facts = {
        "name": checklist.name,
        "modules": len(checklist.modules),
        "criteria": sum(1 for _ in checklist.criteria()),
        "points": brief(sum(criterion.points for criterion in checklist.criteria())),
        "warnings": len(warnings),
        "digest": checklist.digest,
    }
    out.write(translate(summary, language, **facts) + "\n")


def _path(name: str) -> str:
    if name not in shipped_checklists() or Path(name).is_file():
        if "@" in name and not Path(name).exists():
            read_checklist(name)  # says which names there are
        return name
    packed = shipped("checklists") / f"{name}.yaml"
    return str(packed)
