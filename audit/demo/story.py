"""The whole demonstration: a bank, three seasons, the last of them half way; told in a minute."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.demo.bank import employ, found_bank
from audit.demo.proof import Proof
from audit.demo.repairs import repair
from audit.demo.season import Season
from audit.models import Organisation, User
from audit.services.errors import StateError
from audit.store import Store

SEASONS = 3
# how the running season's audits stand, the branches taking them in turn
_SELF = ("locked", "locked", "locked", "submitted", "locked", "reviewed", "locked", "returned", "locked", "locked")
_INSPECTED = ("locked", "draft", "locked", "submitted", "new", "locked", "reviewed", "new", "returned", "draft")


def tell(
    session: Session, store: Store, *, seasons: int = SEASONS, note: Callable[[int], None] = lambda _year: None
) -> dict[str, str]:
    """Fills an empty database and gives the passwords by login; `note` hears of each year before it is told.

    The shipped checklists must be published. Raises StateError (`not-empty`).
    """
    if session.scalar(select(User.id).limit(1)) or session.scalar(select(Organisation.id).limit(1)):
        raise StateError("not-empty")
    random, proof = Random(2026), Proof(store)
    people, passwords = employ(session, found_bank(session))
    last = season_year()
    for year in range(last - seasons + 1, last + 1):
        note(year)
        _tell_year(Season(session, year, people, proof, random, past=year < last), progress=0.03 * (year - last))
    return passwords


def season_year() -> int:
    """The year of the running season: its inspections are under way from summer on."""
    return (datetime.now(UTC) - timedelta(days=210)).year


def _tell_year(season: Season, *, progress: float) -> None:
    campaign = season.open()
    for kind, fates in (("self", _SELF), ("inspection", _INSPECTED)):
        audits = season.audits(campaign, kind)
        for number, (audit, code) in enumerate(audits):
            fate = "locked" if season.past else fates[number % len(fates)]
            if fate == "new":
                continue
            quality = 0.5 + progress + 0.28 * ((number * 7) % 10) / 10 + (0.07 if kind == "self" else 0)
            who = season.subjects[season.filler(audit, code)]
            moment = season.moment(kind, number)
            season.fill(audit, who, moment, quality=quality, share=1.0 if fate != "draft" else 0.35 + number % 4 / 8)
            if fate != "draft":
                season.finish(audit, who, moment, until=fate)
    done_by, closed_by = season.people["manager"].id, season.people["review"].id
    repair(season.session, campaign, past=season.past, done_by=done_by, closed_by=closed_by, random=season.random)
    if season.past:
        season.end(campaign)
