"""What filters offer: campaigns, parts of the tree, grades, kinds and states, in the reader's language."""

from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.models import Campaign, Organisation
from audit.reporting.words import BRANCH_KINDS
from audit.services.access import visible_organisations
from audit.services.campaigns import visible_campaigns
from audit.services.checklists import load_digest, published
from audit.web.audit_rows import place_name
from audit.web.language import gettext, language
from audit.web.signed_in import subject

Choices = list[tuple[str, str]]


def worded(words: Mapping[str, str]) -> Choices:
    """Codes with their words."""
    return [(code, gettext(text)) for code, text in words.items()]


def branch_kinds() -> Choices:
    """The kinds of branches."""
    return worded(BRANCH_KINDS)


def campaigns(session: Session) -> Choices:
    """The campaigns that the person may see, the newest first."""
    rows = session.scalars(visible_campaigns(subject()).order_by(Campaign.year.desc(), Campaign.id.desc()))
    return [(str(campaign.id), campaign.title) for campaign in rows]


def parts_of_the_tree(session: Session) -> Choices:
    """Every place above the branches that the person may see, by its path."""
    rows = visible_organisations(subject()).where(Organisation.level != "branch").order_by(Organisation.path)
    return indented(session.scalars(rows))


def indented(places: Iterable[Organisation]) -> Choices:
    """Places in the order of the tree, each as far in as it lies deep."""
    found = list(places)
    least = min((place.path.count("/") for place in found), default=0)
    return [(place.path, "\u3000" * (place.path.count("/") - least) + place_name(place)) for place in found]


def grades(session: Session) -> Choices:
    """The grades of all published checklists, each id once."""
    found: dict[str, str] = {}
    for version in published(session):
        for grade in load_digest(session, version.digest).grades:
            found.setdefault(grade.id, grade.title.in_language(language()))
    return list(found.items())


def managed_places(session: Session) -> Choices:
    """Every place above the branches where the person may open campaigns, by its id."""
    tops = subject().paths("campaigns.manage")
    rows = session.scalars(select(Organisation).where(Organisation.level != "branch").order_by(Organisation.path))
    allowed = [place for place in rows if place.path.startswith(tops)]
    return [(str(place.id), name) for place, (_, name) in zip(allowed, indented(allowed), strict=True)]
