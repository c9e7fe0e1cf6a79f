"""Which rows a checklist's score sheet has, and where: the same for the writer and for the reader."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from audit.scoring.checklist import BonusItem, Module, Section, Veto
from audit.scoring.compiled import Line, Sheet
from audit.scoring.rules import Deduct, Fault
from audit.workbooks.columns import FIRST_ROW

Subject = Module | Section | Line | Fault | Veto | BonusItem | int | None


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table: its kind, the machine key that stands in the hidden column, its number."""

    kind: str
    key: str
    number: int
    subject: Subject = None
    line: Line | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """The rows from a heading to the last one that belongs to it."""

    first: int
    last: int


@dataclass(slots=True)
class Layout:
    """All rows in order, and the spans of what formulas sum up."""

    rows: list[Row] = field(default_factory=list)
    criteria: dict[str, Span] = field(default_factory=dict)
    sections: list[Span] = field(default_factory=list)
    modules: list[Span] = field(default_factory=list)
    bonus: Span | None = None
    totals: dict[str, int] = field(default_factory=dict)

    def add(self, kind: str, key: str, subject: Subject = None, line: Line | None = None) -> int:
        """Appends a row and gives its number."""
        number = FIRST_ROW + len(self.rows)
        self.rows.append(Row(kind, key, number, subject, line))
        return number

    @property
    def last(self) -> int:
        """The number of the last row."""
        return FIRST_ROW + len(self.rows) - 1


def fault_key(criterion: str, fault: str) -> str:
    """`#12/a`; a fault that is itself called `other` is told from the discretionary rows."""
    return f"#{criterion}/{fault}" + ("@fault" if fault == "other" else "")


def lay_out(sheet: Sheet, others: Mapping[str, int]) -> Layout:
    """The rows of a sheet; `others` says how many discretionary deductions a criterion holds already."""
    layout = Layout()
    for module, numbers in zip(sheet.checklist.modules, sheet.modules, strict=True):
        first = layout.add("module", f"module/{module.id}", module)
        for section, number in zip(module.sections, numbers, strict=True):
            start = layout.add("section", f"section/{section.id}", section)
            stretch = sheet.sections[number]
            for line in sheet.lines[stretch.start : stretch.stop]:
                _add_criterion(layout, line, others.get(line.id, 0))
            layout.sections.append(Span(start, layout.last))
        layout.modules.append(Span(first, layout.last))
    _add_end(layout, sheet)
    return layout


def _add_criterion(layout: Layout, line: Line, others: int) -> None:
    first = layout.add("criterion", f"#{line.id}", line, line)
    rule = line.criterion.rule
    if isinstance(rule, Deduct):
        for fault in rule.faults:
            layout.add("fault", fault_key(line.id, fault.id), fault, line)
        for number in range(others + 1):  # one more than is filled: there is always room for another
            layout.add("other", f"#{line.id}/other", number, line)
    layout.criteria[line.id] = Span(first, layout.last)


def _add_end(layout: Layout, sheet: Sheet) -> None:
    """Total, bonus, final score, vetoes and the signatures."""
    layout.totals["total"] = layout.add("total", "total")
    bonus = sheet.checklist.bonus
    if bonus is not None and bonus.items:
        layout.totals["bonus"] = layout.add("bonus_sum", "bonus")
        for item in bonus.items:
            layout.add("bonus", f"bonus/{item.id}", item)
        layout.bonus = Span(layout.totals["bonus"], layout.last)
    layout.totals["final"] = layout.add("final", "final")
    if sheet.checklist.vetoes:
        layout.add("veto_heading", "vetoes")
        for veto in sheet.checklist.vetoes:
            layout.add("veto", f"veto/{veto.id}", veto)
    layout.add("signatures", "signatures")
