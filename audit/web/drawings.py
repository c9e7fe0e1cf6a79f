"""The charts of the report on a page: in the colours of the page, light or dark, and said in words."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from markupsafe import Markup

from audit.reporting.charts.badge import badge
from audit.reporting.charts.bars import bars, in_columns
from audit.reporting.charts.radar import LEAST_CORNERS, MOST_CORNERS, radar
from audit.web.language import gettext

# the report's colours by the names that static/css/tokens.css gives them; the dark page has its own
_COLOURS = {
    "#1b2a3d": "var(--ink)",
    "#5c6b7d": "var(--muted)",
    "#d5dce4": "var(--line)",
    "#ffffff": "var(--surface)",
    "#1f4e79": "var(--blue)",
    "#dce7f1": "var(--blue-soft)",
    "#b07d1e": "var(--gold)",
    "#b3352b": "var(--red)",
    "#f6ecd6": "var(--gold-soft)",
}


def _(text: str) -> str:
    return text


class Drawing(NamedTuple):
    """A chart as SVG for the page, and what it says in words."""

    svg: Markup
    alt: str


def drawn(svg: bytes) -> Markup:
    """A chart of the report in the page's colours and letters."""
    text = svg.decode()
    for colour, name in _COLOURS.items():
        text = text.replace(f'"{colour}"', f'"{name}"')
    text = text.replace('font-family="StarAudit Sans"', 'aria-hidden="true"')
    return Markup(text)  # noqa: S704 - the charts escape what they are given


def charts(modules: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The radar, where the modules make one, and the bars."""
    spoken = gettext(_("各模块得分率雷达图：{shares}"), shares=_shares(modules))
    is_radar = LEAST_CORNERS <= len(modules) <= MOST_CORNERS
    columns = in_columns(modules) if len(modules) > MOST_CORNERS else [modules]
    return {
        "radar": Drawing(drawn(radar(modules)), spoken) if is_radar else None,
        "bars": [Drawing(drawn(bars(column)), _spoken_bars(column)) for column in columns],
    }


def medallion(grade: str, stars: int, most: int) -> Markup:
    """The badge of the grade."""
    return drawn(badge(grade, stars, most))


def _spoken_bars(modules: Sequence[dict[str, Any]]) -> str:
    return gettext(_("各模块得分率条形图：{shares}"), shares=_shares(modules))


def _shares(modules: Sequence[dict[str, Any]]) -> str:
    return "; ".join(f"{module['title']} {module['percent']}" for module in modules)
