"""What an audit's answer document may be, around the answers themselves (scoring contract, section 9)."""

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from audit.scoring.compiled import Sheet
from audit.scoring.marking import MOST_TIMES, Marks, mark
from audit.scoring.plain import MAX_DEPTH
from audit.scoring.problems import Path, Problem, RefusedError, as_written

_MEMBERS = frozenset({"checklist", "branch", "audit", "answers", "vetoes", "bonus"})
_BRANCH_TEXTS = ("code", "name", "kind")
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", re.ASCII)
_AUDIT_TEXTS = ("kind", "date", "place")


@dataclass(frozen=True, slots=True)
class Answers:
    """A document that was taken: what each criterion got, the auditor's vetoes, the bonus counts."""

    marks: Marks
    vetoes: frozenset[str]
    bonus: Mapping[str, int]


def read_answers(sheet: Sheet, document: object) -> Answers:
    """The answers a document holds; raises RefusedError with every problem in it."""
    problems: list[Problem] = []
    if not isinstance(document, dict):
        raise RefusedError([Problem((), "mapping")])
    known = cast("dict[str, object]", document)
    if not known.keys() <= _MEMBERS:
        unknown = (name for name in known if name not in _MEMBERS)
        problems += (Problem((name,), "unknown-key", {"known": ", ".join(sorted(_MEMBERS))}) for name in unknown)
    _check_name(sheet, known, problems)
    facilities, kind = _read_branch(known.get("branch"), problems)
    if "audit" in known:
        _check_audit(known["audit"], problems)
    vetoes = _read_vetoes(sheet, known.get("vetoes", []), problems)
    bonus = _read_bonus(sheet, known.get("bonus", {}), problems)
    if "answers" not in known:
        problems.append(Problem(("answers",), "missing"))
    marks = mark(sheet, known.get("answers", {}), facilities, kind, problems)
    if problems:
        raise RefusedError(problems)
    return Answers(marks, vetoes, bonus)


def _check_name(sheet: Sheet, document: dict[str, object], problems: list[Problem]) -> None:
    if "checklist" not in document:
        problems.append(Problem(("checklist",), "missing"))
    elif document["checklist"] != sheet.checklist.name:
        facts = {"given": as_written(document["checklist"], 80), "expected": sheet.checklist.name}
        problems.append(Problem(("checklist",), "other-checklist", facts))


def _read_branch(branch: object, problems: list[Problem]) -> tuple[frozenset[str], str | None]:
    if branch is None:
        return frozenset(), None
    if not isinstance(branch, dict):
        problems.append(Problem(("branch",), "mapping"))
        return frozenset(), None
    _check_texts(branch, ("branch",), _BRANCH_TEXTS, problems)
    _check_extra(branch, ("branch",), problems)
    facilities = branch.get("facilities", [])
    if not _texts(facilities):
        problems.append(Problem(("branch", "facilities"), "list-of-texts"))
        facilities = []
    kind = branch.get("kind")
    return frozenset(facilities), kind if isinstance(kind, str) else None


def _check_audit(audit: object, problems: list[Problem]) -> None:
    if not isinstance(audit, dict):
        problems.append(Problem(("audit",), "mapping"))
        return
    _check_texts(audit, ("audit",), _AUDIT_TEXTS, problems)
    _check_extra(audit, ("audit",), problems)
    day = audit.get("date", "")
    if isinstance(day, str) and not is_date(day):
        problems.append(Problem(("audit", "date"), "date", {"given": day[:40]}))
    if not _texts(audit.get("assessors", [])):
        problems.append(Problem(("audit", "assessors"), "list-of-texts"))


def is_date(text: str) -> bool:
    """Whether a text is empty or a day of the calendar, written 2026-05-20."""
    match = _DATE.fullmatch(text)
    if match is None:
        return not text
    year, month, day = map(int, match.groups())
    return year > 0 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def _check_texts(part: dict, path: Path, names: tuple[str, ...], problems: list[Problem]) -> None:
    problems += (Problem((*path, name), "text") for name in names if not isinstance(part.get(name, ""), str))


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _check_extra(part: dict, path: Path, problems: list[Problem]) -> None:
    """Further keys are kept as they are, but nothing is kept that could not be written out again."""

    def too_deep(value: object, depth: int) -> bool:
        if depth > MAX_DEPTH:
            return True
        children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        return any(too_deep(child, depth + 1) for child in children)

    if too_deep(part, 0):
        problems.append(Problem(path, "too-deep", {"limit": MAX_DEPTH}))


def _read_vetoes(sheet: Sheet, vetoes: object, problems: list[Problem]) -> frozenset[str]:
    if not _texts(vetoes):
        problems.append(Problem(("vetoes",), "list-of-texts"))
        return frozenset()
    known = [veto.id for veto in sheet.checklist.vetoes]
    for position, veto in enumerate(cast("list[str]", vetoes)):
        if veto not in known:
            facts = {"given": veto[:80], "known": ", ".join(known)}
            problems.append(Problem(("vetoes", position), "unknown-reference", facts))
    return frozenset(cast("list[str]", vetoes))


def _read_bonus(sheet: Sheet, bonus: object, problems: list[Problem]) -> Mapping[str, int]:
    if not isinstance(bonus, dict):
        problems.append(Problem(("bonus",), "mapping"))
        return {}
    items = {item.id: item for item in sheet.checklist.bonus.items} if sheet.checklist.bonus else {}
    counts: dict[str, int] = {}
    for name, count in cast("dict[str, object]", bonus).items():
        path = ("bonus", name)
        if name not in items:
            problems.append(Problem(path, "unknown-reference", {"given": name[:80], "known": ", ".join(items)}))
        elif type(count) is not int or not 0 <= count <= MOST_TIMES:
            problems.append(Problem(path, "count", {"given": as_written(count)}))
        elif count > 1 and items[name].per == "once":
            problems.append(Problem(path, "count-once", {"given": count}))
        else:
            counts[name] = count
    return counts
