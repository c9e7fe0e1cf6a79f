"""Operations: applied once, ordered by their device, sealed; conflicts keep both values."""

import hmac
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.models import Audit, Operation, Register
from audit.scoring.score import score
from audit.services import known
from audit.services.documents import document
from audit.services.errors import ForbiddenError, NotFoundError
from audit.services.operations import Applied, Change, apply
from audit.services.scores import figures, score_of
from tests.cast import Cast, checklist
from tests.conftest import CHAIN_KEY

TABLET, OTHER = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
_ids = count(1)


def change(sequence: int, path: str, value: Any, *, base: int = 0, **more: Any) -> Change:
    return Change(more.pop("id", str(UUID(int=next(_ids)))), sequence, path, base, value, 1_700_000_000_000, **more)


def put(session: Session, cast: Cast, *changes: Change, who: str = "branch_manager", device: str = TABLET) -> Applied:
    return apply(session, cast.subjects[who], cast.audits["self"].id, device=device, changes=changes)


def audit_of(session: Session, cast: Cast) -> Audit:
    session.expire_all()
    return session.get_one(Audit, cast.audits["self"].id)


def test_an_answer_is_kept_and_counted(session: Session, cast: Cast) -> None:
    done = put(session, cast, change(1, "c/1/answer", {"faults": {"a": 2}}), change(2, "c/1/note", "灯箱"))
    assert [(outcome.outcome, outcome.revision) for outcome in done.outcomes] == [("applied", 1), ("applied", 2)]
    audit = audit_of(session, cast)
    assert (audit.revision, audit.chain) == (2, done.known.chain)
    assert document(session, audit)["answers"] == {"1": {"faults": {"a": 2}, "note": "灯箱"}}
    expected = figures(score(checklist(), document(session, audit)))
    assert {name: getattr(audit, name) for name in expected} == expected == figures(score_of(session, audit))
    assert session.scalars(select(Register.path).order_by(Register.path)).all() == ["c/1/answer", "c/1/note"]


def test_what_a_process_knows_is_what_the_database_says(session: Session, cast: Cast) -> None:
    done = put(session, cast, change(1, "c/1/answer", {"faults": {}}), change(2, "c/1/answer", None, base=1))
    known._kept.clear()
    assert known.knowledge(session, cast.audits["self"].id, done.known.chain) == done.known


def test_again_is_the_same_answer_and_nothing_else(session: Session, cast: Cast) -> None:
    once = change(1, "c/1/answer", {"faults": {}})
    first = put(session, cast, once)
    again = put(session, cast, once)
    assert again.outcomes == first.outcomes
    assert (audit_of(session, cast).revision, len(session.scalars(select(Operation)).all())) == (1, 1)


def test_twice_in_one_batch_is_the_same_answer_twice(session: Session, cast: Cast) -> None:
    once = change(1, "c/1/answer", {"faults": {}})
    done = put(session, cast, once, once)
    assert done.outcomes[0] == done.outcomes[1]
    assert done.revision == 1


def test_an_id_or_a_sequence_is_used_once(session: Session, cast: Cast) -> None:
    once = change(1, "c/1/answer", {"faults": {}})
    put(session, cast, once)
    changed = change(1, "c/1/answer", {"faults": {"a": 1}}, id=once.id)
    fresh = change(2, "c/1/note", "y")
    done = put(session, cast, changed, change(1, "c/1/note", "x"), fresh, change(3, "c/1/note", "z", id=fresh.id))
    assert [(o.outcome, [p.code for p in o.problems]) for o in done.outcomes] == [
        ("rejected", ["operation-reused"]),
        ("rejected", ["sequence-reused"]),
        ("applied", []),
        ("rejected", ["operation-reused"]),
    ]


def test_a_device_s_order_is_its_sequence(session: Session, cast: Cast) -> None:
    put(session, cast, change(2, "c/1/note", "second", base=0), change(1, "c/1/note", "first"))
    assert audit_of(session, cast).revision == 2
    assert session.scalars(select(Register.value)).all() == ['"second"']


def test_two_devices_at_one_criterion_keep_both_values(session: Session, cast: Cast) -> None:
    put(session, cast, change(1, "c/1/answer", {"faults": {"a": 1}}))
    mine, same = {"faults": {"a": 3}}, {"faults": {"a": 1}}
    done = put(session, cast, change(1, "c/1/answer", mine), change(2, "c/1/answer", same), device=OTHER)
    assert [outcome.outcome for outcome in done.outcomes] == ["conflict", "same"]
    assert done.known.conflicts == {done.outcomes[0].id}
    assert document(session, audit_of(session, cast))["answers"]["1"] == {"faults": {"a": 1}}

    settled = put(
        session,
        cast,
        change(3, "c/1/answer", mine, base=done.revision, resolves=done.outcomes[0].id),
        device=OTHER,
    )
    assert settled.outcomes[0].outcome == "applied"
    assert settled.known.conflicts == frozenset()
    known._kept.clear()
    assert known.knowledge(session, cast.audits["self"].id, settled.known.chain).conflicts == frozenset()


def test_another_audit_settles_nothing_here(session: Session, cast: Cast) -> None:
    put(session, cast, change(1, "c/1/note", "mine"))
    held = change(1, "c/1/note", "theirs")
    done = put(session, cast, held, device=OTHER)
    elsewhere = change(1, "c/1/note", "there", resolves=held.id, id=held.id)
    apply(session, cast.subjects["inspector"], cast.audits["inspection"].id, device=TABLET, changes=[elsewhere])
    known._kept.clear()
    assert known.knowledge(session, cast.audits["self"].id, done.known.chain).conflicts == {held.id}


def test_who_saw_the_value_may_change_it(session: Session, cast: Cast) -> None:
    put(session, cast, change(1, "c/1/note", "one"))
    done = put(session, cast, change(1, "c/1/note", "two", base=1), device=OTHER)
    assert done.outcomes[0].outcome == "applied"


def test_after_submission_work_is_kept_and_not_applied(session: Session, cast: Cast) -> None:
    cast.audits["self"].state = "submitted"
    session.flush()
    done = put(session, cast, change(1, "c/1/note", "late"))
    assert done.outcomes[0].outcome == "late"
    assert session.scalars(select(Register)).all() == []
    assert session.scalars(select(Operation.value)).all() == ['"late"']


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("c/999/answer", {"faults": {}}, "unknown-register"),
        ("c/1/answer", {"level": "x"}, "wrong-answer"),
        ("c/1/answer", {"faults": {"zz": 1}}, "unknown-fault"),
        ("c/1/answer", {"faults": {}, "note": "x"}, "unknown-key"),
        ("c/1/answer", {"na": " "}, "reason-missing"),
        ("c/1/note", 5, "text"),
        ("c/1/note", "x" * 20_001, "too-long"),
        ("c/1/p/no-uuid", None, "unknown-register"),
        ("c/1/p/11111111-1111-4111-8111-111111111111", {"photo": "x"}, "missing"),
        ("c/1/p/11111111-1111-4111-8111-111111111111", {"photo": "a" * 64, "marks": [{"kind": "x"}]}, "wrong-marks"),
        ("c/1/p/11111111-1111-4111-8111-111111111111", {"photo": "a" * 64, "order": 10**40}, "whole"),
        ("v/none", True, "unknown-register"),
        ("held_on", "20.5.2026", "date"),
        ("held_on", "20260520", "date"),
        ("held_on", "2026-W21-3", "date"),
        ("held_on", "", "date"),
        ("sig/assessor", {"name": "王", "strokes": []}, "wrong-strokes"),
        ("sig/assessor", {"name": "王", "refused": ""}, "reason-missing"),
        ("sig/nobody", None, "unknown-register"),
        ("", None, "unknown-register"),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_goes_on(
    session: Session, cast: Cast, path: str, value: object, code: str
) -> None:
    done = put(session, cast, change(1, path, value), change(2, "c/1/note", "good"))
    assert [outcome.outcome for outcome in done.outcomes] == ["rejected", "applied"]
    assert code in [problem.code for problem in done.outcomes[0].problems]
    assert session.scalars(select(Register.path)).all() == ["c/1/note"]


def test_every_operation_is_sealed_into_the_chain(session: Session, cast: Cast) -> None:
    put(session, cast, change(1, "c/1/note", "a"), change(2, "c/1/note", "a"))
    put(session, cast, change(1, "c/1/note", "b"), device=OTHER)
    chain = ""
    for operation in session.scalars(
        select(Operation).order_by(Operation.received_at, Operation.device, Operation.sequence)
    ):
        chain = hmac.digest(CHAIN_KEY, f"{chain}{operation.digest}{operation.outcome}".encode(), "sha256").hex()
        assert operation.chain == chain
    assert audit_of(session, cast).chain == chain


def test_only_who_fills_it_changes_an_audit(session: Session, cast: Cast) -> None:
    for who, error in (("reviewer", ForbiddenError), ("stranger", NotFoundError), ("neighbour", NotFoundError)):
        with pytest.raises(error):
            put(session, cast, change(1, "c/1/note", "x"), who=who)
    assert session.scalars(select(Operation)).all() == []
