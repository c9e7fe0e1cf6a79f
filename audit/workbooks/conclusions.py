"""Rows of a filled-in sheet into answers, each understood by the rule of its criterion."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from audit.scoring.compiled import CHECK, DEDUCT, LEVELS, Line, Sheet
from audit.translations import LANGUAGES, translate
from audit.workbooks import lists, standards
from audit.workbooks.cells import Cell, Understanding
from audit.workbooks.columns import (
    ABSENT,
    LOOKED_AT,
    LOOKED_AT_WORDS,
    MET,
    MET_WORDS,
    NOT_MET,
    NOT_MET_WORDS,
    TICK,
)
from audit.workbooks.grid import GridRow
from audit.workbooks.layout import fault_key
from audit.workbooks.standards import folded

Entry = dict[str, Any]


def _words(text: str) -> set[str]:
    """A word of ours in every language, folded."""
    return {folded(translate(text, language)) for language in LANGUAGES}


class AnswerReader:
    """Reads answers, vetoes and bonus; problems go to the cells' collection."""

    def __init__(self, sheet: Sheet, rows: Mapping[str, list[GridRow]], cells: Understanding, language: str) -> None:
        self.sheet, self.rows, self.cells = sheet, rows, cells
        self.languages = sorted(LANGUAGES, key=lambda known: known != language)
        self.absent_words = _words(ABSENT)

    def answers(self, branch: Mapping[str, Any]) -> dict[str, Entry]:
        """The entries of all answered criteria, in the order of the checklist."""
        facilities, kind = frozenset(branch.get("facilities", ())), branch.get("kind")
        answers: dict[str, Entry] = {}
        for line in self.sheet.lines:
            if line.applies(facilities, kind):
                entry = self._entry(line)
                if entry is not None:
                    answers[line.id] = entry
            else:
                self._refuse_filled(line)
        return answers

    def vetoes(self) -> list[str]:
        """The vetoes that were ticked."""
        words = _words(TICK)
        ticked = []
        for veto in self.sheet.checklist.vetoes:
            cell = self._cell(f"veto/{veto.id}", "result")
            if cell is not None and (folded(cell.shown) in words or self.cells.tick(cell)):
                ticked.append(veto.id)
        return ticked

    def bonus(self) -> dict[str, int]:
        """The counts of the bonus items that were filled in."""
        items = self.sheet.checklist.bonus.items if self.sheet.checklist.bonus else ()
        counts = ((item.id, self._cell(f"bonus/{item.id}", "result"), item.per == "once") for item in items)
        read = ((id_, self.cells.count(cell, once=once)) for id_, cell, once in counts)
        return {id_: count for id_, count in read if count is not None}

    def _cell(self, key: str, column: str) -> Cell | None:
        row = self.rows.get(key, [None])[0]
        cell = row.cells.get(column) if row else None
        if cell is None or not cell.filled:
            return None
        # a sheet says so where a criterion is not for the branch; that is no answer
        fixed = column == "result" and key.startswith("#") and folded(cell.shown) in self.absent_words
        return None if fixed else cell

    def _inputs(self, line: Line) -> list[Cell]:
        """Every filled cell that answers a criterion: its conclusion, counts and discretionary rows."""
        keys = [f"#{line.id}", *(fault_key(line.id, fault) for fault in line.faults)]
        filled = [cell for key in keys if (cell := self._cell(key, "result")) is not None]
        for row in self.rows.get(f"#{line.id}/other", []):
            filled += (row.cells[name] for name in ("result", "reason") if name in row.cells)
        return [cell for cell in filled if cell.filled]

    def _refuse_filled(self, line: Line) -> None:
        beside = (self._cell(f"#{line.id}", column) for column in ("reason", "na", "photos"))
        for cell in [*self._inputs(line), *(cell for cell in beside if cell is not None)]:
            self.cells.refuse(cell, "does-not-apply")

    def _entry(self, line: Line) -> Entry | None:
        """The answer to one criterion; None where nothing was filled in."""
        key = f"#{line.id}"
        na, inputs = self._cell(key, "na"), self._inputs(line)
        if na is not None:
            entry: Entry | None = {"na": self.cells.text(na)}
            if not line.na:
                self.cells.refuse(na, "na-forbidden")
            elif inputs:
                self.cells.refuse(na, "na-and-answer")
        else:
            entry = self._conclusion(line) if inputs else None
        return self._with_remarks(key, entry)

    def _with_remarks(self, key: str, entry: Entry | None) -> Entry | None:
        note, photos = self._cell(key, "reason"), self._cell(key, "photos")
        remarks: Entry = {}
        if text := self.cells.text(note):
            remarks["note"] = text
        if photos is not None and (text := self.cells.text(photos)):
            remarks["photos"] = lists.split_photos(text)
            if remarks["photos"] is None:
                self.cells.refuse(photos, "photo")
        if remarks and entry is None:
            self.cells.refuse(cast("Cell", note or photos), "remark-without-answer")
        return {**entry, **remarks} if entry is not None else None

    def _conclusion(self, line: Line) -> Entry:
        cell = self._cell(f"#{line.id}", "result")
        if line.kind == DEDUCT:
            return self._deductions(line, cell)
        if line.kind == LEVELS:
            return {"level": self._level(line, cast("Cell", cell))}
        if line.kind == CHECK:
            return {"met": self._met(cast("Cell", cell))}
        units = {standards.unit_of(line, language) for language in LANGUAGES}
        percent, negative = standards.is_percent(line), not line.target
        return {"value": self.cells.value(cell, units, percent=percent, negative=negative)}

    def _deductions(self, line: Line, looked_at: Cell | None) -> Entry:
        if self.cells.sound(looked_at):
            self._choose(cast("Cell", looked_at), {True: _words(LOOKED_AT) | LOOKED_AT_WORDS}, LOOKED_AT)
        counts = {
            fault.id: self.cells.count(self._cell(fault_key(line.id, fault.id), "result"), once=fault.once)
            for fault in line.faults.values()
        }
        faults = {id_: count for id_, count in counts.items() if count is not None}
        other = list(filter(None, map(self._other, self.rows.get(f"#{line.id}/other", []))))
        entry: Entry = {"other": other} if other else {}
        # what was only taken off freely needs no list of faults
        return {"faults": faults, **entry} if faults or looked_at is not None or not other else entry

    def _other(self, row: GridRow) -> Entry | None:
        points, reason = row.cells.get("result"), row.cells.get("reason")
        figure, text = self.cells.points(points), self.cells.text(reason)
        if figure is not None and not text and not (reason is not None and reason.kind in "fe"):
            self.cells.refuse(reason or cast("Cell", points), "reason-missing")
        elif text and points is None:
            self.cells.refuse(cast("Cell", reason), "deduction-missing")
        return {"points": figure, "reason": text} if figure is not None or text else None

    def _level(self, line: Line, cell: Cell) -> str | None:
        if not self.cells.sound(cell):
            return None
        given = folded(cell.shown)
        for language in self.languages:
            for label, level in standards.labels_of(line, language):
                if folded(label) == given:
                    return level.id
        by_id = {folded(id_): id_ for id_ in line.levels}
        if given not in by_id:
            known = (label for label, _level in standards.labels_of(line, self.languages[0]))
            self.cells.refuse(cell, "unknown-level", known="；".join(known))
        return by_id.get(given)

    def _met(self, cell: Cell) -> bool | None:
        if not self.cells.sound(cell):
            return None
        return self._choose(cell, {True: _words(MET) | MET_WORDS, False: _words(NOT_MET) | NOT_MET_WORDS}, MET, NOT_MET)

    def _choose(self, cell: Cell, words: Mapping[bool, Iterable[str]], *expected: str) -> bool | None:
        """The meaning of one of our words; a problem where it is none of them."""
        given = folded(cell.shown)
        for meaning, known in words.items():
            if given in known:
                return meaning
        shown = (translate(text, self.languages[0]) for text in expected)
        self.cells.refuse(cell, "one-of", expected=" / ".join(shown))
        return None
