"""The tablets that have an audit along, in words for those who run or review it."""

from typing import NamedTuple

from sqlalchemy.orm import Session

from audit.models import Audit
from audit.services.access import Subject
from audit.services.tablets import Seen, tablets
from audit.web.language import gettext

_OFFICERS = ("audits.review", "campaigns.manage")
MOST_SKEW = 5  # minutes


def _(text: str) -> str:
    return text


class Row(NamedTuple):
    """A line of the table; `clock` only where the tablet's is wrong."""

    user: str
    name: str
    seen_at: object
    waiting: int
    clock: str


def tablet_rows(session: Session, subject: Subject, audit: Audit) -> list[Row]:
    """The tablets of an audit, for officers of its branch; nothing for others."""
    if not any(subject.may(permission, audit.branch.path) for permission in _OFFICERS):
        return []
    seen = tablets(session, audit.id)
    return [Row(one.user, one.name, one.seen_at, one.waiting, _clock(one)) for one in seen]


def _clock(seen: Seen) -> str:
    minutes = round(abs(seen.skew) / 60_000)
    if abs(seen.skew) <= MOST_SKEW * 60_000:
        return ""
    slow, fast = _("平板的时钟慢{minutes}分钟"), _("平板的时钟快{minutes}分钟")
    return gettext(slow if seen.skew > 0 else fast, minutes=minutes)
