"""The tablet's messages, read strictly: an envelope of another shape is refused whole, an operation by itself."""

import json
import re
from datetime import datetime
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from audit.scoring.problems import Problem
from audit.services.changes import Change
from audit.services.clock import now
from audit.services.errors import InvalidError

MOST_OPERATIONS = 200
MOST_BYTES = 1_000_000
_MOST = 2**31 - 1  # what a column holds
_UUID = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
_UUID7 = r"^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"
_Id = Annotated[str, Field(pattern=_UUID)]
_NewId = Annotated[str, Field(pattern=_UUID7)]
_Count = Annotated[int, Field(ge=0, le=_MOST)]
_Moment = Annotated[AwareDatetime, Field(strict=False)]


class _Message(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class OperationMessage(_Message):
    """One operation as the tablet sends it."""

    id: _NewId
    sequence: Annotated[int, Field(ge=1, le=_MOST)]
    path: Annotated[str, Field(min_length=1, max_length=120)]
    base: _Count
    value: Any
    made_at: _Moment
    resolves: _Id | None = None

    def change(self) -> Change:
        """What the use-case takes."""
        made_at = int(self.made_at.timestamp() * 1000)
        return Change(self.id, self.sequence, self.path, self.base, self.value, made_at, self.resolves)


class TabletMessage(_Message):
    """A tablet that takes an audit along."""

    proto: Literal[1] = 1
    name: Annotated[str, Field(max_length=80)] = ""


class _Envelope(_Message):
    proto: Literal[1] = 1
    device: _Id
    since: _Count = 0
    sent_at: _Moment | None = None
    waiting: _Count | None = None
    operations: Annotated[list[Any], Field(max_length=MOST_OPERATIONS)]


class Unread(NamedTuple):
    """An operation of a wrong shape: its id where that much can be read, and everything that is wrong."""

    id: str | None
    problems: tuple[Problem, ...]


class Batch(NamedTuple):
    """What a tablet sent at once: changes by their position, and what could not be read.

    `skew` is the server's clock minus the tablet's, in milliseconds, where the tablet says what time it has.
    """

    device: str
    since: int
    skew: int | None
    waiting: int | None
    changes: dict[int, Change]
    unread: dict[int, Unread]


def read_batch(data: bytes) -> Batch:
    """The message; raises InvalidError with the place of every problem of its envelope."""
    try:
        envelope = _Envelope.model_validate(_parsed(data))
    except ValidationError as error:
        raise InvalidError(_problems(error)) from None
    changes: dict[int, Change] = {}
    unread: dict[int, Unread] = {}
    for at, sent in enumerate(envelope.operations):
        read = read_operation(sent)
        if isinstance(read, Change):
            changes[at] = read
        else:
            unread[at] = read
    return Batch(envelope.device, envelope.since, _skew(envelope.sent_at), envelope.waiting, changes, unread)


def read_operation(sent: Any) -> Change | Unread:
    """One operation, or why it cannot be read."""
    try:
        change = OperationMessage.model_validate(sent).change()
        json.dumps([change.path, change.value], ensure_ascii=False, allow_nan=False).encode()
    except ValidationError as error:
        return Unread(_id_of(sent), tuple(_problems(error)))
    except (ValueError, OverflowError, RecursionError) as error:  # half a sign, no number, beyond all bounds
        return Unread(_id_of(sent), (Problem(("value",), "message-shape", {"detail": type(error).__name__}),))
    return change


def read_tablet(data: bytes, device: str) -> TabletMessage:
    """The message; raises InvalidError, also where the device's id is none."""
    if not re.fullmatch(_UUID, device):
        raise InvalidError([Problem(("device",), "message-shape", {"detail": "UUID"})])
    try:
        return TabletMessage.model_validate(_parsed(data))
    except ValidationError as error:
        raise InvalidError(_problems(error)) from None


def _parsed(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise InvalidError([Problem((), "message-shape", {"detail": str(error)[:200]})]) from None


def _id_of(sent: Any) -> str | None:
    id_ = sent.get("id") if isinstance(sent, dict) else None
    return id_ if isinstance(id_, str) and len(id_) <= 36 and id_.isascii() else None


def _skew(sent_at: datetime | None) -> int | None:
    return None if sent_at is None else round((now() - sent_at).total_seconds() * 1000)


def _problems(error: ValidationError) -> list[Problem]:
    return [
        Problem(tuple(one["loc"]), "message-shape", {"detail": one["msg"]}) for one in error.errors(include_url=False)
    ]
