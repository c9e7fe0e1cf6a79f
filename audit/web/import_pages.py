"""How a preview shows changes: a hundred a page, every value in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import request, url_for

from audit.reporting.words import BRANCH_KINDS, FACILITIES
from audit.services.imports.plan import Change
from audit.web.language import gettext, language
from audit.web.record_tables import ACTIVITY, LANGUAGE_WORDS
from audit.web.words import LEVELS, ROLES

A_PAGE = 100


def _(text: str) -> str:
    return text


FIELDS: Mapping[str, str] = {
    "name": _("机构名称"),
    "name_en": _("英文名称"),
    "level": _("级别"),
    "parent": _("上级机构编号"),
    "kind": _("网点类型"),
    "facilities": _("设施"),
    "staff_count": _("员工人数"),
    "address": _("地址"),
    "active": _("状态"),
    "language": _("语言"),
    "posts": _("任职"),
}
_WORDS: Mapping[str, Mapping[str, str]] = {
    "level": LEVELS,
    "kind": BRANCH_KINDS,
    "facilities": FACILITIES,
    "language": LANGUAGE_WORDS,
}


@dataclass(frozen=True)
class ChangesPage:
    """Some of the changes, as the pager of all lists wants them."""

    rows: Sequence[Change]
    number: int
    last: int
    label: str
    url_before: str
    url_after: str


def changes_page(changes: Sequence[Change]) -> ChangesPage:
    """The page of changes that the address asks for."""
    last = max(1, -(-len(changes) // A_PAGE))
    number = max(1, min(request.args.get("page", 1, type=int), last))
    rows = changes[(number - 1) * A_PAGE : number * A_PAGE]
    before = _url(number - 1) if number > 1 else ""
    return ChangesPage(rows, number, last, gettext(_("翻页")), before, _url(number + 1) if number < last else "")


def _url(number: int) -> str:
    return url_for(request.endpoint or "", **(request.view_args or {}), page=number)


def shown_value(field: str, value: object) -> str:
    """A value in the reader's words; a dash for nothing."""
    if field == "active":
        return gettext(ACTIVITY["active" if value else "closed"])
    if field == "posts" and isinstance(value, list):
        parts = [f"{gettext(ROLES.get(role, role))} {code}" for role, code in value]
    elif isinstance(value, list):
        parts = [_word(field, item) for item in value]
    else:
        parts = [] if value in {None, ""} else [_word(field, value)]
    return ("、" if language() == "zh" else ", ").join(parts) or "—"


def _word(field: str, value: object) -> str:
    words = _WORDS.get(field, {})
    return gettext(words[str(value)]) if str(value) in words else str(value)


def field_name(kind: str, field: str) -> str:
    """What a field is called in an import of this kind."""
    return gettext(_("姓名") if (kind, field) == ("people", "name") else FIELDS[field])
