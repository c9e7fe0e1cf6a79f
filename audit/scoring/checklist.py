"""A checklist as it was published: frozen, every unknown key refused (scoring contract, sections 2 to 7)."""

from collections.abc import Iterator
from functools import cached_property
from hashlib import sha256
from json import dumps
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

from audit.scoring.figures import MILLION, NotAFigureError, brief, points_of, value_of


def _points(written: object) -> int:
    try:
        return points_of(written)
    except NotAFigureError:
        raise PydanticCustomError("points", "a decimal with at most two places") from None


def _value(written: object) -> int:
    try:
        return value_of(written)
    except NotAFigureError:
        raise PydanticCustomError("value", "a decimal with at most six places") from None


def _not_negative(figure: int) -> int:
    if figure < 0:
        raise PydanticCustomError("negative", "zero or more")
    return figure


def _above_zero(figure: int) -> int:
    if figure <= 0:
        raise PydanticCustomError("not-positive", "more than zero")
    return figure


def _not_empty(items: tuple[object, ...]) -> tuple[object, ...]:
    if not items:
        raise PydanticCustomError("empty", "at least one")
    return items


def _text(written: object) -> object:
    """A plain string is the Chinese text."""
    return {"zh": written} if isinstance(written, str) else written


Points = Annotated[int, BeforeValidator(_points), PlainSerializer(brief)]
Amount = Annotated[Points, AfterValidator(_not_negative)]
Value = Annotated[int, BeforeValidator(_value), PlainSerializer(lambda value: brief(value, MILLION))]
# An id stands in `12/a` and in lists of facilities: no slash, comma or blank in it.
Id = Annotated[str, StringConstraints(pattern=r"^[^\s/,@\[\]]{1,64}$")]
Wording = Annotated[str, StringConstraints(min_length=1, max_length=4000, pattern=r"\S")]
Share = Annotated[
    int,
    BeforeValidator(_value),
    AfterValidator(_not_negative),
    Field(le=MILLION),
    PlainSerializer(lambda value: brief(value, MILLION)),
]


class Part(BaseModel):
    """Anything in a checklist file: strict types, nothing unknown, nothing changed afterwards."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Words(Part):
    """A text in Chinese and, where it was translated, in English."""

    zh: Wording
    en: Wording | None = None

    def in_language(self, language: str) -> str:
        """The text in `zh` or `en`; the Chinese where there is no English."""
        return self.en if language == "en" and self.en else self.zh


Text = Annotated[Words, BeforeValidator(_text)]


class Fault(Part):
    """Something that takes points off: once or each time, at most `max`, or the whole criterion."""

    id: Id
    label: Text
    points: Amount | None = None
    per: Literal["once", "each"] = "once"
    max: Amount | None = None
    all: bool = False
    veto: Id | None = None

    @model_validator(mode="after")
    def _one_measure(self) -> Self:
        if self.all and (self.points is not None or self.max is not None):
            raise PydanticCustomError("all-with-points", "all: true without points and max")
        if not self.all and self.points is None:
            raise PydanticCustomError("points-missing", "points, or all: true")
        return self


class Deduct(Part):
    """Start from full and take points off (3.1)."""

    type: Literal["deduct"]
    excess: Literal["absorb", "section", "module"] = "absorb"
    faults: tuple[Fault, ...] = ()


class Level(Part):
    """One of the levels of a criterion and the points it gives."""

    id: Id
    label: Text
    points: Points


class Levels(Part):
    """Pick one (3.2)."""

    type: Literal["levels"]
    levels: Annotated[tuple[Level, ...], AfterValidator(_not_empty)]


class Check(Part):
    """Met or not (3.3)."""

    type: Literal["check"]
    fail: Points = 0
    veto: Id | None = None


class Band(Part):
    """The points that a measured value earns from here on; exactly one of the two bounds is set."""

    at_least: Value | None = None
    at_most: Value | None = None
    points: Points

    @model_validator(mode="after")
    def _one_bound(self) -> Self:
        if (self.at_least is None) == (self.at_most is None):
            raise PydanticCustomError("one-bound", "either at_least or at_most")
        return self

    @property
    def bound(self) -> int:
        """The threshold in millionths."""
        bound = self.at_least if self.at_least is not None else self.at_most
        assert bound is not None  # noqa: S101 - _one_bound holds it
        return bound


class Measure(Part):
    """A number was measured: bands, or pro rata to a target (3.4)."""

    type: Literal["measure"]
    unit: Text | None = None
    bands: Annotated[tuple[Band, ...], AfterValidator(_not_empty)] | None = None
    target: Annotated[Value, AfterValidator(_above_zero)] | None = None

    @model_validator(mode="after")
    def _bands_or_target(self) -> Self:
        if (self.bands is None) == (self.target is None):
            raise PydanticCustomError("bands-or-target", "either bands or target")
        return self


Rule = Annotated[Deduct | Levels | Check | Measure, Field(discriminator="type")]
Evidence = Literal["site", "files", "cctv", "interview", "customer", "hearing"]


class AppliesTo(Part):
    """The branches a criterion is for: all the named facilities, one of the named kinds (6)."""

    facilities: Annotated[tuple[Id, ...], AfterValidator(_not_empty)] | None = None
    kinds: Annotated[tuple[Id, ...], AfterValidator(_not_empty)] | None = None

    @model_validator(mode="after")
    def _names_something(self) -> Self:
        if self.facilities is None and self.kinds is None:
            raise PydanticCustomError("applies-to-nothing", "facilities, kinds or both")
        return self


class Criterion(Part):
    """One numbered line of the sheet, its points and its rule."""

    id: Id
    text: Text
    points: Annotated[Points, AfterValidator(_above_zero)]
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
    points: Points
    criteria: Annotated[tuple[Criterion, ...], AfterValidator(_not_empty)]


class Module(Part):
    """Sections under one heading; grades may set a floor for every module."""

    id: Id
    title: Text
    points: Points
    sections: Annotated[tuple[Section, ...], AfterValidator(_not_empty)]

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

    key: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,64}$")]
    version: Annotated[str, StringConstraints(pattern=r"^[^\s/@]{1,32}$")]
    title: Text
    points: Points
    not_applicable: Literal["full", "redistribute", "zero"] = "redistribute"
    modules: Annotated[tuple[Module, ...], AfterValidator(_not_empty)]
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
