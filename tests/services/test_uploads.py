"""Parts of files on their way: who waits for one that is thrown away gets the next one, not the one that is gone."""

from pathlib import Path
from threading import Event, Thread

from audit.services.uploads import Uploads

PHOTOGRAPH = (1, 2, "a" * 64)


def test_who_waited_for_a_part_that_is_gone_begins_anew(tmp_path: Path) -> None:
    uploads, waiting, seen = Uploads(tmp_path), Event(), list[int]()

    def send() -> None:
        waiting.set()
        with uploads.hold(*PHOTOGRAPH) as part:
            seen.append(part.offset)
            part.append(b"begun anew")

    with uploads.hold(*PHOTOGRAPH) as part:
        part.append(b"no photograph")
        thread = Thread(target=send)
        thread.start()
        waiting.wait()
        thread.join(0.3)  # it stands before the lock now, with the file in its hand that is about to go
        part.throw_away()
    thread.join()
    assert (seen, uploads.offset(*PHOTOGRAPH)) == ([0], len(b"begun anew"))


def test_a_part_is_read_as_it_was_kept(tmp_path: Path) -> None:
    for offset, chunk in ((0, b"one"), (3, b""), (3, b"two")):
        with Uploads(tmp_path).hold(*PHOTOGRAPH) as part:
            assert part.offset == offset
            part.append(chunk)
            assert part.read() == b"onetwo"[: part.offset]
