"""Photographs made fit to print: decoded once, turned upright, reduced, and stripped of what they carry."""

import io
import warnings
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image, ImageFile, ImageOps

from audit.pixels import in_colour, jpeg, only_pixels
from audit.scoring.problems import Problem, RefusedError

_FORMATS = ("JPEG", "PNG", "WEBP")
_MOST_PIXELS = 120_000_000  # a 108-megapixel tablet camera, and a little
_MOST_BYTES = 64_000_000
Image.MAX_IMAGE_PIXELS = _MOST_PIXELS
_EDGE = 800  # pixels: 300 to the inch at the printed width
_QUALITY = 80


@dataclass(frozen=True, slots=True)
class Photo:
    """One photograph ready to print; `number` counts through the report from 1."""

    number: int
    data: bytes


def photos_of(document: Mapping[str, Any]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Where the answers name photographs, and the file names."""
    for id_, entry in document["answers"].items():
        for position, photo in enumerate(entry.get("photos", [])):
            yield ("answers", id_, "photos", position, "file"), photo["file"]


def load_photos(document: Mapping[str, Any], folder: Path) -> dict[str, Photo]:
    """Every photograph of the answers from the folder, by file name; raises RefusedError with all problems."""
    named: dict[str, tuple[str | int, ...]] = {}
    for path, file in photos_of(document):
        named.setdefault(file, path)
    with warnings.catch_warnings(), ThreadPoolExecutor(max_workers=2) as pool:
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        # Pillow lets go of the interpreter while it decodes
        results = list(pool.map(lambda item: _load(folder, *item), named.items()))
    problems = [result for result in results if isinstance(result, Problem)]
    if problems:
        raise RefusedError(problems)
    return dict(_numbered(named, (result for result in results if isinstance(result, bytes))))


def _numbered(files: Iterable[str], data: Iterable[bytes]) -> Iterator[tuple[str, Photo]]:
    for number, (file, content) in enumerate(zip(files, data, strict=True), 1):
        yield file, Photo(number, content)


def _load(folder: Path, file: str, path: tuple[str | int, ...]) -> bytes | Problem:
    facts = {"file": file[:100]}
    if Path(file).name != file or file in {".", ".."}:
        return Problem(path, "photo-name", facts)
    try:
        place = folder / file
        if place.stat().st_size > _MOST_BYTES:
            return Problem(path, "photo-too-large", facts)
        return reduced(place.read_bytes())
    except FileNotFoundError:
        return Problem(path, "photo-missing", facts)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return Problem(path, "photo-too-large", facts)
    except Exception:
        return Problem(path, "photo-unreadable", facts)


def reduced(data: bytes) -> bytes:
    """The photograph as an upright JPEG of at most 800 pixels an edge, with none of its metadata."""
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # the renderer, once loaded, has asked for half photographs
    with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
        if image.width * image.height > _MOST_PIXELS:
            raise Image.DecompressionBombError
        image.draft("RGB", (_EDGE * 2, _EDGE * 2))
        upright = in_colour(ImageOps.exif_transpose(image))
        upright.thumbnail((_EDGE, _EDGE), Image.Resampling.LANCZOS, reducing_gap=2.0)
        return jpeg(only_pixels(upright), _QUALITY)
