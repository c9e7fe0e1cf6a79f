"""The shell: pages that open with no network, the worker that keeps them on the tablet, and what installs the site.

The pages are the same for everybody. Whose work they show, they ask the tablet and the API.
"""

import json
import re
from collections.abc import Sequence
from functools import lru_cache

from flask import Blueprint, abort, current_app, g, render_template
from flask.typing import ResponseReturnValue

from audit.reporting import words as names
from audit.translations import LANGUAGES
from audit.web import needs
from audit.web.assets import Asset, answer, assets, build, made
from audit.web.database import installation
from audit.web.language import language
from audit.web.policy import PUBLIC, policy

pages = Blueprint("shell", __name__)
READS = (1, 2)  # the forms of the tablet's queue that this build can send
ICONS = ("apple-touch-icon.png", "icon-192.png", "icon-512.png", "icon-maskable-512.png")
PAGES = {"fill": "fill/show.html", "field": "field/show.html", "manual": "manual/field.html"}
_SCRIPT = re.compile(r'<script type="module" src="/s/[0-9a-f]+/([^"]+)"')
PICTURES = "img/manual/"  # of the manual: their texts say as much, so tablets need not keep them
_STATIC = re.compile(r'(?:href|src)="/s/[0-9a-f]+/([^"]+)"')


@pages.get("/fill", endpoint="fill", defaults={"page": "fill"})
@pages.get("/field", endpoint="field", defaults={"page": "field"})
@pages.get("/manual/field", endpoint="manual", defaults={"page": "manual"})
@policy(PUBLIC)
def show(page: str) -> ResponseReturnValue:
    """A page of the shell in the reader's language; the audit stands behind the # of the address."""
    response = answer(_shell(page, language()))
    response.headers["Vary"] = "Accept-Encoding, Accept-Language, Cookie"
    return response


@pages.get("/shell/<wanted>/<page>")
@policy(PUBLIC)
def kept(wanted: str, page: str) -> ResponseReturnValue:
    """The same, as the tablet keeps it: nothing of the request counts but its address, no cookie is asked."""
    if page not in PAGES or wanted not in LANGUAGES:
        abort(404)
    return answer(_shell(page, wanted))


@pages.get("/sw.js")
@policy(PUBLIC)
def worker() -> ResponseReturnValue:
    """The worker of the site, in front of it what it has to keep; or one that takes itself away."""
    if installation().withdraw_worker:
        return answer(made(".js", _source("withdrawn.js").encode()))
    facts = {"BUILD": build(), "SHELL": shell_files(), "READS": READS}
    lines = [f"const {name} = {json.dumps(value)};\n" for name, value in facts.items()]
    return answer(made(".js", "".join((*lines, _source("sw.js"))).encode()))


@pages.get("/manifest.webmanifest")
@policy(PUBLIC)
def manifest() -> ResponseReturnValue:
    """What a tablet asks to put the site on its home screen."""
    return answer(assets()["manifest.webmanifest"])


@pages.get("/icons/<name>")
@policy(PUBLIC)
def icon(name: str) -> ResponseReturnValue:
    """An icon, at an address that stays: a new one would be a new app to some tablets."""
    if name not in ICONS:
        abort(404)
    return answer(assets()[f"img/{name}"])


def shell_files() -> list[str]:
    """The addresses of everything that a tablet keeps: the pages, all that they need, and the icons."""
    every = [(page, wanted) for page in PAGES for wanted in LANGUAGES]
    named = {name for each in every for name in _STATIC.findall(_shell(*each).content.decode())}
    named = {name for name in named if not name.startswith(PICTURES)}
    return [
        *(f"/shell/{wanted}/{page}" for page, wanted in every),
        *(f"/s/{build()}/{name}" for name in needs.files(named)),
        "/manifest.webmanifest",
        *(f"/icons/{name}" for name in ICONS),
    ]


@lru_cache(maxsize=len(LANGUAGES) * len(PAGES))
def _shell(page: str, wanted: str) -> Asset:
    g.language = wanted
    scripts = _SCRIPT.findall(_rendered(page, ()))
    return made(".html", _rendered(page, needs.modules(scripts)).encode())


def _rendered(page: str, modules: Sequence[str]) -> str:
    return render_template(PAGES[page], modules=modules, names=names)


def _source(name: str) -> str:
    loader, environment = current_app.jinja_env.loader, current_app.jinja_env
    assert loader is not None  # noqa: S101 - the application's own
    return loader.get_source(environment, f"shell/{name}")[0]
