"""Who may see and do what where: every role against every audit of the cast."""

import pytest
from sqlalchemy.orm import Session

from audit.services.access import get_audit, get_organisation, visible_audits, visible_organisations
from audit.services.errors import ForbiddenError, NotFoundError
from tests.cast import Cast

# drafts that each may read
READABLE = {
    "administrator": {"self", "inspection", "foreign"},
    "campaign_manager": {"self", "inspection"},
    "reviewer": {"self", "inspection"},
    "inspector": {"inspection"},
    "colleague": set[str](),
    "branch_manager": {"self"},
    "branch_staff": {"self"},
    "neighbour": set[str](),
    "reader": set[str](),
    "stranger": {"foreign"},
}
FILLABLE = {"inspector": {"inspection"}, "branch_manager": {"self"}, "branch_staff": {"self"}}


@pytest.mark.parametrize("who", READABLE)
def test_each_role_sees_its_part(session: Session, cast: Cast, who: str) -> None:
    rows = session.scalars(visible_audits(cast.subjects[who])).all()
    assert {name for name, audit in cast.audits.items() if audit in rows} == READABLE[who]
    for name, audit in cast.audits.items():
        if name in READABLE[who]:
            assert get_audit(session, cast.subjects[who], audit.id) is audit
        else:
            with pytest.raises(NotFoundError):
                get_audit(session, cast.subjects[who], audit.id)


@pytest.mark.parametrize("who", READABLE)
def test_each_role_fills_its_own(session: Session, cast: Cast, who: str) -> None:
    for name in READABLE[who]:
        audit = cast.audits[name]
        if name in FILLABLE.get(who, set()):
            assert get_audit(session, cast.subjects[who], audit.id, "audits.fill") is audit
        else:
            with pytest.raises(ForbiddenError):
                get_audit(session, cast.subjects[who], audit.id, "audits.fill")


def test_a_branch_sees_its_inspection_once_it_is_submitted(session: Session, cast: Cast) -> None:
    audit = cast.audits["inspection"]
    audit.state = "submitted"
    session.flush()
    for who in ("branch_manager", "branch_staff", "reader"):
        assert get_audit(session, cast.subjects[who], audit.id) is audit
    for who in ("neighbour", "stranger", "colleague"):
        with pytest.raises(NotFoundError):
            get_audit(session, cast.subjects[who], audit.id)


def test_organisations_of_others_are_not_there(session: Session, cast: Cast) -> None:
    seen = session.scalars(visible_organisations(cast.subjects["reader"])).all()
    assert {place.code for place in seen} == {"NORTH", "RIVER", "DOCK", "GATE"}
    with pytest.raises(NotFoundError):
        get_organisation(session, cast.subjects["reader"], cast.places["tower"].id)
    with pytest.raises(ForbiddenError):
        get_organisation(session, cast.subjects["reader"], cast.places["dock"].id, "organisations.manage")
