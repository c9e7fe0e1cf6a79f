"""The scores of a branch through the years as a chart: one line for each kind of audit, in percent of the points."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from audit.reporting.charts.svg import BLUE, GOLD, INK, LINE, MUTED, RED, drawing, n, text
from audit.web.drawings import Drawing, drawn
from audit.web.language import gettext

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 440.0, 260.0, 44.0, 24.0, 34.0, 34.0
MOST_COLUMNS = 8
_PENS: Mapping[str, tuple[str, str]] = {
    "inspection": (BLUE, ""),
    "self": (GOLD, ' stroke-dasharray="6 4"'),
    "spot_check": (RED, ' stroke-dasharray="2 4"'),
}


def _(text: str) -> str:
    return text


class Point(NamedTuple):
    """One score: the season it belongs to, the kind of the audit, the share of the points."""

    season: str
    kind: str
    share: float


def history_chart(points: Sequence[Point], names: Mapping[str, str]) -> Drawing:
    """The chart of one or more scores; `names` are the kinds in words."""
    seasons = list(dict.fromkeys(point.season for point in points))[-MOST_COLUMNS:]
    shown = [point for point in points if point.season in seasons]
    lowest = _lowest(shown)
    parts = [*_grid(lowest), *_seasons(seasons)]
    legend = _LEFT
    for kind in (kind for kind in _PENS if any(point.kind == kind for point in shown)):
        of_kind = [(_x(seasons, point.season), _y(point.share, lowest), point) for point in shown if point.kind == kind]
        parts += _line(kind, of_kind)
        parts += _legend(kind, names[kind], legend)
        legend += 34 + 15 * sum(0.55 if sign.isascii() else 1 for sign in names[kind])
    spoken = "; ".join(f"{point.season} {names[point.kind]} {point.share:.1%}" for point in shown)
    return Drawing(drawn(drawing(_WIDTH, _HEIGHT, parts)), gettext(_("历次得分率：{scores}"), scores=spoken))


def _lowest(points: Sequence[Point]) -> float:
    """Where the axis begins: a multiple of ten percent, so that small differences can be seen."""
    least = min(point.share for point in points)
    return max(0.0, min(0.8, int(least * 10 - 0.2) / 10)) if least > 0 else 0.0


def _x(seasons: Sequence[str], season: str) -> float:
    step = (_WIDTH - _LEFT - _RIGHT) / len(seasons)
    return _LEFT + step * (seasons.index(season) + 0.5)


def _y(share: float, lowest: float) -> float:
    room = _HEIGHT - _TOP - _BOTTOM
    return _TOP + room * (1 - (max(lowest, min(1.0, share)) - lowest) / (1 - lowest))


def _grid(lowest: float) -> list[str]:
    parts = []
    for step in range(5):
        share = lowest + (1 - lowest) * step / 4
        y = _y(share, lowest)
        ends = f'x1="{n(_LEFT)}" y1="{n(y)}" x2="{n(_WIDTH - _RIGHT)}" y2="{n(y)}"'
        parts.append(f'<line {ends} stroke="{LINE}" stroke-width="1"/>')
        parts.append(text(_LEFT - 8, y + 4, f"{share:.0%}", size=12, anchor="end", fill=MUTED))
    return parts


def _seasons(seasons: Sequence[str]) -> list[str]:
    return [text(_x(seasons, season), _HEIGHT - 10, season, size=13, anchor="middle", fill=INK) for season in seasons]


def _line(kind: str, places: Sequence[tuple[float, float, Point]]) -> list[str]:
    colour, dashes = _PENS[kind]
    pen = f'stroke="{colour}" stroke-width="2.5"{dashes}'
    parts = [
        f'<line x1="{n(x)}" y1="{n(y)}" x2="{n(next_x)}" y2="{n(next_y)}" {pen}/>'
        for (x, y, _point), (next_x, next_y, _next) in pairwise(places)
    ]
    parts += [f'<circle cx="{n(x)}" cy="{n(y)}" r="5" fill="{colour}"/>' for x, y, _point in places]
    below = kind == "self"
    for x, y, point in places:
        parts.append(text(x + 9, y + (16 if below else -8), f"{point.share:.1%}", size=12, fill=colour, bold=True))
    return parts


def _legend(kind: str, name: str, x: float) -> list[str]:
    colour, dashes = _PENS[kind]
    line = f'<line x1="{n(x)}" y1="14" x2="{n(x + 22)}" y2="14" stroke="{colour}" stroke-width="2.5"{dashes}/>'
    return [line, text(x + 28, 18, name, size=13, fill=INK)]
