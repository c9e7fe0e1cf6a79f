"""Arrows and circles that were drawn on a photograph, put into the picture."""

import io
from collections.abc import Mapping, Sequence
from math import atan2, cos, pi, sin
from typing import Any

from PIL import Image, ImageDraw

_RED, _EDGE = (214, 40, 30), (255, 255, 255)
_QUALITY = 85
Point = tuple[float, float]


def marked(data: bytes, marks: Sequence[Mapping[str, Any]]) -> bytes:
    """The JPEG with its marks; they are in thousandths of width and height, a radius in those of the width."""
    if not marks:
        return data
    with Image.open(io.BytesIO(data), formats=("JPEG",)) as image:
        picture = image.convert("RGB")
    pen = ImageDraw.Draw(picture)
    stroke = max(3, max(picture.size) // 120)
    # a white edge first, so that red shows on red
    for colour, width in ((_EDGE, stroke + max(2, stroke // 2) * 2), (_RED, stroke)):
        for mark in marks:
            _SHAPES[mark["kind"]](pen, mark, picture.size, colour, width)
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=_QUALITY, optimize=True)
    return written.getvalue()


def _at(point: Sequence[int], size: tuple[int, int]) -> Point:
    return point[0] * size[0] / 1000, point[1] * size[1] / 1000


def _arrow(pen: Any, mark: Mapping[str, Any], size: tuple[int, int], colour: Any, width: int) -> None:
    start, tip = _at(mark["from"], size), _at(mark["to"], size)
    angle = atan2(tip[1] - start[1], tip[0] - start[0])
    reach = max(size) / 22
    pen.line([start, tip], fill=colour, width=width)
    for turn in (pi - 0.5, pi + 0.5):
        end = tip[0] + reach * cos(angle + turn), tip[1] + reach * sin(angle + turn)
        pen.line([end, tip], fill=colour, width=width)
    for x, y in (start, tip):  # round ends
        pen.ellipse([x - width / 2, y - width / 2, x + width / 2, y + width / 2], fill=colour)


def _circle(pen: Any, mark: Mapping[str, Any], size: tuple[int, int], colour: Any, width: int) -> None:
    x, y = _at(mark["at"], size)
    radius = mark["radius"] * size[0] / 1000 + width / 2
    pen.ellipse([x - radius, y - radius, x + radius, y + radius], outline=colour, width=width)


_SHAPES = {"arrow": _arrow, "circle": _circle}
