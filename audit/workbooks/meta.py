"""The hidden sheet: which checklist this is, and what the visible sheet has no cell for."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, cast

from audit.scoring.checklist import Checklist
from audit.scoring.figures import Number
from audit.scoring.json_text import parse_json
from audit.scoring.problems import Problem, RefusedError
from audit.workbooks.columns import FIELDS, FORMAT

TITLE = "meta"
_CHUNK = 30_000


def shown_keys(part: str) -> set[str]:
    """The keys of `branch` or `audit` that have a cell in the header."""
    return {field.path[1] for fields in FIELDS for field in fields if field.path and field.path[0] == part}


def facts_of(checklist: Checklist, document: Mapping[str, Any], language: str) -> list[tuple[str, str]]:
    """Name and value of every row of the hidden sheet; long values go on in a row of the same name."""
    facts = [
        ("format", FORMAT),
        ("checklist", checklist.name),
        ("digest", checklist.digest),
        ("language", language),
        ("date", str((document.get("audit") or {}).get("date", ""))),
    ]
    for part in ("branch", "audit"):
        content = document.get(part) or {}
        extra = {name: value for name, value in content.items() if name not in shown_keys(part)}
        text = as_json(extra) if extra else ""
        facts += ((part, text[start : start + _CHUNK]) for start in range(0, len(text), _CHUNK))
    return facts


def as_json(value: object) -> str:
    """JSON in plain ASCII; numbers that were read as text are written as they were."""
    if isinstance(value, Number):
        return value.text if _is_json(value.text) else json.dumps(value.text)
    if isinstance(value, dict):
        members = (f"{json.dumps(str(name))}:{as_json(child)}" for name, child in value.items())
        return "{" + ",".join(members) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(as_json(child) for child in value) + "]"
    return json.dumps(value, default=str)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def check_identity(checklist: Checklist, facts: Mapping[str, str], place: str) -> None:
    """Raises RefusedError unless the workbook was written for exactly this checklist."""
    if facts.get("format") != FORMAT:
        given = {"given": facts.get("format", ""), "expected": FORMAT}
        raise RefusedError([Problem((place,), "sheet-format", given)])
    if facts.get("checklist") != checklist.name:
        given = {"given": facts.get("checklist", ""), "expected": checklist.name}
        raise RefusedError([Problem((place,), "other-checklist", given)])
    if facts.get("digest") != checklist.digest:
        given = {"given": facts.get("digest", "")[:12], "expected": checklist.digest[:12]}
        raise RefusedError([Problem((place,), "other-content", {**given, "checklist": checklist.name})])


def joined(rows: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The facts of the hidden sheet, values of the same name put together again."""
    facts: dict[str, str] = {}
    for name, value in rows:
        facts[name] = facts.get(name, "") + value
    return facts


def extra_of(facts: Mapping[str, str], part: str, place: str) -> dict[str, object]:
    """The keys of `branch` or `audit` that have no cell; raises RefusedError where they were damaged."""
    text = facts.get(part, "")
    if not text:
        return {}
    try:
        extra = parse_json(text)
    except RefusedError:
        extra = None
    if not isinstance(extra, dict):
        raise RefusedError([Problem((place,), "sheet-damaged")])
    return {name: value for name, value in cast("dict[str, object]", extra).items() if name not in shown_keys(part)}
