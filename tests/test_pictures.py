"""Pictures that people send: a large one, decoded, fills memory, so that there is only one at a time."""

import io
from threading import Thread

from PIL import Image

from audit import pictures


def sent(width: int, height: int) -> bytes:
    written = io.BytesIO()
    Image.new("1", (width, height)).save(written, "PNG")
    return written.getvalue()


def test_one_large_picture_is_decoded_at_a_time() -> None:
    large = sent(5100, 5000)
    read: list[int] = []
    reader = Thread(target=lambda: read.append(pictures.read_picture(large).width))
    with pictures.ONE_LARGE:
        reader.start()
        assert pictures.read_picture(sent(40, 30)).width == 40
        reader.join(1)
        assert (reader.is_alive(), read) == (True, [])
    reader.join()
    assert read == [2048]
