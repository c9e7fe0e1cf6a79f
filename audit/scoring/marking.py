"""One pass over the answers: what each criterion got under its rule, or every problem in them.

Checking and counting are one walk, so a figure can never come from an answer that was not checked.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from audit.scoring.compiled import CHECK, DEDUCT, LEVELS, Line, Sheet
from audit.scoring.figures import MILLION, NotAFigureError, brief, divide, points_of, value_of
from audit.scoring.problems import Path, Problem, as_written

UNANSWERED, SCORED, NOT_APPLICABLE = "unanswered", "scored", "not_applicable"
MOST_TIMES = 1_000_000


@dataclass(slots=True)
class Marks:
    """Per line of the sheet: its status, score and raw deduction (hundredths); and the vetoes set off.

    `scores` holds None without a score; `raws` holds 0 there. `sources` lists, for each veto, the units
    (`12/a`, `31`) that set it off.
    """

    statuses: list[str]
    scores: list[int | None]
    raws: list[int]
    sources: dict[str, list[str]]


def mark(sheet: Sheet, answers: object, facilities: frozenset[str], kind: str | None, problems: list[Problem]) -> Marks:
    """What every criterion got; problems are added to the list, and figures mean nothing if any was."""
    if type(answers) is not dict:
        problems.append(Problem(("answers",), "mapping"))
        answers = {}
    entries = cast("dict[str, object]", answers)
    absent = {line.id for line in sheet.conditional if not line.applies(facilities, kind)}
    given_up = {"full": True, "zero": False}.get(sheet.policy)
    count = len(sheet.lines)
    statuses, raws = [SCORED] * count, [0] * count
    scores: list[int | None] = [None] * count
    sources: dict[str, list[str]] = {}
    taken = 0
    for position, line in enumerate(sheet.lines):
        entry = entries.get(line.id)
        if line.id in absent:
            if line.id in entries:
                taken += 1
                problems.append(Problem(("answers", line.id), "does-not-apply"))
            statuses[position] = NOT_APPLICABLE
        elif entry is None and line.id not in entries:
            statuses[position] = UNANSWERED
            continue
        else:
            taken += 1
            if type(entry) is not dict:
                problems.append(Problem(("answers", line.id), "mapping"))
                continue
            if "na" not in entry:
                score, raw = _READERS[line.kind](line, entry, sources, problems)
                scores[position], raws[position] = score, raw
                continue
            _check_na(line, entry, problems)
            statuses[position] = NOT_APPLICABLE
        if given_up is not None:
            scores[position] = line.points if given_up else 0
            raws[position] = line.points - cast("int", scores[position])
    if taken < len(entries):
        unknown = (id_ for id_ in entries if id_ not in sheet.by_id)
        problems += (Problem(("answers", id_), "unknown-criterion", {"id": id_[:80]}) for id_ in unknown)
    return Marks(statuses, scores, raws, sources)


def check_answer(line: Line, answer: object, problems: list[Problem]) -> None:
    """Adds what is wrong with one criterion's answer; whether the criterion applies is the caller's to know."""
    if type(answer) is not dict:
        problems.append(Problem(("answers", line.id), "mapping"))
        return
    entry = cast("dict[str, object]", answer)
    if "na" in entry:
        _check_na(line, entry, problems)
    else:
        _READERS[line.kind](line, entry, {}, problems)


_COMMON = frozenset({"note", "photos"})
_NA = _COMMON | {"na"}


def _check_na(line: Line, entry: dict[str, object], problems: list[Problem]) -> None:
    path: Path = ("answers", line.id)
    _check_common(line, entry, _NA, problems)
    if not line.na:
        problems.append(Problem((*path, "na"), "na-forbidden"))
    if not _has_text(entry["na"]):
        problems.append(Problem((*path, "na"), "reason-missing"))


def _has_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _check_common(line: Line, entry: dict[str, object], known: frozenset[str], problems: list[Problem]) -> None:
    path: Path = ("answers", line.id)
    for name in sorted(entry.keys() - known):
        problems.append(Problem((*path, name), "wrong-answer", {"known": ", ".join(sorted(known))}))
    if not isinstance(entry.get("note", ""), str):
        problems.append(Problem((*path, "note"), "text"))
    photos = entry.get("photos", [])
    if not isinstance(photos, list):
        problems.append(Problem((*path, "photos"), "list"))
        return
    for position, photo in enumerate(photos):
        _check_photo(photo, (*path, "photos", position), problems)


def _check_photo(photo: object, path: Path, problems: list[Problem]) -> None:
    if not isinstance(photo, dict):
        problems.append(Problem(path, "mapping"))
        return
    for name in sorted(photo.keys() - {"file", "caption"}):
        problems.append(Problem((*path, name), "unknown-key", {"known": "caption, file"}))
    if not _has_text(photo.get("file")):
        problems.append(Problem((*path, "file"), "missing"))
    if not isinstance(photo.get("caption", ""), str):
        problems.append(Problem((*path, "caption"), "text"))


_DEDUCT = _COMMON | {"faults", "other"}


def _deduct(
    line: Line, entry: dict[str, object], sources: dict[str, list[str]], problems: list[Problem]
) -> tuple[int, int]:
    faults = entry.get("faults")
    if len(entry) > 1 or faults is None:
        _check_common(line, entry, _DEDUCT, problems)
        if faults is None and ("faults" in entry or "other" not in entry):
            problems.append(Problem(("answers", line.id, "faults"), "missing"))
    raw = _count_faults(line, faults, sources, problems) if faults not in (None, {}) else 0
    if "other" in entry:
        raw += _count_other(line, entry["other"], problems)
    score = line.points - raw
    return (score if score > line.min else line.min), raw


def _count_faults(line: Line, faults: object, sources: dict[str, list[str]], problems: list[Problem]) -> int:
    if type(faults) is not dict:
        problems.append(Problem(("answers", line.id, "faults"), "mapping"))
        return 0
    raw = 0
    for id_, count in cast("dict[str, object]", faults).items():
        fault = line.faults.get(id_)
        if fault is None:
            facts = {"given": id_[:80], "known": ", ".join(line.faults)}
            problems.append(Problem(("answers", line.id, "faults", id_), "unknown-fault", facts))
        elif type(count) is not int or not 0 <= count <= MOST_TIMES:
            facts = {"given": as_written(count)}
            problems.append(Problem(("answers", line.id, "faults", id_), "count", facts))
        elif count > 1 and fault.once:
            problems.append(Problem(("answers", line.id, "faults", id_), "count-once", {"given": count}))
        elif count:
            taken = fault.points * count
            raw += taken if fault.limit is None or taken < fault.limit else fault.limit
            if fault.veto is not None:
                sources.setdefault(fault.veto, []).append(f"{line.id}/{id_}")
    return raw


def _count_other(line: Line, other: object, problems: list[Problem]) -> int:
    path: Path = ("answers", line.id, "other")
    if not isinstance(other, list):
        problems.append(Problem(path, "list"))
        return 0
    raw = 0
    for position, deduction in enumerate(other):
        here = (*path, position)
        if not isinstance(deduction, dict):
            problems.append(Problem(here, "mapping"))
            continue
        for name in sorted(deduction.keys() - {"points", "reason"}):
            problems.append(Problem((*here, name), "unknown-key", {"known": "points, reason"}))
        if not _has_text(deduction.get("reason")):
            problems.append(Problem((*here, "reason"), "reason-missing"))
        raw += _read_points(deduction.get("points"), (*here, "points"), problems)
    return raw


def _read_points(written: object, path: Path, problems: list[Problem]) -> int:
    try:
        points = points_of(written)
    except NotAFigureError:
        problems.append(Problem(path, "points", {"given": as_written(written)}))
        return 0
    if points < 0:
        problems.append(Problem(path, "negative", {"given": as_written(written)}))
    return points


_LEVELS = _COMMON | {"level"}


def _levels(
    line: Line, entry: dict[str, object], sources: dict[str, list[str]], problems: list[Problem]
) -> tuple[int, int]:
    if len(entry) > 1 or "level" not in entry:
        _check_common(line, entry, _LEVELS, problems)
    given = entry.get("level")
    level = line.levels.get(given) if isinstance(given, str) else None
    if level is None:
        code = "unknown-level" if "level" in entry else "missing"
        facts = {"given": str(given)[:80], "known": ", ".join(line.levels)}
        problems.append(Problem(("answers", line.id, "level"), code, facts))
        return 0, 0
    return level.points, line.points - level.points


_MET = _COMMON | {"met"}


def _check(
    line: Line, entry: dict[str, object], sources: dict[str, list[str]], problems: list[Problem]
) -> tuple[int, int]:
    met = entry.get("met")
    if len(entry) > 1 or type(met) is not bool:
        _check_common(line, entry, _MET, problems)
        if type(met) is not bool:
            code = "true-or-false" if "met" in entry else "missing"
            problems.append(Problem(("answers", line.id, "met"), code, {"given": str(met)[:60]}))
    if met:
        return line.points, 0
    if line.veto is not None:
        sources.setdefault(line.veto, []).append(line.id)
    return line.fail, line.points - line.fail


_VALUE = _COMMON | {"value"}


def _measure(
    line: Line, entry: dict[str, object], sources: dict[str, list[str]], problems: list[Problem]
) -> tuple[int, int]:
    if len(entry) > 1 or "value" not in entry:
        _check_common(line, entry, _VALUE, problems)
    try:
        value = value_of(entry.get("value"))
    except NotAFigureError:
        code = "value" if "value" in entry else "missing"
        problems.append(Problem(("answers", line.id, "value"), code, {"given": as_written(entry.get("value"))}))
        return 0, 0
    if line.target and value < 0:
        problems.append(Problem(("answers", line.id, "value"), "negative", {"given": as_written(entry["value"])}))
    score = earned(line, value)
    return score, line.points - score


def earned(line: Line, value: int) -> int:
    """The points a measured value (millionths) earns: its band, or its share of the target (3.4)."""
    if line.target:
        return min(line.points, max(line.min, divide(line.points * value, line.target)))
    for bound, points in line.bands:
        if (value >= bound) if line.at_least else (value <= bound):
            return points
    return line.min


def full_value(line: Line) -> str:
    """The least demanding value that earns the most points, as an answer writes it."""
    return brief(line.target or line.bands[0][0], MILLION)


_Reader = Callable[[Line, dict[str, object], dict[str, list[str]], list[Problem]], tuple[int, int]]
_READERS: tuple[_Reader, ...] = (_deduct, _levels, _check, _measure)
assert (DEDUCT, LEVELS, CHECK) == (0, 1, 2)  # noqa: S101 - the readers stand in the order of the kinds
