"""Where a person can go from the bar: what their permissions open."""

from typing import NamedTuple

from flask import Flask, current_app, request, url_for

from audit.web.language import gettext
from audit.web.policy import SIGNED_IN
from audit.web.signed_in import subject


def _(text: str) -> str:
    return text


# endpoint, permission, name; in the order of the bar
_PLACES = (
    ("start.show", SIGNED_IN, _("今日")),
    ("audits.index", SIGNED_IN, _("审核")),
    ("campaigns.index", "campaigns.read", _("评定周期")),
    ("actions.index", "audits.read", _("整改")),
    ("organisations.index", "organisations.read", _("机构")),
    ("people.index", "people.manage", _("人员")),
    ("checklists.index", "checklists.read", _("清单")),
)


class Place(NamedTuple):
    """One link of the bar; `here` when the page belongs to it."""

    name: str
    url: str
    here: bool


def install(app: Flask) -> None:
    """Gives templates `places()`."""
    app.jinja_env.globals["places"] = places


def places() -> list[Place]:
    """The links for the person who asks."""
    blueprint = (request.endpoint or "").partition(".")[0]
    return [
        Place(gettext(name), url_for(endpoint), endpoint.partition(".")[0] == blueprint)
        for endpoint, permission, name in _PLACES
        if endpoint in current_app.view_functions and permission in {SIGNED_IN} | subject().permissions
    ]
