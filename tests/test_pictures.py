"""Pictures that people send: kept without what the camera wrote into them, and decoded without filling the memory."""

import io
from random import Random
from threading import Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageCms

from audit import pictures
from audit.scoring.problems import RefusedError
from audit.stripped import stripped

SECRET = b"what nobody is to read"


def sent(width: int, height: int) -> bytes:
    written = io.BytesIO()
    Image.new("1", (width, height)).save(written, "PNG")
    return written.getvalue()


def scene(width: int = 1600, height: int = 1200, mode: str = "RGB") -> Image.Image:
    """A picture in which every corner differs."""
    spots = Image.frombytes("RGB", (32, 24), Random(7).randbytes(32 * 24 * 3))
    return spots.resize((width, height), Image.Resampling.BICUBIC).convert(mode)


def saved(image: Image.Image, kind: str = "JPEG", **more: object) -> bytes:
    written = io.BytesIO()
    image.save(written, kind, **{"quality": 80, **more})
    return written.getvalue()


def notes(turned: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = turned, SECRET.decode()
    return exif


def opened(data: bytes) -> Image.Image:
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        return image


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


WITH_NOTES: dict[str, bytes] = {
    "comment": saved(scene(), comment=SECRET),
    "exif": saved(scene(), exif=notes()),
    "turned": saved(scene(), exif=notes(6)),
    "xmp": saved(scene(), xmp=SECRET),
    "profile": saved(scene(), icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes() + SECRET),
    "behind it": saved(scene()) + SECRET,
    "another picture behind it": saved(scene()) + saved(scene(), comment=SECRET),
    "progressive": saved(scene(), progressive=True, comment=SECRET),
    "grey": saved(scene(mode="L"), comment=SECRET),
    "four colours": saved(scene(mode="CMYK"), comment=SECRET),
    "red, green, blue": saved(scene(), keep_rgb=True, comment=SECRET),
    "too heavy": saved(scene(), quality=100, subsampling=0, comment=SECRET) + b"\0" * 1_000_000,
    "too large": saved(scene(2400, 1800), comment=SECRET),
    "png": saved(scene(), "PNG", exif=notes()),
    "webp": saved(scene(), "WEBP", exif=notes(), xmp=SECRET),
}


@pytest.mark.parametrize("name", WITH_NOTES)
def test_nothing_stays_but_the_picture(name: str) -> None:
    picture = pictures.read_picture(WITH_NOTES[name])
    for data in (picture.full, picture.thumb):
        assert SECRET not in data
        shown = opened(data)
        assert (shown.format, shown.mode, dict(shown.getexif())) == ("JPEG", "RGB", {})
        assert {*shown.info} <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi"}
    full, thumb = opened(picture.full), opened(picture.thumb)
    assert (full.size, max(full.size) <= pictures.FULL) == ((picture.width, picture.height), True)
    assert max(thumb.size) == pictures.THUMB
    looks = (image.resize((24, 24), Image.Resampling.BOX) for image in (full, thumb))
    assert max(high for _low, high in ImageChops.difference(*looks).getextrema()) < 16  # type: ignore[misc]


def test_what_a_tablet_has_reduced_stays_as_it_is() -> None:
    """Encoded twice it would be worse, and take the server four times as long."""
    data = saved(scene(2048, 1536), exif=notes(), comment=SECRET)
    assert SECRET in data
    picture = pictures.read_picture(data)
    assert picture.full == stripped(data)
    assert ImageChops.difference(opened(picture.full), opened(data)).getbbox() is None
    for name in ("turned", "progressive", "grey", "four colours", "red, green, blue", "too heavy", "too large", "png"):
        assert pictures.read_picture(WITH_NOTES[name]).full != stripped(WITH_NOTES[name]), name


@pytest.mark.parametrize("end", [2, 20, 400, 700, -2000, -3, -2, -1])
def test_half_a_photograph_is_none(end: int) -> None:
    with pytest.raises(RefusedError):
        pictures.read_picture(saved(scene())[:end])


SMALL = saved(scene(96, 64), comment=SECRET, exif=notes())


@settings(max_examples=100)
@given(st.data())
def test_whatever_is_changed_in_a_file_is_refused_or_kept_clean(data: st.DataObject) -> None:
    changed = bytearray(SMALL)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(SMALL) - 1))
        changed[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    try:
        picture = pictures.read_picture(bytes(changed))
    except RefusedError:
        return
    assert b"nobody is to" not in picture.full + picture.thumb
    assert opened(picture.full).size == (picture.width, picture.height)
