"""The HTML of a report and the files it names, from a view of an audit."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from audit.places import shipped
from audit.reporting.charts.badge import badge
from audit.reporting.charts.bars import bars, in_columns
from audit.reporting.charts.radar import LEAST_CORNERS, MOST_CORNERS, radar
from audit.reporting.glyphs import with_glyphs
from audit.reporting.issue import Issue, issue_view
from audit.reporting.photos import Photo
from audit.reporting.running import DOCUMENTS, Running, running_style
from audit.translations import translate, translations

View = dict[str, Any]
KINDS = ("full", "exceptions", "sheet")
_LONG = 600  # characters: a row longer than this may be cut between pages
_EMPTY_LINES = re.compile(r"(?:[ \t]*\n){3,}")  # a remark may break lines, not fill pages with nothing
_MOST_UNITS, _MOST_CONDITIONS = 4, 4
_MOST_VETO_SIGNS = {"zh": 70, "en": 140}  # beside the badge on the cover


def _(text: str) -> str:
    return text


@lru_cache(maxsize=2)
def environment(language: str) -> Environment:
    """The template environment of a language; an undefined name is an error."""
    made = Environment(
        loader=FileSystemLoader(shipped("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_translations(translations(language))  # type: ignore[attr-defined]
    return made


def report_html(
    view: View, kind: str, photos: Mapping[str, Photo], issue: Issue | None = None
) -> tuple[str, dict[str, bytes]]:
    """The HTML, and the images it names by relative address; `photos` are those of the answers by file.

    Raises RefusedError where a signature of the issue cannot be read.
    """
    language = view["language"]
    _hang_photos(view, kind, photos)
    lock, files = issue_view(issue, language)
    files |= {f"photo-{photo.number}.jpg": photo.data for photo in photos.values()}
    files["badge.svg"] = badge(with_glyphs(view["grade"]), view["stars"], view["most_stars"])
    names = view["branch_name"], issue.number if issue else "", view["checklist"], view["answers_digest"]
    running = Running(kind, language, *names)
    charts, drawings = _charts(view)
    files |= drawings
    files["running.css"] = running_style(running).encode()
    html = (
        environment(language)
        .get_template("reports/report.html")
        .render(
            view=view,
            kind=kind,
            titles=_titles(view, kind),
            cover_rows=_cover_rows(view, kind),
            head_rows=_pairs(_head_rows(view)),
            charts=charts,
            issue=lock,
            most_veto_signs=_MOST_VETO_SIGNS[language],
            most_units=_MOST_UNITS,
            most_conditions=_MOST_CONDITIONS,
        )
    )
    return with_glyphs(_EMPTY_LINES.sub("\n\n", html.replace("\r\n", "\n"))), files


def _charts(view: View) -> tuple[View, dict[str, bytes]]:
    """The drawings of the modules' shares, each with what it says in words."""
    modules, language = view["modules"], view["language"]
    named = [module | {key: with_glyphs(module[key]) for key in ("id", "title")} for module in modules]
    files: dict[str, bytes] = {}
    radar_alt = ""
    if LEAST_CORNERS <= len(modules) <= MOST_CORNERS:
        radar_alt = translate(_("各模块得分率雷达图：{shares}"), language, shares=_shares(modules))
        files["radar.svg"] = radar(named)
    bars_of = []
    columns = in_columns(named) if len(modules) > MOST_CORNERS else [named]
    for position, column in enumerate(columns, 1):
        files[f"bars-{position}.svg"] = bars(column)
        alt = translate(_("各模块得分率条形图：{shares}"), language, shares=_shares(column))
        bars_of.append({"src": f"bars-{position}.svg", "alt": alt})
    return {"radar_alt": radar_alt, "bars": bars_of}, files


def _shares(modules: Iterable[View]) -> str:
    return "; ".join(f"{module['title']} {module['percent']}" for module in modules)


def stylesheet() -> str:
    """The style of every report."""
    folder = shipped("static") / "css"
    return "\n".join((folder / name).read_text("utf-8") for name in ("tokens.css", "report.css"))


def _hang_photos(view: View, kind: str, photos: Mapping[str, Photo]) -> None:
    """Gives every row the pictures it shows, and says which rows are too long to keep whole."""
    rows = [
        *(row for module in view["sheet"] for section in module["sections"] for row in section["criteria"]),
        *view["deductions"],
    ]
    for row in rows:
        row["pictures"] = [
            _picture(row, photo, photos[photo["file"]], view["language"])
            for photo in row["photos"]
            if photo["file"] in photos
        ]
        # a photograph that was not handed over is still named
        row["unseen"] = [
            translate(
                _("{title}（{name}）"), view["language"], title=_figure(photo, view["language"]), name=photo["file"]
            )
            for photo in row["photos"]
            if photo["file"] not in photos and kind != "sheet"
        ]
        row["show_reason"] = bool(row["reasons"]) and row["status"] == "scored"
        row["long"] = sum(map(_room, (row["text"], row["note"], *row["reasons"]))) > _LONG
    for row in view["ledger"]:
        row["long"] = sum(map(_room, row["found"])) > _LONG


def _room(text: str) -> int:
    """The characters that a text takes the room of: a line of a narrow column is some twenty."""
    return len(text) + 20 * text.count("\n")


def _picture(row: View, photo: View, held: Photo, language: str) -> View:
    label = _figure(photo, language)
    return {"src": f"photo-{held.number}.jpg", "label": label, "alt": label}


def _figure(photo: View, language: str) -> str:
    """The number and the caption of a photograph."""
    number = translate(_("图{number}"), language, number=photo["number"])
    return f"{number}　{photo['caption']}" if photo["caption"] else number


def _titles(view: View, kind: str) -> dict[str, str]:
    language = view["language"]
    texts = {
        "document": DOCUMENTS[kind],
        "contents": _("目录"),
        "summary": _("考评概览"),
        "deductions": _("扣分明细"),
        "sheet": _("评分表"),
        "signatures": _("签字"),
        "ledger": _("附录一　整改台账"),
        "workings": _("附录二　计分过程") if kind == "full" else _("计分过程"),
    }
    titles = {name: translate(text, language) for name, text in texts.items()}
    titles["kind"] = view["audit_kind"] or titles["document"]
    return titles


def _head_rows(view: View) -> list[tuple[str, str]]:
    language = view["language"]
    comma = "、" if language == "zh" else ", "
    rows = [
        (_("申报单位"), view["branch_name"]),
        (_("网点代码"), view["branch_code"]),
        (_("网点类型"), view["branch_kind"]),
        (_("评定方式"), view["audit_kind"]),
        (_("考核时间"), view["date"]),
        (_("考核单位"), view["organisation"]),
        (_("考核人员"), comma.join(view["assessors"])),
        (_("地点"), view["place"]),
        (_("设施"), comma.join(view["facilities"])),
    ]
    return [(translate(name, language), value) for name, value in rows if value]


def _cover_rows(view: View, kind: str) -> list[tuple[str, str]]:
    return _head_rows(view)[1:] if view["branch_name"] else _head_rows(view)


def _pairs(rows: list[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    padded = [*rows, ("", "")] if len(rows) % 2 else rows
    return [list(padded[first : first + 2]) for first in range(0, len(padded), 2)]
