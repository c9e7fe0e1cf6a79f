"""A checklist as it was published: frozen, every unknown key refused (scoring contract, sections 2 to 7)."""

from collections.abc import Iterator
from functools import cached_property
from hashlib import sha256
from json import dumps
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from audit.scoring.fields import Amount, Id, Part, Points, Share, Text, above_zero, not_empty
from audit.scoring.rules import Rule

KEY, VERSION = r"^[a-z0-9-]{1,64}$", r"^[^\s/@]{1,32}$"
Evidence = Literal["site", "files", "cctv", "interview", "customer", "hearing"]


class AppliesTo(Part):
    """The branches a criterion is for: all the named facilities, one of the named kinds (6)."""

    facilities: Annotated[tuple[Id, ...], AfterValidator(not_empty)] | None = None
    kinds: Annotated[tuple[Id, ...], AfterValidator(not_empty)] | None = None

    @model_validator(mode="after")
    def _names_something(self) -> Self:
        if self.facilities is None and self.kinds is None:
            raise PydanticCustomError("applies-to-nothing", "facilities, kinds or both")
        return self


class Criterion(Part):
    """One numbered line of the sheet, its points and its rule."""

    id: Id
    text: Text
    points: Annotated[Points, AfterValidator(above_zero)]
    min: Points = 0
    themes: tuple[Id, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    guidance: Text | None = None
    na: bool = True
    applies_to: AppliesTo | None = None
    rule: Rule


class Section(Part):
    """Criteria under one heading."""

    id: Id
    title: Text
    points: Amount
    criteria: Annotated[tuple[Criterion, ...], AfterValidator(not_empty)]


class Module(Part):
    """Sections under one heading; grades may set a floor for every module."""

    id: Id
    title: Text
    points: Amount
    sections: Annotated[tuple[Section, ...], AfterValidator(not_empty)]

    def criteria(self) -> Iterator[Criterion]:
        """The module's criteria in the order of the sheet."""
        for section in self.sections:
            yield from section.criteria


class Veto(Part):
    """Something that decides the grade whatever the points say."""

    id: Id
    text: Text
    effect: Literal["disqualify", "cap"]
    grade: Id | None = None

    @model_validator(mode="after")
    def _cap_names_a_grade(self) -> Self:
        if (self.effect == "cap") != (self.grade is not None):
            raise PydanticCustomError("cap-and-grade", "a grade with effect: cap, none with disqualify")
        return self


class BonusItem(Part):
    """Something that earns points above the sheet."""

    id: Id
    text: Text
    points: Amount
    per: Literal["once", "each"] = "once"
    max: Amount | None = None


class Bonus(Part):
    """The bonus items and what all of them together may give (4)."""

    max: Amount | None = None
    over_total: bool = False
    items: tuple[BonusItem, ...] = ()


class Grade(Part):
    """A star grade: the final score it takes, and the share every counting module must reach."""

    id: Id
    title: Text
    stars: Annotated[int, Field(ge=0, le=10)] | None = None
    min: Amount
    module_floor: Share | None = None


class Checklist(Part):
    """One published version of a checklist; `key@version` is its name for ever."""

    key: Annotated[str, StringConstraints(pattern=KEY)]
    version: Annotated[str, StringConstraints(pattern=VERSION)]
    title: Text
    points: Amount
    not_applicable: Literal["full", "redistribute", "zero"] = "redistribute"
    modules: Annotated[tuple[Module, ...], AfterValidator(not_empty)]
    vetoes: tuple[Veto, ...] = ()
    bonus: Bonus | None = None
    grades: tuple[Grade, ...] = ()

    @property
    def name(self) -> str:
        """`key@version`, as answers name their checklist."""
        return f"{self.key}@{self.version}"

    def criteria(self) -> Iterator[Criterion]:
        """Every criterion in the order of the sheet."""
        for module in self.modules:
            yield from module.criteria()

    @cached_property
    def canonical(self) -> str:
        """The one JSON text of this content: sorted names, no defaults, figures as text."""
        content = self.model_dump(mode="json", exclude_defaults=True)
        return dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical text, in hex."""
        return sha256(self.canonical.encode()).hexdigest()
