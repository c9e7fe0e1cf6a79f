"""The reader's language: the person's own, the one chosen in this browser, or what the browser asks for."""

from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, abort, g, redirect, request

from audit.translations import LANGUAGES, translate
from audit.web.database import installation
from audit.web.policy import PUBLIC, policy
from audit.web.signed_in import subject_or_none

pages = Blueprint("language", __name__)
COOKIE = "star_language"


def install(app: Flask) -> None:
    """Gives templates `_()` and `language()`."""
    app.jinja_env.globals.update(_=gettext, language=language)


def language() -> str:
    """The language of this answer."""
    if "language" not in g:
        g.language = _choose()
    chosen: str = g.language
    return chosen


def gettext(text: str, /, **facts: object) -> str:
    """A source text in the reader's language."""
    return translate(text, language(), **facts)


def _choose() -> str:
    chosen = request.cookies.get(COOKIE)
    if chosen in LANGUAGES:
        return chosen
    person = subject_or_none()
    if person is not None:
        return person.language
    return request.accept_languages.best_match(LANGUAGES) or "zh"


@pages.post("/language/<chosen>")
@policy(PUBLIC)
def choose(chosen: str) -> Response:
    """Remembers the language in this browser and goes back to the page."""
    if chosen not in LANGUAGES:
        abort(404)
    came_from = urlsplit(request.referrer or "/")
    response = redirect(came_from.path + (f"?{came_from.query}" if came_from.query else ""))
    assert isinstance(response, Response)  # noqa: S101 - what redirect gives
    keep_language(response, chosen)
    return response


def keep_language(response: Response, chosen: str) -> None:
    """Has the browser remember the language."""
    response.set_cookie(COOKIE, chosen, max_age=31536000, samesite="Lax", secure=installation().secure)
