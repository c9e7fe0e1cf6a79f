"""Which tables are taken out and brought in, with the words of their choices, and what is written into them."""

from collections.abc import Iterator, Mapping

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from audit.models import Organisation, User
from audit.reporting.words import BRANCH_KINDS, FACILITIES
from audit.services.access import Subject, within
from audit.services.clock import today
from audit.services.organisations import MANAGE as MANAGE_ORGANISATIONS
from audit.services.people_lists import managed_people, with_posts
from audit.web.audit_rows import place_name
from audit.web.database import installation
from audit.web.language import gettext
from audit.web.words import LEVELS, ROLES
from audit.workbooks.organisations import organisations_table
from audit.workbooks.people import people_table
from audit.workbooks.records import Record, Table


def _(text: str) -> str:
    return text


ACTIVITY: Mapping[str, str] = {"active": _("正常"), "closed": _("已停用")}
_TEMPLATE = _("模板")
LANGUAGE_WORDS: Mapping[str, str] = {"zh": _("中文"), "en": _("英文")}


def table(kind: str) -> Table:
    """The table of organisations or of people."""
    if kind == "organisations":
        return organisations_table(LEVELS, BRANCH_KINDS, FACILITIES, ACTIVITY)
    return people_table(LANGUAGE_WORDS, ROLES, ACTIVITY)


def file_name(kind: str, *, empty: bool = False) -> str:
    """What a downloaded workbook is called."""
    title = gettext(table(kind).title)
    return f"{title} {gettext(_TEMPLATE)}.xlsx" if empty else f"{title} {today():%Y-%m-%d}.xlsx"


def records(session: Session, subject: Subject, kind: str) -> Iterator[Record]:
    """Every row of a workbook that is taken out."""
    return _organisations(session, subject) if kind == "organisations" else _people(session, subject)


def _organisations(session: Session, subject: Subject) -> Iterator[Record]:
    above = aliased(Organisation)
    rows = select(Organisation, above.code).outerjoin(above, Organisation.parent_id == above.id)
    mine = within(subject.paths(MANAGE_ORGANISATIONS))
    for place, parent in session.execute(rows.where(mine).order_by(Organisation.path)):
        yield {
            "code": place.code,
            "name": place.name,
            "name_en": place.name_en,
            "level": place.level,
            "parent": parent or "",
            "kind": place.kind,
            "facilities": place.facilities,
            "staff_count": place.staff_count,
            "address": place.address,
            "active": "active" if place.active else "closed",
        }


def _people(session: Session, subject: Subject) -> Iterator[Record]:
    """One row an appointment; those whom somebody else manages too are left out, for they could not come back."""
    for person in session.scalars(with_posts(managed_people(subject)).order_by(User.login)):
        about = {"login": person.login, "name": person.name, "language": person.language}
        about["active"] = "active" if person.active else "closed"
        for post in person.appointments:
            place = post.organisation
            yield about | {"role": post.role, "organisation": place.code, "place": place_name(place)}


def link_records(made: list[tuple[User, str]]) -> list[Record]:
    """A row for each who was invited."""
    return [
        {
            "name": person.name,
            "login": person.login,
            "place": "、".join(place_name(post.organisation) for post in person.appointments),
            "link": installation().public_url + url_for("activation.show", token=token),
        }
        for person, token in made
    ]
