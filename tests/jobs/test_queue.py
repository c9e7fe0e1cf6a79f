"""The queue's messages: an id and nothing else, readable by anything; addresses that are none are refused."""

import json
from pathlib import Path

import pytest

from audit.jobs import __main__ as entry
from audit.jobs.queue import Queue, QueueError


def opened(folder: Path) -> Queue:
    return Queue(f"sqlite:///{folder / 'queue.db'}")


def test_a_message_holds_the_id_and_no_code(tmp_path: Path) -> None:
    queue = opened(tmp_path)
    queue.send(17)
    (message,) = queue.huey.storage.enqueued_items()
    content = json.loads(bytes(message))
    assert (content["args"], content.keys()) == ([17], {"name", "id", "args"})
    assert queue.waiting() == {17}


def test_a_message_reaches_who_works(tmp_path: Path) -> None:
    done: list[int] = []
    opened(tmp_path).send(17)
    queue = opened(tmp_path)
    queue.does(done.append)
    queue.huey.execute(queue.huey.dequeue())
    assert (done, queue.waiting()) == ([17], set())


@pytest.mark.parametrize("url", ["redis://127.0.0.1:1/0", "amqp://somewhere", "queue.db"])
def test_a_queue_that_cannot_be_is_said_plainly(url: str) -> None:
    with pytest.raises(QueueError, match="QUEUE_URL"):
        Queue(url)


def test_a_worker_without_a_queue_does_not_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QUEUE_URL", "redis://127.0.0.1:1/0")
    monkeypatch.setattr("sys.argv", ["audit.jobs", str(tmp_path)])
    assert entry.main() == 2
    assert "pip install redis" in capsys.readouterr().err
    monkeypatch.setattr("sys.argv", ["audit.jobs"])
    assert entry.main() == 2
