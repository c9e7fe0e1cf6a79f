"""Where a person can go on from an audit."""

from typing import NamedTuple

from flask import url_for

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
        found.append(Link(gettext(_("填写")), _fill(audit), main=True))
    if _may("audits.compare", audit):
        compared = url_for("review.show", audit_id=audit.id)
        found.append(Link(gettext(_("对比复核")), compared, main=audit.state == "submitted"))
    if audit.state != "locked" and _may("audits.fill", audit):
        found.append(Link(gettext(_("签字")), f"{_fill(audit)}/signatures"))
    return found


def _fill(audit: Audit) -> str:
    return f"{url_for('shell.fill')}#{audit.id}"


def _may(permission: str, audit: Audit) -> bool:
    return may_with(reading(), subject(), audit, permission)
