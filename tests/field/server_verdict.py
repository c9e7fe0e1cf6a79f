"""What the database must hold after kills: everything acknowledged, no batch by halves, one chain, one state."""

import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Select, make_url, select
from sqlalchemy.orm import Session

from audit.db import open_database
from audit.models import Audit, Operation, Register
from audit.services import sealing
from audit.services.scores import figures, score_of
from tests.field.server_clients import MEANT_WRONG, Batch, Tablet

LOST, HALF, CHANGED, STRAY, CHAIN, STATE = "lost", "half a batch", "another answer", "stray", "chain", "state"


@contextmanager
def looking(url: str, chain_key: bytes = b"") -> Iterator[Session]:
    """A session on what the disk holds: of SQLite on a copy, so that it is the server that mends its own file."""
    with TemporaryDirectory() as folder:
        database = open_database(_copied(url, Path(folder)), chain_key=chain_key)
        try:
            with database.reading() as session:
                yield session
        finally:
            database.engine.dispose()


def _copied(url: str, folder: Path) -> str:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return url
    file = Path(str(parsed.database))
    for ending in ("", "-wal"):
        if (source := Path(f"{file}{ending}")).exists():
            shutil.copyfile(source, folder / f"copy{ending}")
    return f"sqlite:///{folder / 'copy'}"


def unanswered(session: Session, tablets: Sequence[Tablet]) -> int:
    """How many batches were taken, wholly or by halves, whose answers the kill has cut off."""
    waiting = [tablet for tablet in tablets if tablet.answered < len(tablet.batches)]
    kept = [_kept(tablet.audit_id).where(Operation.id.in_(tablet.batches[-1].ids)) for tablet in waiting]
    return sum(1 for rows in kept if session.scalars(rows.limit(1)).first())


def after_a_kill(session: Session, tablets: Sequence[Tablet], looked_at: Counter[str]) -> list[str]:
    """Faults in the batches since the last look, among them those that nobody has answered yet."""
    faults = []
    for tablet in tablets:
        for batch in tablet.batches[looked_at[tablet.device] :]:
            faults += _of_batch(session, tablet, batch)
        looked_at[tablet.device] = tablet.answered
    return faults


def _of_batch(session: Session, tablet: Tablet, batch: Batch) -> list[str]:
    rows = {row.id: row for row in session.scalars(_kept(tablet.audit_id).where(Operation.id.in_(batch.ids)))}
    if batch.results is None:
        meant = {operation["id"] for operation in batch.operations if operation["path"] != MEANT_WRONG}
        if rows and rows.keys() != meant:
            return [f"{HALF}: {len(rows)} of {len(meant)} operations of {tablet.name}"]
        return []
    return [fault for result in batch.results if (fault := _of_result(tablet, result, rows.get(result["id"])))]


def _of_result(tablet: Tablet, result: dict[str, object], row: Operation | None) -> str:
    if result["outcome"] == "rejected":
        return f"{STRAY}: a rejected operation of {tablet.name} was kept" if row else ""
    if row is None:
        return f"{LOST}: operation {result['id']} of {tablet.name}, acknowledged as {result['outcome']}"
    if (row.outcome, row.revision) != (result["outcome"], result["revision"]):
        return f"{CHANGED}: {result['outcome']} {result['revision']} is kept as {row.outcome} {row.revision}"
    return ""


def at_the_end(session: Session, tablets: Sequence[Tablet]) -> list[str]:
    """Faults in all there is: every operation once, batches in one piece, the chain, the registers, the figures."""
    faults = [fault for tablet in tablets for batch in tablet.batches for fault in _of_batch(session, tablet, batch)]
    for audit_id in sorted({tablet.audit_id for tablet in tablets}):
        at_it = [tablet for tablet in tablets if tablet.audit_id == audit_id]
        try:
            order = sealing.sealed(session, audit_id)
        except sealing.BrokenChainError as error:
            faults.append(f"{CHAIN}: {error}")
            continue
        faults += [*_counted(order, at_it), *_in_one_piece(order, at_it), *_state(session, audit_id, order)]
    return faults


def _kept(audit_id: int) -> Select[Operation]:
    return select(Operation).where(Operation.audit_id == audit_id)


def _counted(order: Sequence[Operation], tablets: Sequence[Tablet]) -> Iterator[str]:
    """Every row is an operation that a tablet has sent, word for word, and there is one of each."""
    sent = {
        operation["id"]: operation for tablet in tablets for batch in tablet.batches for operation in batch.operations
    }
    for row in order:
        said = sent.pop(row.id, None)
        if said is None:
            yield f"{STRAY}: operation {row.id}, which nobody sent, or a second time"
        elif (row.sequence, row.path, row.base) != (said["sequence"], said["path"], said["base"]):
            yield f"{STRAY}: operation {row.id} says something else than was sent"


def _in_one_piece(order: Sequence[Operation], tablets: Sequence[Tablet]) -> Iterator[str]:
    """One transaction a batch: nothing of another tablet lies between its links."""
    place = {row.id: position for position, row in enumerate(order)}
    for tablet in tablets:
        for batch in tablet.batches:
            places = [place[id_] for id_ in batch.ids if id_ in place]
            if places and places != list(range(places[0], places[0] + len(places))):
                yield f"{HALF}: the operations of a batch of {tablet.name} lie apart in the chain"


def _state(session: Session, audit_id: int, order: Sequence[Operation]) -> Iterator[str]:
    """The registers, the revision and the figures are what the operations add up to."""
    kept = {
        row.path: (row.value, row.revision, row.device, row.user_id)
        for row in session.scalars(select(Register).where(Register.audit_id == audit_id))
    }
    expected = {
        path: (value.text, value.revision, value.device, value.user_id)
        for path, value in sealing.replayed(order).items()
    }
    if kept != expected:
        wrong = sorted(path for path in kept.keys() | expected.keys() if kept.get(path) != expected.get(path))
        yield f"{STATE}: registers {', '.join(wrong)} of audit {audit_id} are not what the operations say"
    audit = session.get_one(Audit, audit_id)
    revisions = [row.revision for row in order if row.outcome == "applied"]
    if revisions != list(range(1, audit.revision + 1)):
        yield f"{STATE}: the revisions of audit {audit_id} have gaps"
    expected_figures = figures(score_of(session, audit))
    if order and expected_figures != {name: getattr(audit, name) for name in expected_figures}:
        yield f"{STATE}: the figures of audit {audit_id} are not those of its registers"


def answered_again(tablets: Sequence[Tablet]) -> list[str]:
    """Faults in the answers when every batch is sent once more, all else being quiet."""
    return [
        f"{CHANGED}: batch {number} of {tablet.name} was answered otherwise when it came again"
        for tablet in tablets
        for number, batch in enumerate(tablet.batches)
        if tablet.again(batch) != batch.results
    ]
