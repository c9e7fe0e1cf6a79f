"""The bars of the modules: share of the points of each, with the floor of the grade as a tick."""

from collections.abc import Sequence
from typing import Any

from audit.reporting.charts.svg import BLUE, BLUE_SOFT, INK, MUTED, RED, drawing, n, text, wrapped

_WIDTH, _ROW, _LEFT, _RIGHT = 360.0, 29.0, 116.0, 48.0


def bars(modules: Sequence[dict[str, Any]]) -> bytes:
    """One horizontal bar a module; a bar below its floor is red."""
    parts: list[str] = []
    for row, module in enumerate(modules):
        parts += _bar(row, module)
    return drawing(_WIDTH, _ROW * len(modules) + 6, parts)


def _bar(row: int, module: dict[str, Any]) -> list[str]:
    top, room = row * _ROW + 7, _WIDTH - _LEFT - _RIGHT
    low = module["share"] < module["floor"] and not module["left_out"]
    colour = RED if low else BLUE
    lines = wrapped(module["title"], 20)
    first = top + 12 - 5.5 * (len(lines) - 1)
    parts = [text(_LEFT - 8, first + 11 * i, line, size=10.5, anchor="end", fill=INK) for i, line in enumerate(lines)]
    parts.append(_block(_LEFT, top, room, BLUE_SOFT))
    if module["share"] > 0:
        parts.append(_block(_LEFT, top, room * module["share"], colour))
    if module["floor"]:
        x = _LEFT + room * module["floor"]
        parts.append(
            f'<line x1="{n(x)}" y1="{n(top - 2)}" x2="{n(x)}" y2="{n(top + 18)}" stroke="{RED}" stroke-width="1.2"/>'
        )
    fill = MUTED if module["left_out"] else colour
    parts.append(text(_WIDTH, top + 12, module["percent"], size=10.5, anchor="end", fill=fill, bold=True))
    return parts


def _block(x: float, y: float, width: float, fill: str) -> str:
    return f'<rect x="{n(x)}" y="{n(y)}" width="{n(width)}" height="16" rx="2" fill="{fill}"/>'
