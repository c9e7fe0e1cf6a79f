"""The rows of the score sheet: modules, sections, criteria, faults, bonus, vetoes, each with its formulas."""

from dataclasses import dataclass, field
from typing import Any, cast

from audit.scoring.checklist import BonusItem, Module, Section, Veto
from audit.scoring.compiled import CHECK, DEDUCT, LEVELS, Line, Sheet
from audit.scoring.figures import MILLION, brief, value_of
from audit.scoring.rules import Fault
from audit.translations import translate
from audit.wording import _
from audit.workbooks import formulas, lists, standards
from audit.workbooks.columns import ABSENT, LOOKED_AT, MET, NOT_MET, TICK, VISIBLE, at
from audit.workbooks.layout import Layout, Row, Span
from audit.workbooks.pen import Pen
from audit.workbooks.validations import Validations


@dataclass(slots=True)
class Lists:
    """The lists that dropdowns offer, as they stand on the hidden sheet: labels in D, points in E."""

    rows: list[tuple[str, float | None]] = field(default_factory=list)
    _known: dict[tuple[tuple[str, float | None], ...], tuple[str, str]] = field(default_factory=dict)

    def stretch(self, *rows: tuple[str, float | None]) -> tuple[str, str]:
        """The addresses of the labels and of their points; equal lists stand there once."""
        if rows not in self._known:
            first, last = len(self.rows) + 1, len(self.rows) + len(rows)
            self.rows += rows
            self._known[rows] = (f"meta!$D${first}:$D${last}", f"meta!$E${first}:$E${last}")
        return self._known[rows]


@dataclass(slots=True)
class Table:
    """Writes the table of one document; the other parts of the sheet read its members."""

    pen: Pen
    sheet: Sheet
    layout: Layout
    document: dict[str, Any]
    language: str
    lists: Lists
    validations: Validations = field(init=False)
    # criteria that are fixed as not applicable, and whether the header decides while it is typed
    absent: frozenset[str] = field(init=False)
    live: bool = field(init=False)

    def __post_init__(self) -> None:
        self.validations = Validations(self.language)
        branch = self.document.get("branch")
        self.live = branch is None
        facilities, kind = frozenset((branch or {}).get("facilities") or ()), (branch or {}).get("kind")
        conditional = () if self.live else self.sheet.conditional
        self.absent = frozenset(line.id for line in conditional if not line.applies(facilities, kind))

    def say(self, text: str, **facts: object) -> str:
        """A text in the language of the sheet."""
        return translate(text, self.language, **facts)

    def write(self) -> None:
        """Writes every row of the layout."""
        for row in self.layout.rows:
            self.pen.text(at("key", row.number), row.key, "hidden")
            for column in VISIBLE:
                self.pen.blank(at(column, row.number), "absent" if self._is_absent(row) else "blank")
            getattr(self, f"_{row.kind}")(row)

    def _is_absent(self, row: Row) -> bool:
        return row.line is not None and row.line.id in self.absent

    def _entry(self, line: Line) -> dict[str, Any]:
        return cast("dict[str, Any]", self.document["answers"].get(line.id) or {})

    def _heading(self, row: Row, style: str, number: str, text: str, points: int | None) -> None:
        for column in VISIBLE:
            self.pen.blank(at(column, row.number), style)
        self.pen.text(at("number", row.number), number, style)
        self.pen.text(at("text", row.number), text, style)
        if points is not None:
            self.pen.value(at("points", row.number), points / 100, f"{style} points")

    def _module(self, row: Row) -> None:
        index = next(i for i, rows in enumerate(self.layout.modules) if rows.first == row.number)
        rows, module = self.layout.modules[index], cast("Module", row.subject)
        points = self.sheet.module_points[index]
        self._heading(row, "module", module.id, module.title.in_language(self.language), points)
        inner = [part.first for part in self.layout.sections if rows.first < part.first <= rows.last]
        before = formulas.plain_sum(at("score", number) for number in inner)
        if self._spills(rows, "module"):
            self.pen.formula(at("module_excess", row.number), f"={before}", "hidden")
            before = formulas.less_excess(rows, "module_excess", at("module_excess", row.number))
        self.pen.formula(at("value", row.number), f"={before}", "hidden")
        self.pen.formula(at("counting", row.number), formulas.module_counting(rows), "hidden")
        score, counted = at("value", row.number), at("counting", row.number)
        if self.sheet.policy == "redistribute":
            score = formulas.redistributed(score, points, counted, '"—"')
        else:
            # nothing is left out of the sums: every module counts in full
            self.pen.value(counted, points / 100, "hidden")
        self.pen.formula(at("score", row.number), f"={score}", "module figure")
        self._explain_scaling(row)

    def _spills(self, rows: Span, excess: str) -> bool:
        spans = self.layout.criteria
        return any(
            line.excess == excess and rows.first < spans[line.id].first <= rows.last
            for line in self.sheet.lines
        )

    def _explain_scaling(self, row: Row) -> None:
        """Before and after, wherever they differ."""
        score, before, counted = (at(column, row.number) for column in ("score", "value", "counting"))
        text = self.say(_("折算前{sum}，参与计分{counting}"), sum="{sum}", counting="{counting}")
        shown = formulas.worded(text, sum=f'TEXT({before},"0.00")', counting=f'TEXT({counted},"0.00")')
        test = f"AND(ISNUMBER({score}),N({score})<>{before})"
        self.pen.formula(at("reason", row.number), f'=IF({test},{shown},"")', "module note")

    def _section(self, row: Row) -> None:
        index = next(i for i, rows in enumerate(self.layout.sections) if rows.first == row.number)
        rows, section = self.layout.sections[index], cast("Section", row.subject)
        points = self.sheet.section_points[index]
        self._heading(row, "section", section.id, section.title.in_language(self.language), points)
        if not self._spills(rows, "section"):
            self.pen.formula(at("score", row.number), formulas.section_sum(rows), "section figure")
            return
        before, score = at("value", row.number), at("score", row.number)
        self.pen.formula(before, formulas.section_sum(rows), "hidden")
        self.pen.formula(score, f"={formulas.less_excess(rows, 'section_excess', before)}", "section figure")
        text = self.say(_("扣不完的从本项目再扣{taken}"), taken="{taken}")
        shown = formulas.worded(text, taken=f'TEXT({before}-{score},"0.00")')
        self.pen.formula(at("reason", row.number), f'=IF({before}<>{score},{shown},"")', "section note")

    def _criterion(self, row: Row) -> None:
        line, number = cast("Line", row.line), row.number
        rows, absent = self.layout.criteria[line.id], self._is_absent(row)
        labels = self._labels(line)
        self.pen.value(at("number", number), _plain_id(line.id), "id")
        self.pen.text(
            at("text", number), line.criterion.text.in_language(self.language), "absent" if absent else "text"
        )
        self.pen.value(at("points", number), line.points / 100, "points")
        self.pen.text(
            at("standard", number),
            standards.of_criterion(line, self.language),
            "absent note" if absent else "standard",
        )
        self.pen.formula(at("amount", number), formulas.lost(line, rows), "figure")
        self.pen.formula(
            at("score", number), formulas.score(line, number, self.sheet.policy, labels), "score"
        )
        if absent:
            self.pen.text(at("result", number), self.say(ABSENT), "absent mark")
            self.pen.value(at("state", number), formulas.LEFT_OUT, "hidden")
        else:
            live = self.live and line.applies_to is not None
            self.pen.formula(at("state", number), formulas.state(line, rows, labels, live=live), "hidden")
            self._criterion_inputs(line, number)
        self._figures_behind(line, number)

    def _figures_behind(self, line: Line, number: int) -> None:
        self.pen.formula(at("counting", number), formulas.counting(number), "hidden")
        if line.excess != "absorb":
            self.pen.formula(at(f"{line.excess}_excess", number), formulas.uncounted(number), "hidden")
        if line.kind not in (DEDUCT, LEVELS, CHECK):
            measured = formulas.value(number, percent=standards.is_percent(line))
            self.pen.formula(at("value", number), measured, "hidden")

    def _labels(self, line: Line) -> tuple[str, ...]:
        """What formulas compare the conclusion with: stretches for levels, words for a check."""
        if line.kind == LEVELS:
            known = standards.labels_of(line, self.language)
            return self.lists.stretch(*((label, level.points / 100) for label, level in known))
        return (self.say(MET), self.say(NOT_MET))

    def _criterion_inputs(self, line: Line, number: int) -> None:
        entry = self._entry(line)
        self.pen.text(at("reason", number), entry.get("note") or "", "text input")
        self.pen.text(at("photos", number), lists.join_photos(entry.get("photos") or []), "text input")
        if line.na:
            self.pen.text(at("na", number), entry.get("na") or "", "text input")
        address = at("result", number)
        kind = "choice input" if line.kind in (DEDUCT, LEVELS, CHECK) else "number input"
        self.pen.value(address, self._conclusion(line, entry), kind)
        if line.kind == DEDUCT:
            self.validations.choice(address, self.lists.stretch((self.say(LOOKED_AT), None))[0])
        elif line.kind == LEVELS:
            self.validations.choice(address, self._labels(line)[0])
        elif line.kind == CHECK:
            words = ((word, None) for word in self._labels(line))
            self.validations.choice(address, self.lists.stretch(*words)[0])
        else:
            unit = standards.unit_of(line, self.language)
            self.validations.measured(address, unit, least="0" if line.target else "")

    def _conclusion(self, line: Line, entry: dict[str, Any]) -> float | str | None:
        if not entry or "na" in entry:
            return None
        if line.kind == DEDUCT:
            return self.say(LOOKED_AT) if "faults" in entry or not entry.get("other") else None
        if line.kind == LEVELS:
            known = standards.labels_of(line, self.language)
            return next(label for label, level in known if level.id == entry["level"])
        if line.kind == CHECK:
            return self.say(MET if entry["met"] else NOT_MET)
        return number_of(entry["value"])

    def _fault(self, row: Row) -> None:
        fault, line, number = cast("Fault", row.subject), cast("Line", row.line), row.number
        absent = self._is_absent(row)
        label, standard = (
            fault.label.in_language(self.language),
            standards.of_fault(fault, line, self.language),
        )
        self.pen.text(at("text", number), label, "absent fault" if absent else "fault")
        self.pen.text(at("standard", number), standard, "absent note" if absent else "standard")
        if absent:
            return
        count = (self._entry(line).get("faults") or {}).get(fault.id)
        self.pen.value(at("result", number), None if count is None else number_of(count), "number input")
        self.pen.formula(at("amount", number), formulas.amount(fault, line, number), "figure")
        self.validations.count(at("result", number), once=line.faults[fault.id].once)

    def _other(self, row: Row) -> None:
        line, number = cast("Line", row.line), row.number
        absent = self._is_absent(row)
        self.pen.text(at("text", number), self.say(_("其他扣分")), "absent fault" if absent else "fault")
        if absent:
            return
        self.pen.text(at("standard", number), self.say(_("填扣分和原因")), "standard")
        other = (self._entry(line).get("other") or [])[cast("int", row.subject) :][:1]
        points, reason = (number_of(other[0]["points"]), other[0]["reason"]) if other else (None, "")
        self.pen.value(at("result", number), points, "number input")
        self.pen.formula(at("amount", number), formulas.discretionary(number), "figure")
        self.pen.text(at("reason", number), reason, "text input")
        self.validations.points(at("result", number))

    def _total(self, row: Row) -> None:
        self._heading(row, "module", "", self.say(_("合计")), self.sheet.points)
        unscaled = formulas.plain_sum(at("score", rows.first) for rows in self.layout.modules)
        self.pen.formula(at("value", row.number), f"={unscaled}", "hidden")
        counted = formulas.total_counting(self.sheet, self.layout)
        self.pen.formula(at("counting", row.number), counted, "hidden")
        self.pen.formula(at("score", row.number), formulas.total(self.sheet, self.layout), "module figure")
        self._explain_scaling(row)

    def _bonus_sum(self, row: Row) -> None:
        self._heading(row, "section", "", self.say(_("加分")), None)
        bonus, rows = self.sheet.checklist.bonus, cast("Span", self.layout.bonus)
        if bonus is not None and bonus.max is not None:
            text = self.say(_("合计最多{limit}"), limit=brief(bonus.max))
            self.pen.text(at("standard", row.number), text, "section")
        self.pen.formula(
            at("score", row.number), formulas.bonus_sum(self.sheet.checklist, rows), "section figure"
        )

    def _bonus(self, row: Row) -> None:
        item, number = cast("BonusItem", row.subject), row.number
        self.pen.text(at("text", number), item.text.in_language(self.language), "fault")
        self.pen.text(at("standard", number), standards.of_bonus(item, self.language), "standard")
        count = (self.document.get("bonus") or {}).get(item.id)
        self.pen.value(at("result", number), None if count is None else number_of(count), "number input")
        self.pen.formula(at("amount", number), formulas.bonus_amount(item, number), "figure")
        self.validations.earned(at("result", number), once=item.per == "once")

    def _final(self, row: Row) -> None:
        self._heading(row, "module", "", self.say(_("总得分")), None)
        self.pen.formula(at("score", row.number), formulas.final(self.sheet, self.layout), "module figure")

    def _veto_heading(self, row: Row) -> None:
        self._heading(row, "section", "", self.say(_("一票否决")), None)

    def _veto(self, row: Row) -> None:
        veto, number = cast("Veto", row.subject), row.number
        self.pen.text(at("text", number), veto.text.in_language(self.language), "fault")
        self.pen.text(at("standard", number), self._effect(veto), "standard")
        ticked = veto.id in (self.document.get("vetoes") or ())
        self.pen.text(at("result", number), self.say(TICK) if ticked else "", "choice input")
        self.validations.choice(at("result", number), self.lists.stretch((self.say(TICK), None))[0])

    def _effect(self, veto: Veto) -> str:
        if veto.effect == "disqualify":
            return self.say(_("不予评星"))
        grade = next(grade for grade in self.sheet.checklist.grades if grade.id == veto.grade)
        return self.say(_("最高评为{grade}"), grade=grade.title.in_language(self.language))

    def _signatures(self, row: Row) -> None:
        text = self.say(
            _("考核人员签字：＿＿＿＿＿＿＿＿　　网点负责人签字：＿＿＿＿＿＿＿＿　　日期：＿＿＿＿＿＿＿＿")
        )
        self.pen.text(at(VISIBLE[0], row.number), text, "signature")
        self.pen.merge(at(VISIBLE[0], row.number), at(VISIBLE[-1], row.number))
        self.pen.sheet.row_dimensions[row.number].height = 44


def number_of(written: object) -> float | str:
    """A figure as the number a cell can hold exactly, else as text."""
    if isinstance(written, int):
        return written if abs(written) < 10**15 else str(written)
    text = brief(value_of(written), MILLION)
    if format(float(text), ".15g") != text:
        return text
    return int(text) if "." not in text else float(text)


def _plain_id(id_: str) -> int | str:
    """An id that is a plain number is written as one: no program then warns of numbers kept as text."""
    return int(id_) if id_.isascii() and id_.isdigit() and str(int(id_)) == id_ and len(id_) < 10 else id_
