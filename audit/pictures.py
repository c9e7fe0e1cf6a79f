"""Pictures as they are kept: decoded once, turned upright, reduced, and rid of what the camera wrote into them."""

import io
import warnings
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import Any

import pi_heif
from PIL import ExifTags, Image, ImageFile, ImageOps

from audit.pixels import in_colour, jpeg, only_pixels
from audit.scoring.problems import Problem, RefusedError
from audit.stripped import stripped

pi_heif.register_heif_opener()
_FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
MOST_PIXELS = 120_000_000  # a 108-megapixel tablet camera, and a little
LARGE = 25_000_000  # decoded, such a picture takes hundreds of megabytes: one at a time
ONE_LARGE = Lock()
FULL, THUMB = 2048, 480
_QUALITY = {FULL: 82, THUMB: 76}
_MOST_A_PIXEL = 0.4  # bytes; what is heavier for its size was not reduced with care


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in two sizes (JPEG), and what the camera said: when, and where in degrees."""

    full: bytes
    thumb: bytes
    width: int
    height: int
    taken_at: datetime | None
    place: tuple[float, float] | None


def read_picture(data: bytes) -> Picture:
    """The picture in a file; raises RefusedError (`picture-unreadable`, `picture-too-large`)."""
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # half a photograph is no photograph
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _read(data)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise RefusedError([Problem(("photo",), "picture-too-large")]) from None
    except RefusedError:
        raise
    except Exception:
        raise RefusedError([Problem(("photo",), "picture-unreadable")]) from None


def _read(data: bytes) -> Picture:
    with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
        if image.width * image.height > MOST_PIXELS:
            raise Image.DecompressionBombError
        exif, size = image.getexif(), image.size
        full = _as_sent(image, exif, data)
        with ONE_LARGE if image.width * image.height > LARGE else nullcontext():
            clean = _reduced(image, FULL) if full is None else _reduced(image, THUMB, spare=1)
    if full is None:
        full, size = jpeg(clean, _QUALITY[FULL]), clean.size
        clean.thumbnail((THUMB, THUMB), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return Picture(full, jpeg(clean, _QUALITY[THUMB]), *size, _taken_at(exif), _place(exif))


def _as_sent(image: Image.Image, exif: Image.Exif, data: bytes) -> bytes | None:
    """The file of a picture that a tablet has made as it is to be kept, stripped: it is not encoded a second time."""
    upright = exif.get(ExifTags.Base.Orientation, 1) == 1
    small = max(image.size) <= FULL and len(data) <= image.width * image.height * _MOST_A_PIXEL
    return stripped(data) if upright and small and image.format == "JPEG" else None


def _reduced(image: Image.Image, most: int, *, spare: int = 2) -> Image.Image:
    """The picture upright, at most this wide and high, and nothing but its pixels.

    The decoder reduces it as far as `spare` times that size, which costs less and takes less memory.
    """
    scale = most * spare / max(image.size)
    image.draft("RGB", (round(image.width * scale), round(image.height * scale)))
    ImageOps.exif_transpose(image, in_place=True)
    upright = in_colour(image)
    upright.thumbnail((most, most), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return only_pixels(upright)


def _taken_at(exif: Image.Exif) -> datetime | None:
    """When the camera says it was; cameras that do not name their zone are read as UTC."""
    inner = exif.get_ifd(ExifTags.IFD.Exif)
    written, zone = inner.get(ExifTags.Base.DateTimeOriginal), inner.get(ExifTags.Base.OffsetTimeOriginal)
    try:
        moment = datetime.strptime(f"{written} {zone or '+00:00'}", "%Y:%m:%d %H:%M:%S %z")
    except ValueError:
        return None
    return moment.astimezone(UTC)


def _place(exif: Image.Exif) -> tuple[float, float] | None:
    place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    try:
        latitude = _degrees(place[ExifTags.GPS.GPSLatitude], place[ExifTags.GPS.GPSLatitudeRef] == "S")
        longitude = _degrees(place[ExifTags.GPS.GPSLongitude], place[ExifTags.GPS.GPSLongitudeRef] == "W")
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def _degrees(parts: Any, negative: bool) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    value = degrees + minutes / 60 + seconds / 3600
    return round(-value if negative else value, 6)
