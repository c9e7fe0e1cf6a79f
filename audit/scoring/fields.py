"""The fields of a checklist file: figures, ids, texts, and what an author may write for them."""

from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
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


def above_zero(figure: int) -> int:
    if figure <= 0:
        raise PydanticCustomError("not-positive", "more than zero")
    return figure


def not_empty(items: tuple[object, ...]) -> tuple[object, ...]:
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
ID = r"^[^\s/,@\[\]]{1,64}$"
SOMETHING = r"\S"
Id = Annotated[str, StringConstraints(pattern=ID)]
Wording = Annotated[str, StringConstraints(min_length=1, max_length=4000, pattern=SOMETHING)]
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
