"""Servers that are wrong on purpose: what a proof by kills must catch. They live here, never in the product."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from threading import Thread
from typing import Any

from sqlalchemy.orm import Session

from audit.services import operations
from audit.services.operations import Applied, Change
from audit.web import api
from audit.web.database import installation

_LATE_BY = 0.03  # seconds: longer than an answer needs to arrive


class _LateSession(Session):
    """A session that says it has committed, and commits when it is told the second time."""

    def commit(self) -> None:
        """Does nothing yet."""

    def commit_late(self) -> None:
        """Commits after the answer."""
        time.sleep(_LATE_BY)
        super().commit()
        self.close()


def _answer_first() -> None:
    """The answer leaves before the batch is committed."""

    @contextmanager
    def writing() -> Iterator[Session]:
        database = installation().database
        with database.reading() as shape:
            info = dict(shape.info)
        session = _LateSession(database.engine.execution_options(writing=True), expire_on_commit=False, info=info)
        try:
            yield session
        except BaseException:
            session.close()
            raise
        Thread(target=session.commit_late).start()

    vars(api)["writing"] = writing


def _piece_by_piece() -> None:
    """Every operation of a batch is committed by itself."""

    def apply(session: Session, *whose: Any, changes: Iterable[Change], **more: Any) -> Applied:
        outcomes = []
        for change in changes:
            done = operations.apply(session, *whose, changes=[change], **more)
            outcomes += done.outcomes
            session.commit()
        return replace(done, outcomes=outcomes)

    vars(api)["apply"] = apply


VARIANTS: Mapping[str, Callable[[], None]] = {
    "ours": lambda: None,
    "answers-first": _answer_first,
    "piece-by-piece": _piece_by_piece,
}
