"""The tablet's messages, read strictly: a message of another shape is refused whole, with every problem."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from audit.scoring.problems import Problem
from audit.services.errors import InvalidError
from audit.services.operations import Change

MOST_OPERATIONS = 200
MOST_BYTES = 1_000_000
_UUID = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
_Id = Annotated[str, Field(pattern=_UUID)]
_Count = Annotated[int, Field(ge=0, le=2**53)]


class _Message(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class OperationMessage(_Message):
    """One operation as the tablet sends it."""

    id: _Id
    sequence: Annotated[int, Field(ge=1, le=2**53)]
    path: Annotated[str, Field(min_length=1, max_length=120)]
    base: _Count
    value: Any
    made_at: Annotated[datetime, Field(strict=False)]
    resolves: _Id | None = None

    def change(self) -> Change:
        """What the use-case takes."""
        made_at = int(self.made_at.timestamp() * 1000)
        return Change(self.id, self.sequence, self.path, self.base, self.value, made_at, self.resolves)


class BatchMessage(_Message):
    """What a tablet sends at once."""

    proto: Literal[1] = 1
    device: _Id
    since: _Count = 0
    operations: Annotated[list[OperationMessage], Field(max_length=MOST_OPERATIONS)]


def read_batch(data: bytes) -> BatchMessage:
    """The message; raises InvalidError with the place of every problem."""
    try:
        return BatchMessage.model_validate_json(data)
    except ValidationError as error:
        raise InvalidError([_problem(dict(one)) for one in error.errors(include_url=False)]) from None


def _problem(error: dict[str, Any]) -> Problem:
    return Problem(tuple(error["loc"]), "message-shape", {"detail": error["msg"]})
