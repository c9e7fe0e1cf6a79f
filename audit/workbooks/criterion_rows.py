"""The rows of a criterion: its conclusion, its faults, what the assessor takes off freely."""

from typing import Any, cast

from audit.scoring.compiled import CHECK, DEDUCT, LEVELS, Line
from audit.scoring.rules import Fault
from audit.wording import _
from audit.workbooks import formulas, lists, standards
from audit.workbooks.columns import ABSENT, LOOKED_AT, MET, NOT_MET, at
from audit.workbooks.layout import Row
from audit.workbooks.table import Table, number_of


def write_criterion(table: Table, row: Row) -> None:
    """Number, text, points, score and conclusion of a criterion, with the figures behind them."""
    line, number, absent = cast("Line", row.line), row.number, table.is_absent(row)
    rows, labels = table.layout.criteria[line.id], _labels(table, line)
    text, note, mark, figure = _LOOKS[absent]
    table.pen.value(at("number", number), _plain_id(line.id), mark)
    table.pen.text(at("text", number), line.criterion.text.in_language(table.language), text)
    table.pen.value(at("points", number), line.points / 100, mark if absent else "points")
    table.pen.text(at("standard", number), standards.of_criterion(line, table.language), note)
    table.pen.formula(at("amount", number), formulas.lost(line, rows), "absent" if absent else "figure")
    table.pen.formula(at("score", number), formulas.score(line, number, table.sheet.policy, labels), figure)
    if absent:
        table.pen.text(at("result", number), table.say(ABSENT), mark)
        table.pen.value(at("state", number), formulas.LEFT_OUT, "hidden")
    else:
        live = table.live and line.applies_to is not None
        table.pen.formula(at("state", number), formulas.state(line, rows, labels, live=live), "hidden")
        _criterion_inputs(table, line, number)
    _figures_behind(table, line, number)


# Text, standard, number and score of a criterion that counts, and of one that is not for the branch.
_LOOKS = {
    False: ("text", "standard", "id", "score"),
    True: ("absent", "absent note", "absent mark", "absent mark"),
}


def _figures_behind(table: Table, line: Line, number: int) -> None:
    table.pen.formula(at("counting", number), formulas.counting(number), "hidden")
    if line.excess != "absorb":
        table.pen.formula(at(f"{line.excess}_excess", number), formulas.uncounted(number), "hidden")
    if line.kind not in (DEDUCT, LEVELS, CHECK):
        measured = formulas.value(number, percent=standards.is_percent(line))
        table.pen.formula(at("value", number), measured, "hidden")


def _labels(table: Table, line: Line) -> tuple[str, ...]:
    """What formulas compare the conclusion with: stretches for levels, words for a check."""
    if line.kind == LEVELS:
        known = standards.labels_of(line, table.language)
        return table.lists.stretch(*((label, level.points / 100) for label, level in known))
    return (table.say(MET), table.say(NOT_MET))


def _criterion_inputs(table: Table, line: Line, number: int) -> None:
    entry = table.entry(line)
    table.pen.text(at("reason", number), entry.get("note") or "", "text input")
    table.pen.text(at("photos", number), lists.join_photos(entry.get("photos") or []), "text input")
    if line.na:
        table.pen.text(at("na", number), entry.get("na") or "", "text input")
    address = at("result", number)
    kind = "choice input" if line.kind in (DEDUCT, LEVELS, CHECK) else "number input"
    table.pen.value(address, _conclusion(table, line, entry), kind)
    if line.kind == DEDUCT:
        table.validations.choice(address, table.lists.stretch((table.say(LOOKED_AT), None))[0])
    elif line.kind == LEVELS:
        table.validations.choice(address, _labels(table, line)[0])
    elif line.kind == CHECK:
        words = ((word, None) for word in _labels(table, line))
        table.validations.choice(address, table.lists.stretch(*words)[0])
    else:
        unit = standards.unit_of(line, table.language)
        table.validations.measured(address, unit, least="0" if line.target else "")


def _conclusion(table: Table, line: Line, entry: dict[str, Any]) -> float | str | None:
    if not entry or "na" in entry:
        return None
    if line.kind == DEDUCT:
        return table.say(LOOKED_AT) if "faults" in entry or not entry.get("other") else None
    if line.kind == LEVELS:
        known = standards.labels_of(line, table.language)
        return next(label for label, level in known if level.id == entry["level"])
    if line.kind == CHECK:
        return table.say(MET if entry["met"] else NOT_MET)
    return number_of(entry["value"])


def write_fault(table: Table, row: Row) -> None:
    """One fault: its label, what it takes, how often it was found."""
    fault, line, number = cast("Fault", row.subject), cast("Line", row.line), row.number
    absent = table.is_absent(row)
    label, standard = (
        fault.label.in_language(table.language),
        standards.of_fault(fault, line, table.language),
    )
    table.pen.text(at("text", number), label, "absent fault" if absent else "fault")
    table.pen.text(at("standard", number), standard, "absent note" if absent else "standard")
    if absent:
        return
    count = (table.entry(line).get("faults") or {}).get(fault.id)
    table.pen.value(at("result", number), None if count is None else number_of(count), "number input")
    table.pen.formula(at("amount", number), formulas.amount(fault, line, number), "figure")
    table.validations.count(at("result", number), once=line.faults[fault.id].once)


def write_other(table: Table, row: Row) -> None:
    """One discretionary deduction: points and reason, filled or still empty."""
    line, number = cast("Line", row.line), row.number
    absent = table.is_absent(row)
    table.pen.text(at("text", number), table.say(_("其他扣分")), "absent fault" if absent else "fault")
    if absent:
        return
    table.pen.text(at("standard", number), table.say(_("填扣分和原因")), "standard")
    other = (table.entry(line).get("other") or [])[cast("int", row.subject) :][:1]
    points, reason = (number_of(other[0]["points"]), other[0]["reason"]) if other else (None, "")
    table.pen.value(at("result", number), points, "number input")
    table.pen.formula(at("amount", number), formulas.discretionary(number), "figure")
    table.pen.text(at("reason", number), reason, "text input")
    table.validations.points(at("result", number))


def _plain_id(id_: str) -> int | str:
    """An id that is a plain number is written as one: no program then warns of numbers kept as text."""
    return int(id_) if id_.isascii() and id_.isdigit() and str(int(id_)) == id_ and len(id_) < 10 else id_
