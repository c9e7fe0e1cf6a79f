"""Issues: numbered without a gap, signed, frozen; and the issue that replaces another."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.db import Database
from audit.models import Action, Audit, Issue, Operation, Register
from audit.services import audits, issues
from audit.services.documents import document
from audit.services.errors import ForbiddenError, InvalidError, NotFoundError, StateError
from audit.services.issues import CODE_LENGTH, SIGNS, begin_new
from tests.cast import Cast, make_cast
from tests.filling import FILLERS, change, fill, fresh, lock, review, sign, write


def test_a_locked_audit_has_a_number_and_a_code(session: Session, cast: Cast) -> None:
    issue = lock(session, cast, "inspection", Z={"faults": {"a": 1}})
    audit = fresh(session, cast, "inspection")
    assert (audit.state, audit.locked_at is not None) == ("locked", True)
    assert (issue.final, issue.grade) == (audit.low, audit.low_grade)
    assert issue.number == f"{issue.issued_at.astimezone().year}-000001"
    assert len(issue.code) == CODE_LENGTH
    assert set(issue.code) <= set(SIGNS)
    assert not {"0", "O", "1", "I", "L"} & set(SIGNS)
    assert session.scalars(select(Action.criterion)).all() == ["Z"]


def test_what_was_issued_does_not_change_with_the_branch_s_name(session: Session, cast: Cast) -> None:
    issue = lock(session, cast, "inspection")
    before = document(session, fresh(session, cast, "inspection"))
    cast.places["dock"].name = "改名支行"
    session.flush()
    assert document(session, fresh(session, cast, "inspection")) == before == json.loads(issue.answers)


@pytest.mark.parametrize(
    ("name", "signed", "codes"),
    [
        ("inspection", (), ["assessor-unsigned", "branch-head-unsigned"]),
        ("inspection", ("assessor",), ["branch-head-unsigned"]),
        ("self", ("assessor",), ["branch-head-unsigned"]),
        ("self", ("branch_head",), []),
    ],
)
def test_a_lock_needs_signatures(
    session: Session, cast: Cast, name: str, signed: tuple[str, ...], codes: list[str]
) -> None:
    audit = fill(session, cast, name)
    if signed:
        sign(session, cast, name, *signed)
    audits.submit(session, cast.subjects[FILLERS[name]], audit.id)
    audits.accept(session, cast.subjects["reviewer"], audit.id)
    if not codes:
        assert issues.lock(session, cast.subjects["reviewer"], audit.id).number
        return
    with pytest.raises(InvalidError) as caught:
        issues.lock(session, cast.subjects["reviewer"], audit.id)
    assert [problem.code for problem in caught.value.problems] == codes
    assert (fresh(session, cast, name).state, session.scalars(select(Issue)).all()) == ("reviewed", [])


def test_a_refusal_with_its_reason_is_as_good_as_a_signature(session: Session, cast: Cast) -> None:
    audit = fill(session, cast, "inspection")
    sign(session, cast, "inspection", "assessor")
    write(session, cast, "inspection", "inspector", change("sig/branch_head", {"name": "王", "refused": "不同意第1条"}))
    audits.submit(session, cast.subjects["inspector"], audit.id)
    audits.accept(session, cast.subjects["reviewer"], audit.id)
    assert issues.lock(session, cast.subjects["reviewer"], audit.id).number


def test_a_lock_is_done_once_and_only_after_the_review(session: Session, cast: Cast) -> None:
    audit = fill(session, cast, "self")
    with pytest.raises(StateError, match="not-reviewed"):
        issues.lock(session, cast.subjects["reviewer"], audit.id)
    lock(session, cast, "inspection")
    with pytest.raises(StateError, match="locked"):
        issues.lock(session, cast.subjects["reviewer"], cast.audits["inspection"].id)
    assert len(session.scalars(select(Issue)).all()) == 1


@pytest.mark.parametrize(
    ("who", "error"), [("inspector", ForbiddenError), ("branch_manager", ForbiddenError), ("stranger", NotFoundError)]
)
def test_not_everybody_locks(session: Session, cast: Cast, who: str, error: type[Exception]) -> None:
    audit = review(session, cast, "inspection")
    with pytest.raises(error):
        issues.lock(session, cast.subjects[who], audit.id)
    assert session.scalars(select(Issue)).all() == []


def test_a_lock_that_is_undone_leaves_no_gap(session: Session, cast: Cast) -> None:
    review(session, cast, "inspection")
    with session.begin_nested() as undone:
        issues.lock(session, cast.subjects["reviewer"], cast.audits["inspection"].id)
        undone.rollback()
    session.expire_all()
    assert issues.lock(session, cast.subjects["reviewer"], cast.audits["inspection"].id).number.endswith("-000001")


def test_two_locks_at_once_get_two_numbers(database: Database) -> None:
    with database.writing() as session:
        cast = make_cast(session)
        ids = [review(session, cast, name).id for name in FILLERS]
        session.commit()

    def locked(audit_id: int) -> str:
        with database.writing() as session:
            number = issues.lock(session, cast.subjects["reviewer"], audit_id).number
            session.commit()
            return number[-6:]

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(locked, ids)) == ["000001", "000002"]


def test_a_new_issue_starts_with_everything_but_the_signatures(session: Session, cast: Cast) -> None:
    old = lock(session, cast, "inspection", Z={"faults": {"a": 1}})
    draft = begin_new(session, cast.subjects["reviewer"], cast.audits["inspection"].id)
    assert (draft.state, draft.previous_id, draft.open_count) == ("draft", cast.audits["inspection"].id, 0)
    assert [assignment.user_id for assignment in draft.assignments] == [cast.people["inspector"].id]

    def registers(audit_id: int) -> dict[str, str]:
        rows = session.execute(select(Register.path, Register.value).where(Register.audit_id == audit_id))
        return dict(rows.all())

    before = registers(cast.audits["inspection"].id)
    assert {path for path in before if path.startswith("sig/")} == {"sig/assessor", "sig/branch_head"}
    assert registers(draft.id) == {path: value for path, value in before.items() if not path.startswith("sig/")}
    copied = session.scalars(select(Operation).where(Operation.audit_id == draft.id)).all()
    assert {(row.device, row.outcome, row.user_id) for row in copied} == {
        ("issue", "applied", cast.people["inspector"].id)
    }
    assert (draft.low, draft.high) == (old.final, old.final)
    session.refresh(old)
    assert old.replaced_by is None


def test_the_old_issue_names_its_successor_once_that_is_locked(session: Session, cast: Cast) -> None:
    old = lock(session, cast, "inspection")
    draft = begin_new(session, cast.subjects["reviewer"], cast.audits["inspection"].id)
    cast.audits["inspection"] = draft
    sign(session, cast, "inspection")
    audits.submit(session, cast.subjects["inspector"], draft.id)
    audits.accept(session, cast.subjects["reviewer"], draft.id)
    new = issues.lock(session, cast.subjects["reviewer"], draft.id)
    session.refresh(old)
    assert (old.replaced_by, new.number[-6:]) == (new.id, "000002")


def test_a_locked_audit_is_followed_once(session: Session, cast: Cast) -> None:
    audit = review(session, cast, "inspection")
    with pytest.raises(StateError, match="not-locked"):
        begin_new(session, cast.subjects["reviewer"], audit.id)
    issues.lock(session, cast.subjects["reviewer"], audit.id)
    begin_new(session, cast.subjects["reviewer"], audit.id)
    with pytest.raises(StateError, match="already-followed"):
        begin_new(session, cast.subjects["reviewer"], audit.id)
    with pytest.raises(ForbiddenError):
        begin_new(session, cast.subjects["inspector"], audit.id)
    assert len(session.scalars(select(Audit).where(Audit.previous_id.is_not(None))).all()) == 1
