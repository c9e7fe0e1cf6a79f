"""What a register may be called and may hold (docs/sync.md); answers are checked by the scoring core."""

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from audit.scoring.answers import is_date
from audit.scoring.compiled import Line, Sheet
from audit.scoring.marking import MOST_TIMES, check_answer
from audit.scoring.problems import Problem

MOST_NOTE = 20_000  # characters
MOST_TEXT = 400
MOST_MARKS = 50
MOST_ORDER = 100_000
MOST_STROKES = 200
MOST_STROKE_POINTS = 20_000
_DIGEST = re.compile(r"[0-9a-f]{64}")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NUMBER = re.compile(r"[1-9][0-9]{0,9}")
_SIGNERS = {"assessor", "branch_head"}
_THOUSAND = range(1001)


class Ground(NamedTuple):
    """What a register is checked against: the compiled checklist, the branch as it was, and who writes."""

    sheet: Sheet
    facilities: frozenset[str]
    kind: str | None
    user_id: int


def check(ground: Ground, path: str, value: Any) -> list[Problem]:
    """Everything wrong with this value at this path; nothing when it may be stored."""
    problems: list[Problem] = []
    head, _, rest = path.partition("/")
    reader = _PLACES.get(head)
    if reader is None or not reader(ground, rest, value, problems):
        return [Problem((path,), "unknown-register")]
    return problems


_Place = Callable[[Ground, str, Any, list[Problem]], bool]


def _criterion(ground: Ground, rest: str, value: Any, problems: list[Problem]) -> bool:
    id_, _, part = rest.partition("/")
    line = ground.sheet.by_id.get(id_)
    if line is None:
        return False
    if part == "answer":
        _check_criterion(ground, line, value, problems)
    elif part == "note":
        _check_text(value, "note", MOST_NOTE, problems)
    elif part.startswith("p/") and _UUID.fullmatch(part[2:]):
        _check_photograph(value, problems)
    else:
        return False
    return True


def _check_criterion(ground: Ground, line: Line, value: Any, problems: list[Problem]) -> None:
    if not line.applies(ground.facilities, ground.kind):
        problems.append(Problem(("answers", line.id), "does-not-apply"))
    elif value is not None:
        check_answer(line, value, problems)
        for extra in {"note", "photos"} & (value.keys() if isinstance(value, dict) else set()):
            problems.append(Problem(("answers", line.id, extra), "unknown-key"))


def _check_text(value: Any, name: str, most: int, problems: list[Problem]) -> None:
    if value is not None and not isinstance(value, str):
        problems.append(Problem((name,), "text"))
    elif value is not None and len(value) > most:
        problems.append(Problem((name,), "too-long", {"max_length": most}))


def _check_photograph(value: Any, problems: list[Problem]) -> None:
    if value is None:
        return
    if not isinstance(value, dict):
        problems.append(Problem((), "mapping"))
        return
    if not _DIGEST.fullmatch(str(value.get("photo", ""))):
        problems.append(Problem(("photo",), "missing"))
    _check_text(value.get("caption", ""), "caption", MOST_TEXT, problems)
    order = value.get("order", 0)
    if type(order) is not int or not 0 <= order <= MOST_ORDER:
        problems.append(Problem(("order",), "whole", {"given": str(order)[:40]}))
    marks = value.get("marks", [])
    if not isinstance(marks, list) or len(marks) > MOST_MARKS or not all(map(_is_mark, marks)):
        problems.append(Problem(("marks",), "wrong-marks", {"most": MOST_MARKS}))
    for name in sorted(value.keys() - {"photo", "caption", "order", "marks"}):
        problems.append(Problem((name,), "unknown-key"))


def _is_mark(mark: Any) -> bool:
    if not isinstance(mark, dict):
        return False
    if mark.get("kind") == "arrow":
        return mark.keys() == {"kind", "from", "to"} and _is_point(mark["from"]) and _is_point(mark["to"])
    known = mark.get("kind") == "circle" and mark.keys() == {"kind", "at", "radius"}
    return known and _is_point(mark["at"]) and type(mark["radius"]) is int and mark["radius"] in _THOUSAND


def _is_point(point: Any) -> bool:
    return (
        isinstance(point, list) and len(point) == 2 and all(type(part) is int and part in _THOUSAND for part in point)
    )


def _veto(ground: Ground, rest: str, value: Any, problems: list[Problem]) -> bool:
    if rest not in {veto.id for veto in ground.sheet.checklist.vetoes}:
        return False
    if value is not None and value is not True:
        problems.append(Problem((rest,), "true-or-false"))
    return True


def _bonus(ground: Ground, rest: str, value: Any, problems: list[Problem]) -> bool:
    bonus = ground.sheet.checklist.bonus
    item = {item.id: item for item in bonus.items}.get(rest) if bonus else None
    if item is None:
        return False
    most = 1 if item.per == "once" else MOST_TIMES
    if value is not None and (type(value) is not int or not 0 <= value <= most):
        problems.append(Problem((rest,), "count-once" if most == 1 else "count", {"given": str(value)[:40]}))
    return True


def _held_on(_ground: Ground, rest: str, value: Any, problems: list[Problem]) -> bool:
    if value is not None and not (isinstance(value, str) and value and is_date(value)):
        problems.append(Problem(("held_on",), "date", {"given": str(value)[:40]}))
    return not rest


def _signature(_ground: Ground, rest: str, value: Any, problems: list[Problem]) -> bool:
    if rest not in _SIGNERS:
        return False
    if value is None:
        return True
    if not isinstance(value, dict) or not _has_text(value, "name"):
        problems.append(Problem(("name",), "missing"))
    elif not _DIGEST.fullmatch(str(value.get("results", "0" * 64))):
        problems.append(Problem(("results",), "missing"))
    elif "refused" in value:
        if value.keys() - {"results"} != {"name", "refused"} or not _has_text(value, "refused"):
            problems.append(Problem(("refused",), "reason-missing"))
    elif value.keys() - {"results"} != {"name", "strokes"} or not _are_strokes(value["strokes"]):
        problems.append(Problem(("strokes",), "wrong-strokes"))
    return True


def _has_text(value: Mapping[str, Any], name: str) -> bool:
    text = value.get(name)
    return isinstance(text, str) and bool(text.strip()) and len(text) <= MOST_TEXT


def _are_strokes(strokes: Any) -> bool:
    if not isinstance(strokes, list) or not 0 < len(strokes) <= MOST_STROKES:
        return False
    if not all(isinstance(stroke, list) and stroke and all(map(_is_point, stroke)) for stroke in strokes):
        return False
    return sum(map(len, strokes)) <= MOST_STROKE_POINTS


def _claim(ground: Ground, rest: str, value: Any, problems: list[Problem]) -> bool:
    module, _, person = rest.partition("/")
    if module not in {module.id for module in ground.sheet.checklist.modules} or not _NUMBER.fullmatch(person):
        return False
    if value is not None and value is not True:
        problems.append(Problem((rest,), "true-or-false"))
    elif value and int(person) != ground.user_id:
        problems.append(Problem((rest,), "claim-of-another"))
    return True


_PLACES: Mapping[str, _Place] = {
    "c": _criterion,
    "v": _veto,
    "b": _bonus,
    "held_on": _held_on,
    "sig": _signature,
    "claim": _claim,
}
