"""The demonstration: a whole bank, told once, through the same use-cases that people use."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from audit.db import Database
from audit.demo.places import COLLEAGUES, PEOPLE
from audit.demo.story import tell
from audit.inputs import read_checklist
from audit.models import Action, Audit, Campaign, Issue, Organisation, PhotographUse, User
from audit.models.user import ROLES
from audit.places import shipped
from audit.services.checklists import publish
from audit.services.errors import StateError
from audit.services.passwords import matches
from audit.services.scores import figures, score_of
from audit.store import Store


def test_a_bank_is_told(database: Database, tmp_path: Path) -> None:
    store = Store(tmp_path / "files")
    with database.writing() as session:
        publish(session, read_checklist(str(shipped("checklists") / "civilized-service@2026.1.yaml")))
        passwords = tell(session, store, seasons=1)
        session.commit()
        counted = session.execute(select(Organisation.level, func.count()).group_by(Organisation.level))
        assert {level: count for level, count in counted} == {  # noqa: C416 - rows are no pairs to dict()
            "head_office": 1,
            "province": 2,
            "city": 6,
            "branch": 40,
        }
        people = {person.login: person for person in session.scalars(select(User))}
        assert {role for _login, _name, role, _code in PEOPLE} == set(ROLES)
        assert all(matches(people[login].password_hash, password) for login, password in passwords.items())
        assert all(people[login].password_hash is None for login, *_ in COLLEAGUES)
        assert len(session.scalars(select(Campaign)).all()) == 1
        audits = session.scalars(select(Audit)).all()
        assert len(audits) == 80
        assert {audit.state for audit in audits} == {"draft", "submitted", "reviewed", "locked"}
        for audit in audits[::9]:
            assert figures(score_of(session, audit)).items() <= vars(audit).items()
        locked = sum(audit.state == "locked" for audit in audits)
        assert session.scalar(select(func.count()).select_from(Issue)) == locked
        assert {action.state for action in session.scalars(select(Action))} == {"open", "done", "closed"}
        assert session.scalar(select(func.count()).select_from(PhotographUse))
        with pytest.raises(StateError, match="not-empty"):
            tell(session, store)
