"""How templates show figures, days and words, and what they find without being given it."""

from datetime import date, datetime

from flask import Flask, url_for
from flask_wtf.csrf import generate_csrf
from jinja2 import StrictUndefined

from audit.scoring.figures import show
from audit.web import words
from audit.web.assets import asset_url, build
from audit.web.forms import attributes
from audit.web.language import gettext, language
from audit.web.signed_in import subject_or_none


def install(app: Flask) -> None:
    """Gives templates their filters and globals."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(points=points, day=day, moment=moment, word=word, in_language=in_language)
    app.jinja_env.globals.update(
        asset=asset_url,
        build=build,
        csrf_token=generate_csrf,
        field_attributes=attributes,
        subject=subject_or_none,
        url_for=url_for,
        words=words,
    )


def points(hundredths: int | None) -> str:
    """Hundredths as points with two places; nothing where there is no figure."""
    return "" if hundredths is None else show(hundredths)


def day(value: date | None) -> str:
    """A day as the reader's language writes it."""
    if value is None:
        return ""
    return f"{value:%Y-%m-%d}" if language() == "en" else f"{value.year}年{value.month}月{value.day}日"


def moment(value: datetime | None) -> str:
    """A moment in the machine's own zone, to the minute."""
    return "" if value is None else f"{value.astimezone():%Y-%m-%d %H:%M}"


def word(value: str, among: dict[str, str]) -> str:
    """The word for a code: `audit.state|word(words.AUDIT_STATES)`; a code without a word shows as it is."""
    return gettext(among[value]) if value in among else value


def in_language(texts: dict[str, str]) -> str:
    """A text of a checklist (`{zh, en}`) in the reader's language, else in Chinese."""
    return texts.get(language()) or texts["zh"]
