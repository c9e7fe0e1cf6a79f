"""Imports of organisations: rows against the tree as it is, and the tree as it will be.

A row names its organisation by the code. Parents may stand below their children in the sheet, so every row is
first read for itself, and only then looked at where it will stand.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from audit.models import Organisation
from audit.scoring.problems import Problem
from audit.services.access import Subject, within
from audit.services.imports.plan import Change, FieldChange, InputRow, Plan, untold
from audit.services.organisation_facts import BELOW, Facts, problems_of
from audit.services.organisations import MANAGE, facts_of

FIELDS = ("name", "name_en", "level", "parent", "kind", "facilities", "staff_count", "address", "active")
_WRITTEN = tuple(name for name in Facts.__slots__ if name != "code")


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation as it is, or as it will be; the parent by its code, empty for a root."""

    facts: Facts
    level: str
    parent: str
    active: bool
    managed: bool = True

    def value(self, field: str) -> object:
        """One of FIELDS, as a preview shows it."""
        found = getattr(self, field) if field in {"level", "parent", "active"} else getattr(self.facts, field)
        return list(found) if isinstance(found, tuple) else found


def plan_organisations(
    session: Session, subject: Subject, rows: Sequence[InputRow], problems: Sequence[Problem]
) -> Plan:
    """What these rows would change; `problems` is what was wrong with their cells already."""
    planning = _Planning(known_places(session, subject, rows))
    for row in rows:
        planning.read(row)
    planning.look_around()
    changes = [change for code in planning.rows if (change := planning.change(code)) is not None]
    return Plan(changes, len(planning.rows) - len(changes), untold(problems, planning.problems))


def known_places(session: Session, subject: Subject, rows: Sequence[InputRow]) -> dict[str, Place]:
    """Every organisation the person manages, and those of others that the rows name, by code."""
    mine = within(subject.paths(MANAGE))
    managed = session.scalars(select(Organisation).where(mine)).all()
    by_id = {place.id: place.code for place in managed}
    above = {place.parent_id for place in managed if place.parent_id not in by_id}
    named = {str(row.values.get("code", "")) for row in rows}
    other = or_(Organisation.id.in_(above - {None}), Organisation.code.in_(named))
    others = [place for place in session.scalars(select(Organisation).where(other)) if place.id not in by_id]
    by_id |= {place.id: place.code for place in others}
    return {
        place.code: Place(facts_of(place), place.level, by_id.get(place.parent_id or 0, ""), place.active, mine_too)
        for places, mine_too in ((managed, True), (others, False))
        for place in places
    }


class _Planning:
    """One pass over the rows; `future` is the tree as it would be."""

    def __init__(self, known: Mapping[str, Place]) -> None:
        self.known, self.future = known, dict(known)
        self.rows: dict[str, InputRow] = {}
        self.problems: list[Problem] = []

    def read(self, row: InputRow) -> None:
        """Takes a row for itself: what is wrong with it wherever it stands."""
        facts = Facts(str(row.values["code"]), "").tidied()
        if facts.code in self.rows:
            self._refuse(row, "code", "repeated-code", given=facts.code, first=self.rows[facts.code].place("code"))
        elif not facts.code:
            self._refuse(row, "code", "missing")
        elif facts.code in self.known and not self.known[facts.code].managed:
            self._refuse(row, "code", "code-taken", given=facts.code)
        else:
            self.rows[facts.code] = row
            self.future[facts.code] = place = self._merged(facts.code, row)
            for problem in problems_of(place.facts, place.level):
                self._refuse(row, str(problem.path[0]), problem.code, **problem.facts)

    def _merged(self, code: str, row: InputRow) -> Place:
        """What is known, with everything that the row says."""
        old, given = self.known.get(code), row.values
        before = old or Place(Facts(code, ""), "", "", active=True)
        facts = replace(before.facts, **{name: given[name] for name in _WRITTEN if name in given})  # type: ignore[arg-type]
        level = str(given.get("level") or "") or before.level
        if old is not None and level != old.level:
            self._refuse(row, "level", "level-fixed")
        elif not level:
            self._refuse(row, "level", "missing")
        parent = Facts(str(given["parent"]), "").tidied().code if "parent" in given else before.parent
        active = given["active"] == "active" if given.get("active") else before.active
        return Place(facts.tidied(), before.level or level, parent, active)

    def look_around(self) -> None:
        """Looks at every row that is new, moved, closed or opened where it will stand."""
        for code, row in self.rows.items():
            place, old = self.future[code], self.known.get(code)
            if old is None or place.parent != old.parent:
                self._check_parent(code, row, place, old)
            if place.active and (old is None or not old.active or place.parent != old.parent):
                above = self.future.get(place.parent)
                if above is not None and not above.active:
                    self._refuse(row, "active", "parent-closed")
        self._check_closed()

    def _check_parent(self, code: str, row: InputRow, place: Place, old: Place | None) -> None:
        above = self.future.get(place.parent)
        if old is not None and not old.parent:
            self._refuse(row, "parent", "root-stays")
        elif place.level == "head_office":
            self._refuse(row, "level", "one-head-office")
        elif not place.parent:
            self._refuse(row, "parent", "missing")
        elif above is None or not above.managed:
            self._refuse(row, "parent", "unknown-parent", given=place.parent)
        elif old is not None and not self._is_managed(old.parent):
            self._refuse(row, "parent", "top-stays")
        elif code in self._way_up(place.parent):
            self._refuse(row, "parent", "below-itself")
        elif place.level and above.level and place.level not in BELOW[above.level]:
            self._refuse(row, "parent", "level-not-here")

    def _is_managed(self, code: str) -> bool:
        return code in self.known and self.known[code].managed

    def _way_up(self, code: str) -> Iterator[str]:
        """This code and everything above it in the tree as it would be, a circle once."""
        seen: set[str] = set()
        while code and code not in seen:
            yield code
            seen.add(code)
            code = self.future[code].parent if code in self.future else ""

    def _check_closed(self) -> None:
        """What is closed must leave nothing open below it."""
        closed = {
            code: row
            for code, row in self.rows.items()
            if code in self.known and self.known[code].active and not self.future[code].active
        }
        open_below: dict[str, int] = {}
        for place in self.future.values():
            if place.active and place.parent in closed:
                open_below[place.parent] = open_below.get(place.parent, 0) + 1
        for code, row in closed.items():
            if not self.known[code].parent:
                self._refuse(row, "active", "root-stays")
            elif code in open_below:
                self._refuse(row, "active", "children-active", count=open_below[code])

    def change(self, code: str) -> Change | None:
        """What becomes of an organisation; None where it stays as it is."""
        place, old = self.future[code], self.known.get(code)
        fields = tuple(
            FieldChange(field, old.value(field) if old else None, place.value(field))
            for field in FIELDS
            if (old.value(field) != place.value(field) if old else place.value(field) not in _EMPTY)
        )
        return Change(code, place.facts.name, old is None, fields) if fields else None

    def _refuse(self, row: InputRow, column: str, code: str, **facts: object) -> None:
        self.problems.append(Problem((row.place(column),), code, facts))


_EMPTY: tuple[object, ...] = ("", None, [])


def written_facts(change: Change, before: Facts) -> Facts:
    """The facts of an organisation once the change is done."""
    names = {one.field: one.after for one in change.fields if one.field in _WRITTEN}
    if "facilities" in names:
        names["facilities"] = tuple(cast("list[str]", names["facilities"]))
    return replace(before, **names)  # type: ignore[arg-type]
