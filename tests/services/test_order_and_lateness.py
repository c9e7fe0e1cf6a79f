"""What becomes of operations that come out of order, too late, or from who fills the audit no more; claims."""

from itertools import count
from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from audit.models import Assignment, Audit, Operation, PhotographUse, Register
from audit.services import audits, issues, known, tablets
from audit.services.access import Subject
from audit.services.comparison import late
from audit.services.documents import authors, document
from audit.services.errors import ForbiddenError, InvalidError, NotFoundError
from audit.services.operations import Applied, Change, apply
from tests.cast import Cast, checklist
from tests.filling import OTHER, TABLET, fill, fresh, sign
from tests.identity import uuid7

PICTURE = "c/1/p/11111111-1111-4111-8111-111111111111"
LATER = 10**6  # than any sequence number of tests.filling


_ids = count(1 << 80)


def change(sequence: int, path: str, value: Any, *, base: int = 0, **more: Any) -> Change:
    return Change(more.pop("id", uuid7(next(_ids))), sequence, path, base, value, 1_700_000_000_000, **more)


def put(session: Session, cast: Cast, *changes: Change, who: str = "inspector", device: str = TABLET) -> Applied:
    done = apply(session, cast.subjects[who], cast.audits["inspection"].id, device=device, changes=changes)
    known._kept.clear()
    assert known.knowledge(session, cast.audits["inspection"].id, done.known.chain) == done.known
    return done


def outcomes(done: Applied) -> list[str]:
    return [outcome.outcome for outcome in done.outcomes]


def value(session: Session, path: str) -> str | None:
    return session.scalar(select(Register.value).where(Register.path == path))


def reassign(session: Session, cast: Cast) -> None:
    audit = cast.audits["inspection"]
    session.execute(delete(Assignment).where(Assignment.audit_id == audit.id))
    session.add(Assignment(audit_id=audit.id, user_id=cast.people["colleague"].id))
    session.flush()


def test_a_device_s_last_word_is_its_highest_sequence(session: Session, cast: Cast) -> None:
    put(session, cast, change(5, "c/1/note", "five"))
    assert outcomes(put(session, cast, change(3, "c/1/note", "three"), change(4, "c/2/note", "four"))) == [
        "overtaken",
        "applied",
    ]
    assert value(session, "c/1/note") == '"five"'


def test_a_word_that_is_a_conflict_overtakes_too(session: Session, cast: Cast) -> None:
    put(session, cast, change(1, "c/1/note", "first"))
    assert outcomes(put(session, cast, change(7, "c/1/note", "seven"), device=OTHER)) == ["conflict"]
    assert outcomes(put(session, cast, change(6, "c/1/note", "six", base=1), device=OTHER)) == ["overtaken"]
    assert value(session, "c/1/note") == '"first"'


def test_outcomes_come_in_the_order_of_the_changes(session: Session, cast: Cast) -> None:
    done = put(session, cast, change(2, "c/1/note", "two"), change(1, "c/1/note", "one"))
    assert [(outcome.outcome, outcome.revision) for outcome in done.outcomes] == [("applied", 2), ("applied", 1)]


def test_nobody_has_seen_what_is_not_written_yet(session: Session, cast: Cast) -> None:
    put(session, cast, change(1, "c/1/note", "one"))
    assert outcomes(put(session, cast, change(1, "c/1/note", "two", base=2), device=OTHER)) == ["conflict"]


def test_a_reused_id_is_logged(session: Session, cast: Cast) -> None:
    once = change(1, "c/1/note", "one")
    put(session, cast, once)
    with capture_logs() as logs:
        put(session, cast, change(2, "c/1/note", "two", id=once.id), change(1, "c/1/note", "other"))
    assert [(entry["event"], entry["log_level"]) for entry in logs] == [
        ("sequence-reused", "warning"),
        ("operation-reused", "warning"),
    ]


def returned(session: Session, cast: Cast) -> Audit:
    fill(session, cast, "inspection")
    sign(session, cast, "inspection")
    audits.submit(session, cast.subjects["inspector"], cast.audits["inspection"].id)
    done = put(
        session,
        cast,
        change(LATER + 900, "c/1/note", "old"),
        change(LATER + 901, "c/1/note", "late"),
        change(LATER + 902, "c/1/answer", {"faults": {}}),
        change(LATER + 903, "claim/1/4", None),
    )
    assert outcomes(done) == ["late"] * 4
    assert (done.known.disputes("submitted"), done.known.conflicts) == ([], frozenset())
    audit = fresh(session, cast, "inspection")
    assert [operation.sequence for operation, _name in late(session, audit)] == [LATER + 900, LATER + 901, LATER + 902]
    audits.give_back(session, cast.subjects["reviewer"], audit.id, reason="补充")
    return fresh(session, cast, "inspection")


def test_late_work_is_to_be_decided_when_the_audit_is_returned(session: Session, cast: Cast) -> None:
    audit = returned(session, cast)
    (dispute,) = known.knowledge(session, audit.id, audit.chain).disputes("draft")
    assert (dispute.sequence, dispute.is_late) == (LATER + 901, True)
    with pytest.raises(InvalidError) as refused:
        audits.submit(session, cast.subjects["inspector"], audit.id)
    assert [problem.code for problem in refused.value.problems] == ["open-conflicts"]
    done = put(session, cast, change(LATER + 950, "c/1/note", "late", base=0, resolves=dispute.id))
    assert (outcomes(done), done.known.disputes("draft")) == (["applied"], [])
    audits.submit(session, cast.subjects["inspector"], audit.id)


def test_late_work_that_says_the_same_is_no_conflict(session: Session, cast: Cast) -> None:
    audit = returned(session, cast)
    done = put(session, cast, change(1, "c/1/note", "late"), device=OTHER)
    assert (outcomes(done), done.known.disputes("draft")) == (["applied"], [])
    assert known.knowledge(session, audit.id, done.known.chain).disputes("draft") == []


def test_who_took_it_along_may_send_after_it_was_given_to_another(session: Session, cast: Cast) -> None:
    audit_id = cast.audits["inspection"].id
    tablets.take(session, cast.subjects["inspector"], audit_id, device=TABLET)
    reassign(session, cast)
    done = put(session, cast, change(1, "c/1/note", "mine"))
    assert (outcomes(done), done.fills, done.revision) == (["late"], False, 0)
    for who, device in (("inspector", OTHER), ("neighbour", TABLET)):
        with pytest.raises(NotFoundError):
            put(session, cast, change(2, "c/1/note", "x"), who=who, device=device)
    with pytest.raises(ForbiddenError):
        put(session, cast, change(2, "c/1/note", "x"), who="reviewer")
    done = put(session, cast, change(1, "c/2/note", "theirs"), who="colleague", device=OTHER)
    (dispute,) = done.known.disputes("draft")
    assert (dispute.path, dispute.text) == ("c/1/note", '"mine"')
    done = put(session, cast, change(2, "c/1/note", "mine", resolves=dispute.id), who="colleague", device=OTHER)
    assert (outcomes(done), done.known.disputes("draft")) == (["applied"], [])


def test_what_is_settled_stays_so_when_it_comes_again_later(session: Session, cast: Cast) -> None:
    put(session, cast, change(1, "c/1/note", "one"))
    held = change(1, "c/1/note", "two")
    put(session, cast, change(2, "c/1/note", "three", resolves=held.id))
    done = put(session, cast, held, device=OTHER)
    assert (outcomes(done), done.known.conflicts) == (["conflict"], frozenset())


def claim(cast: Cast, who: str, module: str) -> str:
    return f"claim/{module}/{cast.people[who].id}"


def test_claims_are_a_union_and_nobody_s_dispute(session: Session, cast: Cast) -> None:
    session.add(Assignment(audit_id=cast.audits["inspection"].id, user_id=cast.people["colleague"].id))
    session.flush()
    module = first_module()
    mine, theirs = claim(cast, "inspector", module), claim(cast, "colleague", module)
    assert outcomes(put(session, cast, change(1, mine, True), change(2, theirs, True))) == ["applied", "rejected"]
    assert outcomes(put(session, cast, change(1, theirs, True), who="colleague", device=OTHER)) == ["applied"]
    done = put(session, cast, change(2, mine, None), who="colleague", device=OTHER)
    assert (outcomes(done), done.known.conflicts) == (["applied"], frozenset())
    assert outcomes(put(session, cast, change(3, mine, True))) == ["applied"]
    for path, wrong in ((f"claim/none/{cast.people['inspector'].id}", True), (f"claim/{module}/01", None), (mine, 1)):
        assert outcomes(put(session, cast, change(9, path, wrong))) == ["rejected"]


def first_module() -> str:
    return checklist().modules[0].id


def test_claims_are_left_out_of_results(session: Session, cast: Cast) -> None:
    before = document(session, fresh(session, cast, "inspection"))
    put(session, cast, change(1, claim(cast, "inspector", first_module()), True))
    audit = fresh(session, cast, "inspection")
    assert (document(session, audit), authors(session, audit)) == (before, set())


def test_a_correction_begins_without_claims(session: Session, cast: Cast) -> None:
    path = claim(cast, "inspector", first_module())
    put(session, cast, change(LATER + 800, path, True))
    fill(session, cast, "inspection")
    sign(session, cast, "inspection")
    subject: Subject = cast.subjects["reviewer"]
    audits.submit(session, cast.subjects["inspector"], cast.audits["inspection"].id)
    audits.accept(session, subject, cast.audits["inspection"].id)
    issues.lock(session, subject, cast.audits["inspection"].id)
    made = issues.begin_new(session, subject, cast.audits["inspection"].id)
    copied = set(session.scalars(select(Operation.path).where(Operation.audit_id == made.id)))
    assert "held_on" in copied
    assert path not in copied


def test_an_audit_is_not_submitted_while_photographs_are_missing(session: Session, cast: Cast) -> None:
    audit = fill(session, cast, "inspection")
    put(session, cast, change(LATER + 700, PICTURE, {"photo": "a" * 64}))
    with pytest.raises(InvalidError) as refused:
        audits.submit(session, cast.subjects["inspector"], audit.id)
    assert [(problem.code, problem.facts) for problem in refused.value.problems] == [
        ("missing-photographs", {"count": 1})
    ]
    put(session, cast, change(LATER + 701, PICTURE, None))
    assert audits.missing(session, fresh(session, cast, "inspection")) == []
    assert session.scalars(select(PhotographUse)).all() == []


def test_a_conflict_is_settled_at_its_own_register(session: Session, cast: Cast) -> None:
    put(session, cast, change(1, "c/1/note", "one"))
    held = change(1, "c/1/note", "two")
    put(session, cast, held, device=OTHER)
    done = put(session, cast, change(2, "c/2/note", "elsewhere", resolves=held.id))
    assert (outcomes(done), done.known.conflicts) == (["applied"], {held.id})
