"""The drawings: well-formed, without a script, with every title as text, the same every time."""

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import pytest

from audit.reporting.charts.badge import badge
from audit.reporting.charts.bars import bars, in_columns
from audit.reporting.charts.radar import radar
from audit.reporting.charts.svg import n, wrapped

HOSTILE = [
    "<script>alert(1)</script>",
    '"><image href="http://x"/>',
    "&amp;&lt;",
    "]]>",
    "</svg><svg>",
    "' onload='x",
    "评" * 200,
    "word " * 40,
    "",
    " ",
    "\u202e\u2066",
]
SVG = "{http://www.w3.org/2000/svg}"


def module(title: str = "模块", share: float = 0.5, **more: Any) -> dict[str, Any]:
    return {"title": title, "share": share, "floor": 0.6, "left_out": False, "percent": "50.0%", **more}


DRAWINGS: dict[str, Callable[[str], bytes]] = {
    "badge": lambda title: badge(title, 3, 5),
    "bars": lambda title: bars([module(title), module()]),
    "radar": lambda title: radar([module(title), module(), module()]),
}


def words(root: ElementTree.Element) -> str:
    return "".join("".join(element.itertext()) for element in root.iter(f"{SVG}text"))


@pytest.mark.parametrize("title", HOSTILE)
@pytest.mark.parametrize("drawing", DRAWINGS)
def test_a_title_is_text(drawing: str, title: str) -> None:
    drawn = DRAWINGS[drawing](title)
    root = ElementTree.fromstring(drawn)  # noqa: S314 - our own drawing
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        "svg",
        "circle",
        "polygon",
        "rect",
        "line",
        "text",
    }
    names = {name for element in root.iter() for name in element.attrib}
    assert not [name for name in names if name.startswith("on") or "href" in name or name == "style"]
    assert "".join(title.split()) in "".join(words(root).split())
    assert DRAWINGS[drawing](title) == drawn


@pytest.mark.parametrize("count", [1, 10, 12, 16, 17, 25])
def test_any_number_of_bars_stands_apart_within_the_height_of_its_place(count: int) -> None:
    root = ElementTree.fromstring(bars([module(title="模块的名称很长很长")] * count))  # noqa: S314
    assert float(root.attrib["height"]) <= (300 if count <= 16 else 360)
    tops = [float(rect.attrib["y"]) for rect in root.iter(f"{SVG}rect")][::2]
    heights = {float(rect.attrib["height"]) for rect in root.iter(f"{SVG}rect")}
    assert len(tops) == count
    assert all(below - above > max(heights) for above, below in pairwise(tops))
    lines = [(float(line.attrib["y"]), float(line.attrib["font-size"])) for line in root.iter(f"{SVG}text")]
    names = [line for position, line in enumerate(lines) if line not in lines[:position]]
    assert all(below[0] - above[0] >= above[1] for above, below in pairwise(sorted(names)) if below[0] != above[0])


@pytest.mark.parametrize(("count", "columns"), [(17, [9, 8]), (50, [25, 25]), (51, [25, 25, 1]), (100, [25] * 4)])
def test_very_many_bars_stand_in_columns(count: int, columns: list[int]) -> None:
    assert [len(column) for column in in_columns([module()] * count)] == columns


def test_a_radar_of_many_corners_has_numbers_for_titles() -> None:
    titles = words(ElementTree.fromstring(radar([module("环境管理", id=str(n)) for n in range(12)])))  # noqa: S314
    assert "环境管理" not in titles
    assert "1150.0%" in titles


@pytest.mark.parametrize("stars", range(6))
def test_the_badge_has_as_many_golden_stars(stars: int) -> None:
    drawn = badge("五星级", stars, 5).decode()
    assert drawn.count("<polygon") == 5
    assert len(re.findall(r'<polygon [^>]*fill="#b07d1e"', drawn)) == stars


def test_a_badge_of_a_list_without_stars() -> None:
    assert ElementTree.fromstring(badge("合格", 0, 0)).tag == f"{SVG}svg"  # noqa: S314


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_a_bar_is_as_long_as_its_share(share: float) -> None:
    root = ElementTree.fromstring(bars([module(share=share)]))  # noqa: S314
    widths = [float(rect.attrib["width"]) for rect in root.iter(f"{SVG}rect")]
    assert widths == ([widths[0]] if share == 0 else [widths[0], pytest.approx(widths[0] * share, abs=0.01)])


def test_a_bar_below_its_floor_is_red_and_one_left_out_is_not() -> None:
    red = 'height="16" rx="2" fill="#b3352b"'
    assert red in bars([module(share=0.59)]).decode()
    assert red not in bars([module(share=0.6)]).decode()
    assert red not in bars([module(share=0.0, left_out=True, percent="—")]).decode()


def test_the_radar_has_a_corner_for_each_module_that_counts() -> None:
    drawn = radar([module(), module(share=0.0, left_out=True), module(), module()]).decode()
    assert drawn.count("<circle") == 3
    assert drawn.count("<line") == 4


@pytest.mark.parametrize(("figure", "shown"), [(0.0, "0"), (-0.001, "0"), (1.5, "1.5"), (2.0, "2"), (1 / 3, "0.33")])
def test_coordinates_are_short(figure: float, shown: str) -> None:
    assert n(figure) == shown


@pytest.mark.parametrize(
    "words_", ["服务基础管理", "Counter service and efficiency", "x" * 60, "一二三四五六七八九十" * 3]
)
def test_wrapping_loses_nothing(words_: str) -> None:
    lines = wrapped(words_, 16)
    assert len(lines) <= 2
    assert "".join(lines).replace(" ", "") == words_.replace(" ", "")
