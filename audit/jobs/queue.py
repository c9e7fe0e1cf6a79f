"""The task queue: messages that hold nothing but the id of a job. SQLite by default, Redis when a URL says so."""

import json
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import structlog
from huey import Huey, RedisHuey, SqliteHuey
from huey.exceptions import ConfigurationError
from huey.registry import Message
from huey.serializer import Serializer

from audit.installation import Installation
from audit.translations import translate

log = structlog.get_logger()
_SQLITE = "sqlite:///"
_REDIS = ("redis://", "rediss://", "unix://")


def _(text: str) -> str:
    return text


class QueueError(Exception):
    """A queue that cannot be opened, in words for whoever runs the installation."""


class _Json(Serializer):
    """Messages as JSON: whoever could write to the queue could run anything with the library's own pickles."""

    def _serialize(self, data: Message) -> bytes:
        return json.dumps({"name": data.name, "id": data.id, "args": data.args}).encode()

    def _deserialize(self, data: bytes) -> Message:
        known = json.loads(bytes(data))
        # blanks where the library expects numbers and pairs
        blank = Message(known["id"], known["name"], retries=0, retry_delay=0, args=tuple(known["args"]), kwargs={})
        return blank._replace(retry_backoff=1)


class Queue:
    """The messages of an installation. Losing one loses nothing: the row of its job is still there."""

    def __init__(self, url: str) -> None:
        self.huey = _open(url)
        self._run: Callable[[int], None] = lambda job_id: None
        self._send = self.huey.task(name="run")(self._work)

    def _work(self, job_id: int) -> None:
        self._run(job_id)

    def does(self, run: Callable[[int], None]) -> None:
        """What this process does with a message, where it is a worker."""
        self._run = run

    def send(self, job_id: int) -> None:
        """Asks a worker to see to this job."""
        self._send(job_id)

    def waiting(self) -> set[int]:
        """Ids of the jobs that have a message."""
        return {task.args[0] for task in self.huey.pending()}


@lru_cache(maxsize=8)
def _queue(url: str) -> Queue:
    return Queue(url)


def queue_of(installation: Installation) -> Queue:
    """The queue of an installation, opened once a process; raises QueueError."""
    return _queue(installation.queue_url)


def remind(installation: Installation, job_id: int) -> None:
    """Sends a job to the workers; where that fails the job only starts later, when the watch finds it."""
    try:
        queue_of(installation).send(job_id)
    except Exception as error:
        log.warning("message not sent", job=job_id, error=f"{type(error).__name__}: {error}")


def _open(url: str) -> Huey:
    more: dict[str, Any] = {"results": False, "serializer": _Json()}
    if url.startswith(_SQLITE):
        # a reminder need not survive a power cut
        return SqliteHuey("star-audit", filename=url.removeprefix(_SQLITE), fsync=False, **more)
    if not url.startswith(_REDIS):
        raise QueueError(_said(_("QUEUE_URL应以sqlite:///或redis://开头，而不是{given}"), given=url.partition(":")[0]))
    try:
        return RedisHuey("star-audit", url=url, **more)
    except ConfigurationError:
        raise QueueError(_said(_("QUEUE_URL指向Redis，但没有安装redis；请执行pip install redis"))) from None


def _said(text: str, **facts: object) -> str:
    """For a terminal whose reader is not known: both languages."""
    return "\n".join(translate(text, language, **facts) for language in ("zh", "en"))
