"""The four kinds of rule that a criterion can have (scoring contract, section 3)."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from audit.scoring.fields import Amount, Id, Part, Points, Text, Value, above_zero, not_empty


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
    levels: Annotated[tuple[Level, ...], AfterValidator(not_empty)]


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
    bands: Annotated[tuple[Band, ...], AfterValidator(not_empty)] | None = None
    target: Annotated[Value, AfterValidator(above_zero)] | None = None

    @model_validator(mode="after")
    def _bands_or_target(self) -> Self:
        if (self.bands is None) == (self.target is None):
            raise PydanticCustomError("bands-or-target", "either bands or target")
        return self


Rule = Annotated[Deduct | Levels | Check | Measure, Field(discriminator="type")]
