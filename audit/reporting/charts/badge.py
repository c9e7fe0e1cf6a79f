"""The star badge of the cover: a medallion with the grade and its stars."""

from math import cos, pi, sin

from audit.reporting.charts.svg import GOLD, LINE, MUTED, PAPER, drawing, n, text, wrapped

_SIZE = 220.0
_SOFT = "#f6ecd6"


def badge(title: str, stars: int, most: int) -> bytes:
    """The medallion; without stars it is grey."""
    centre, colour, ground = _SIZE / 2, GOLD if stars else MUTED, _SOFT if stars else PAPER
    parts = [
        f'<circle cx="{n(centre)}" cy="{n(centre)}" r="106" fill="{colour}"/>',
        f'<circle cx="{n(centre)}" cy="{n(centre)}" r="100" fill="{PAPER}"/>',
        f'<circle cx="{n(centre)}" cy="{n(centre)}" r="94" fill="{ground}" stroke="{colour}" stroke-width="1.5"/>',
    ]
    step, shown = 29.0, max(most, stars)
    first = centre - step * (shown - 1) / 2
    for position in range(shown):
        rise = 8 * abs(position - (shown - 1) / 2) / max(1, (shown - 1) / 2)
        parts.append(_star(first + step * position, 82 + rise, 12.5, colour if position < stars else LINE))
    lines = wrapped(title, 14)
    widest = max(sum(0.56 if sign.isascii() else 1.0 for sign in line) for line in lines)
    size = min(34 if len(lines) == 1 else 24, 150 / max(widest, 1))
    for row, line in enumerate(lines):
        parts.append(text(centre, 146 + 26 * row, line, size=size, anchor="middle", fill=colour, bold=True))
    return drawing(_SIZE, _SIZE, parts)


def _star(x: float, y: float, radius: float, fill: str) -> str:
    points = []
    for corner in range(10):
        reach = radius if corner % 2 == 0 else radius * 0.42
        angle = pi * corner / 5 - pi / 2
        points.append(f"{n(x + reach * cos(angle))},{n(y + reach * sin(angle))}")
    return f'<polygon points="{" ".join(points)}" fill="{fill}"/>'
