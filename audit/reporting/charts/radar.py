"""The radar of the modules: each axis one module, from nothing in the middle to full points at the rim."""

from collections.abc import Sequence
from math import cos, pi, sin
from typing import Any

from audit.reporting.charts.svg import BLUE, BLUE_SOFT, INK, LINE, MUTED, RED, drawing, n, shortened, text, wrapped

_WIDTH, _HEIGHT, _RADIUS = 360.0, 300.0, 100.0
LEAST_CORNERS, MOST_CORNERS = 3, 16
_MOST_TITLES = 10  # corners with more would print their titles over one another: they have numbers
_X, _Y = _WIDTH / 2, _HEIGHT / 2 + 4


def radar(modules: Sequence[dict[str, Any]]) -> bytes:
    """The radar of 3 to 16 modules' shares; modules left out have no corner."""
    count = len(modules)
    parts = [_ring(count, share) for share in (0.2, 0.4, 0.6, 0.8, 1.0)]
    parts += (_axis(position, count) for position in range(count))
    floor = max(module["floor"] for module in modules)
    if floor:
        parts.append(
            f'<polygon points="{_corners([floor] * count)}" fill="none" '
            f'stroke="{RED}" stroke-width="0.9" stroke-dasharray="4 3"/>'
        )
    shares = [module["share"] for module in modules]
    parts.append(
        f'<polygon points="{_corners(shares)}" fill="{BLUE}" fill-opacity="0.18" stroke="{BLUE}" stroke-width="1.8"/>'
    )
    for position, module in enumerate(modules):
        if not module["left_out"]:
            x, y = _point(position, count, module["share"])
            parts.append(f'<circle cx="{n(x)}" cy="{n(y)}" r="2.6" fill="{BLUE}"/>')
        parts += _label(position, count, module)
    return drawing(_WIDTH, _HEIGHT, parts)


def _point(position: int, count: int, share: float) -> tuple[float, float]:
    angle = 2 * pi * position / count - pi / 2
    return _X + _RADIUS * share * cos(angle), _Y + _RADIUS * share * sin(angle)


def _corners(shares: Sequence[float]) -> str:
    points = (_point(position, len(shares), share) for position, share in enumerate(shares))
    return " ".join(f"{n(x)},{n(y)}" for x, y in points)


def _ring(count: int, share: float) -> str:
    fill = BLUE_SOFT if share == 1.0 else "none"
    opacity = ' fill-opacity="0.35"' if share == 1.0 else ""
    return f'<polygon points="{_corners([share] * count)}" fill="{fill}"{opacity} stroke="{LINE}" stroke-width="0.7"/>'


def _axis(position: int, count: int) -> str:
    x, y = _point(position, count, 1.0)
    return f'<line x1="{n(_X)}" y1="{n(_Y)}" x2="{n(x)}" y2="{n(y)}" stroke="{LINE}" stroke-width="0.7"/>'


def _label(position: int, count: int, module: dict[str, Any]) -> list[str]:
    x, y = _point(position, count, 1.14)
    anchor = "middle" if abs(x - _X) < 12 else "start" if x > _X else "end"
    lines = wrapped(module["title"], 16) if count <= _MOST_TITLES else [shortened(module["id"], 8)]
    top = y - (5 * len(lines) if y < _Y - 40 else 0)
    parts = [text(x, top + 11 * row, line, size=10.5, anchor=anchor, fill=INK) for row, line in enumerate(lines)]
    parts.append(text(x, top + 11 * len(lines), module["percent"], size=9.5, anchor=anchor, fill=MUTED))
    return parts
