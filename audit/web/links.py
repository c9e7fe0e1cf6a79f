"""Where a person can go on from an audit."""

from typing import NamedTuple

from flask import current_app, url_for

from audit.models import Audit
from audit.services.access import may_with
from audit.web.database import reading
from audit.web.language import gettext
from audit.web.signed_in import subject


def _(text: str) -> str:
    return text


class Link(NamedTuple):
    """A way on; `main` is what the person most likely came for."""

    title: str
    url: str
    main: bool = False


def ways_on(audit: Audit) -> list[Link]:
    """The pages of an audit that the person may use in its state."""
    found = []
    if audit.state == "draft" and _may("audits.fill", audit):
        found.append(("fill.show", gettext(_("填写")), True))
    if _may("audits.compare", audit):
        found.append(("review.show", gettext(_("对比复核")), audit.state == "submitted"))
    if audit.state != "locked" and _may("audits.fill", audit):
        found.append(("signatures.show", gettext(_("签字")), False))
    return [
        Link(title, url_for(endpoint, audit_id=audit.id), main)
        for endpoint, title, main in found
        if endpoint in current_app.view_functions
    ]


def _may(permission: str, audit: Audit) -> bool:
    return may_with(reading(), subject(), audit, permission)
