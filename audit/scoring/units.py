"""What can be repaired in an audit: one fault, one free deduction, one failed check, level or measure.

A unit is named `CRITERION/FAULT`, `CRITERION/other/0` or, for the rules that are answered whole, `CRITERION`.
"""

from collections.abc import Collection, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from audit.scoring.compiled import CHECK, DEDUCT, LEVELS, Line, Sheet
from audit.scoring.figures import points_of
from audit.scoring.marking import SCORED, Marks, full_value
from audit.scoring.problems import Problem, RefusedError, as_written

Document = Mapping[str, Any]
MAX_EFFORT = 1000


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing that can be put right; `taken` is the raw deduction that goes with it (hundredths)."""

    id: str
    line: Line
    taken: int
    veto: str | None


def units_of(sheet: Sheet, document: Document, marks: Marks) -> dict[str, list[Unit]]:
    """The units of every criterion that has any, by criterion id; the document was scored before."""
    found: dict[str, list[Unit]] = {}
    for line, status, score in zip(sheet.lines, marks.statuses, marks.scores, strict=True):
        if status == SCORED and score is not None:
            units = list(_units(line, document["answers"][line.id], score))
            if units:
                found[line.id] = units
    return found


def _units(line: Line, entry: Document, score: int) -> Iterator[Unit]:
    if line.kind == DEDUCT:
        for id_, count in (entry.get("faults") or {}).items():
            if count:
                fault = line.faults[id_]
                taken = fault.points * count
                limit = taken if fault.limit is None else fault.limit
                yield Unit(f"{line.id}/{id_}", line, min(taken, limit), fault.veto)
        for position, deduction in enumerate(entry.get("other") or []):
            yield Unit(f"{line.id}/other/{position}", line, points_of(deduction["points"]), None)
    elif (line.kind == CHECK and not entry["met"]) or (line.kind != CHECK and score < line.best):
        yield Unit(line.id, line, line.best - score, line.veto)


def repaired(sheet: Sheet, document: Document, units: Collection[str]) -> dict[str, Any]:
    """The document as it would be with these units put right."""
    result: dict[str, Any] = deepcopy(dict(document))
    chosen = set(units)
    for line in sheet.lines:
        entry = result["answers"].get(line.id)
        if entry is None:
            continue
        if line.kind == DEDUCT and "na" not in entry:
            _without_faults(line, entry, chosen)
        elif line.id in chosen:
            _made_whole(line, entry)
    return result


def _without_faults(line: Line, entry: dict[str, Any], chosen: Collection[str]) -> None:
    faults = entry.get("faults") or {}
    entry["faults"] = {id_: count for id_, count in faults.items() if f"{line.id}/{id_}" not in chosen}
    if "other" in entry:
        kept = enumerate(entry["other"])
        entry["other"] = [deduction for position, deduction in kept if f"{line.id}/other/{position}" not in chosen]


def _made_whole(line: Line, entry: dict[str, Any]) -> None:
    if line.kind == CHECK:
        entry["met"] = True
    elif line.kind == LEVELS:
        entry["level"] = max(line.levels.values(), key=lambda level: level.points).id
    else:
        entry["value"] = full_value(line)


def read_efforts(sheet: Sheet, given: object) -> dict[str, int]:
    """Efforts by unit id, 0 to 1000; raises RefusedError with every unknown unit and every odd effort."""
    if not isinstance(given, dict):
        raise RefusedError([Problem((), "mapping")])
    problems: list[Problem] = []
    for name, effort in given.items():
        if not _names_a_unit(sheet, name):
            problems.append(Problem((name,), "unknown-unit", {"given": name}))
        if type(effort) is not int or not 0 <= effort <= MAX_EFFORT:
            problems.append(Problem((name,), "effort", {"given": as_written(effort)}))
    if problems:
        raise RefusedError(problems)
    return dict(given)


def _names_a_unit(sheet: Sheet, name: str) -> bool:
    criterion, *rest = name.split("/")
    line = sheet.by_id.get(criterion)
    if line is None:
        return False
    match rest:
        case []:
            return line.kind != DEDUCT
        case [fault]:
            return fault in line.faults
        case ["other", position]:
            return line.kind == DEDUCT and position.isascii() and position.isdecimal()
        case _:
            return False
