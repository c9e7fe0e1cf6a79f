"""The bars of the modules: share of the points of each, with the floor of the grade as a tick."""

from collections.abc import Sequence
from typing import Any

from audit.reporting.charts.svg import BLUE, BLUE_SOFT, INK, MUTED, RED, drawing, n, shortened, text, wrapped

Module = dict[str, Any]
_WIDTH, _LEFT, _RIGHT = 360.0, 116.0, 48.0
_HIGHEST_ROW, _LOWEST_ROW, _HEIGHT = 29.0, 14.0, 294.0
_LETTERS = 20
MOST_BARS = 25  # of one drawing: with more it would not fit its half of a page


def in_columns(modules: Sequence[Module]) -> list[Sequence[Module]]:
    """The modules of each drawing when there are too many for one: two columns of it, then more below."""
    most = min(MOST_BARS, -(-len(modules) // 2))
    return [modules[first : first + most] for first in range(0, len(modules), most)]


def bars(modules: Sequence[Module]) -> bytes:
    """One horizontal bar a module; a bar below its floor is red. Rows are lower where there are many."""
    height = max(_LOWEST_ROW, min(_HIGHEST_ROW, _HEIGHT / len(modules)))
    parts: list[str] = []
    for row, module in enumerate(modules):
        parts += _bar(row * height, height, module)
    return drawing(_WIDTH, height * len(modules) + 6, parts)


def _bar(above: float, height: float, module: Module) -> list[str]:
    thick = min(16.0, height - 4)
    top, room = above + min(7.0, (height - thick) / 2), _WIDTH - _LEFT - _RIGHT
    middle, size = top + thick / 2 + 4, min(10.5, height * 0.7)
    low = module["share"] < module["floor"] and not module["left_out"]
    colour = RED if low else BLUE
    lines = wrapped(module["title"], _LETTERS) if height >= 2 * size else [shortened(module["title"], _LETTERS)]
    first = middle - 5.5 * (len(lines) - 1)
    parts = [text(_LEFT - 8, first + 11 * i, line, size=size, anchor="end", fill=INK) for i, line in enumerate(lines)]
    parts.append(_block(_LEFT, top, room, thick, BLUE_SOFT))
    if module["share"] > 0:
        parts.append(_block(_LEFT, top, room * module["share"], thick, colour))
    if module["floor"]:
        x = _LEFT + room * module["floor"]
        ends = f'x1="{n(x)}" y1="{n(top - 2)}" x2="{n(x)}" y2="{n(top + thick + 2)}"'
        parts.append(f'<line {ends} stroke="{RED}" stroke-width="1.2"/>')
    fill = MUTED if module["left_out"] else colour
    parts.append(text(_WIDTH, middle, module["percent"], size=size, anchor="end", fill=fill, bold=True))
    return parts


def _block(x: float, y: float, width: float, height: float, fill: str) -> str:
    return f'<rect x="{n(x)}" y="{n(y)}" width="{n(width)}" height="{n(height)}" rx="2" fill="{fill}"/>'
