"""The arithmetic of the contract as spreadsheet formulas: every figure on the sheet is live.

Quotients are worked out in whole hundredths, which doubles hold exactly, so that a half is a half.
"""

from collections.abc import Iterable

from audit.scoring.checklist import BonusItem, Checklist
from audit.scoring.compiled import CHECK, DEDUCT, LEVELS, Line, Sheet
from audit.scoring.figures import MILLION, brief
from audit.scoring.rules import Fault
from audit.workbooks.columns import at, field_cell, span
from audit.workbooks.layout import Layout, Span
from audit.workbooks.phrases import quoted

# States of a criterion, in its hidden column.
OPEN, SCORED, LEFT_OUT = 0, 1, 2


def amount(fault: Fault, line: Line, row: int) -> str:
    """What a fault takes off, as counted in its row."""
    known = line.faults[fault.id]
    taken = f"{brief(known.points)}*{at('result', row)}"
    if known.limit is not None:
        taken = f"MIN({brief(known.limit)},{taken})"
    return _counted(taken, row)


def discretionary(row: int) -> str:
    """What the assessor takes off freely in a row."""
    return _counted(at("result", row), row)


def bonus_amount(item: BonusItem, row: int) -> str:
    """What a bonus item adds, within its own limit."""
    earned = f"{brief(item.points)}*{at('result', row)}"
    return _counted(earned if item.max is None else f"MIN({brief(item.max)},{earned})", row)


def _counted(figure: str, row: int) -> str:
    cell = at("result", row)
    return f'=IF({cell}="","",IF(ISNUMBER({cell}),ROUND({figure},2),"?"))'


def applies(line: Line) -> str:
    """Whether the branch in the header has what the criterion is for."""
    condition, tests = line.applies_to, []
    if condition is not None and condition.facilities is not None:
        cell = field_cell("branch.facilities")
        plain = f'SUBSTITUTE(SUBSTITUTE(SUBSTITUTE({cell}," ",""),"，",","),"、",",")'
        for facility in condition.facilities:
            tests.append(f'ISNUMBER(FIND({quoted(f",{facility},")},","&{plain}&","))')
    if condition is not None and condition.kinds is not None:
        kinds = (f"EXACT(TRIM({field_cell('branch.kind')}),{quoted(kind)})" for kind in condition.kinds)
        tests.append(f"OR({','.join(kinds)})")
    return f"AND({','.join(tests)})"


def state(line: Line, rows: Span, labels: tuple[str, ...], *, live: bool) -> str:
    """Open, scored or left out; `labels` are the conclusions to choose from, `live` asks the header."""
    cell = at("result", rows.first)
    if line.kind == DEDUCT:
        answered = f"COUNTA({span('result', rows.first, rows.last)})>0"
    elif line.kind == LEVELS:
        answered = f"SUMPRODUCT(--EXACT({cell},{labels[0]}))>0"
    elif line.kind == CHECK:
        answered = f"OR({','.join(f'EXACT({cell},{quoted(label)})' for label in labels)})"
    else:
        answered = f"ISNUMBER({at('value', rows.first)})"
    formula = f"IF({answered},{SCORED},{OPEN})"
    if line.na:
        formula = f'IF(TRIM({at("na", rows.first)})<>"",{LEFT_OUT},{formula})'
    return f"=IF({applies(line)},{formula},{LEFT_OUT})" if live else f"={formula}"


def value(row: int, *, percent: bool) -> str:
    """The measured value as a number, whether it was typed as `93.5`, as text or (unit %) as 93.5%."""
    cell = at("result", row)
    number = f'IF(LEFT(CELL("format",{cell}),1)="P",{cell}*100,{cell})' if percent else cell
    written = f'SUBSTITUTE({cell},"%","")' if percent else cell
    return f'=IF({cell}="","",IF(ISNUMBER({cell}),ROUND({number},6),IFERROR(VALUE({written}),"")))'


def lost(line: Line, rows: Span) -> str:
    """The points a criterion loses before its floor: its deductions, or what its score falls short."""
    first = rows.first
    if line.kind != DEDUCT:
        taken = f"{at('points', first)}-{at('score', first)}"
    else:
        taken = f"SUM({span('amount', first + 1, rows.last)})" if rows.last > first else "0"
    return f'=IF({at("state", first)}={SCORED},ROUND({taken},2),"")'


def score(line: Line, row: int, policy: str, labels: tuple[str, ...]) -> str:
    """A criterion's score: empty while open; what the policy gives where it is left out."""
    left_out = {"full": brief(line.points), "zero": "0"}.get(policy, '"—"')
    cell = at("state", row)
    earned = _earned(line, row, labels)
    return f'=IF({cell}={OPEN},"",IF({cell}={LEFT_OUT},{left_out},{earned}))'


def _earned(line: Line, row: int, labels: tuple[str, ...]) -> str:
    points, least, cell = brief(line.points), brief(line.min), at("result", row)
    if line.kind == DEDUCT:
        return f"MAX({least},ROUND({points}-{at('amount', row)},2))"
    if line.kind == LEVELS:
        return f"ROUND(SUMPRODUCT(EXACT({cell},{labels[0]})*{labels[1]}),2)"
    if line.kind == CHECK:
        return f"IF(EXACT({cell},{quoted(labels[0])}),{points},{brief(line.fail)})"
    measured = at("value", row)
    if line.target:
        share = f"ROUND({line.points}*ROUND({measured}*{MILLION},0)/{line.target},0)/100"
        return f"MIN({points},MAX({least},{share}))"
    sign = ">=" if line.at_least else "<="
    # bands give fewer and fewer points, so the first that is reached is the best that is reached
    bands = (f"IF({measured}{sign}{brief(bound, MILLION)},{brief(got)},{least})" for bound, got in line.bands)
    return f"MAX({','.join([least, *bands])})"


def uncounted(row: int) -> str:
    """Deductions beyond what the criterion could lose; they are taken from its section or module too."""
    rest = f"{at('amount', row)}-({at('points', row)}-{at('score', row)})"
    return f"=IF({at('state', row)}={SCORED},ROUND({rest},2),0)"


def counting(row: int) -> str:
    """The points of a criterion or module that count."""
    return f"=IF({at('state', row)}={LEFT_OUT},0,{at('points', row)})"


def section_sum(rows: Span) -> str:
    """The sum of a section's criteria before any excess."""
    return f"=ROUND(SUM({span('score', rows.first + 1, rows.last)}),2)"


def less_excess(rows: Span, column: str, before: str) -> str:
    """A sum less the excess in a hidden column, never pushed below zero by it."""
    excess = f"SUM({span(column, rows.first + 1, rows.last)})"
    return f"IF({before}>0,MAX(0,ROUND({before}-{excess},2)),{before})"


def plain_sum(cells: Iterable[str]) -> str:
    """The rounded sum of single cells, of which some may hold a text."""
    return f"ROUND({'+'.join(f'N({cell})' for cell in cells)},2)"


def redistributed(got: str, points: int, counted: str, nothing: str) -> str:
    """A sum scaled from the points that count to all points; `nothing` where none count."""
    scaled = f"ROUND(ROUND({got}*100,0)*{points}/ROUND({counted}*100,0),0)/100"
    return f"IF({counted}=0,{nothing},IF({counted}={brief(points)},{got},{scaled}))"


def module_counting(rows: Span) -> str:
    """The points of a module that count."""
    return f"=ROUND(SUM({span('counting', rows.first + 1, rows.last)}),2)"


def total(sheet: Sheet, layout: Layout) -> str:
    """The total over all modules, redistributed where the policy says so."""
    row = layout.totals["total"]
    if sheet.policy != "redistribute":
        return f"={at('value', row)}"
    return f"={redistributed(at('value', row), sheet.points, at('counting', row), '0')}"


def total_counting(sheet: Sheet, layout: Layout) -> str:
    """The points of the modules of which anything counts."""
    modules = zip(layout.modules, sheet.module_points, strict=True)
    return "=" + "+".join(f"IF({at('counting', rows.first)}>0,{brief(points)},0)" for rows, points in modules)


def bonus_sum(checklist: Checklist, rows: Span) -> str:
    """All bonus points within their common limit."""
    earned = f"ROUND(SUM({span('amount', rows.first + 1, rows.last)}),2)"
    limit = checklist.bonus.max if checklist.bonus else None
    return f"={earned}" if limit is None else f"=MIN({brief(limit)},{earned})"


def final(sheet: Sheet, layout: Layout) -> str:
    """Total and bonus, not above the sheet's points unless it says so."""
    figure = at("score", layout.totals["total"])
    if layout.bonus is not None:
        figure = f"ROUND({figure}+{at('score', layout.totals['bonus'])},2)"
    bonus = sheet.checklist.bonus
    return f"={figure}" if bonus and bonus.over_total else f"=MIN({brief(sheet.points)},{figure})"


def unanswered(layout: Layout) -> str:
    """How many criteria are open."""
    column = span("state", layout.rows[0].number, layout.last)
    return f"SUMPRODUCT(ISNUMBER({column})*({column}={OPEN}))"
