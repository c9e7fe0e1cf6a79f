"""A report as a job: read from the order and the store, printed in a child with limits."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from audit.installation import Installation
from audit.jobs.attempt import Beat, Made
from audit.reporting.issue import Issue, Signature
from audit.reporting.marks import marked
from audit.reporting.pdf import render_pdf
from audit.reporting.photos import Photo, photos_of, reduced
from audit.reporting.press import MEMORY, SECONDS, in_child
from audit.reporting.report import report_sheets
from audit.scoring.loading import build_checklist
from audit.scoring.score import score
from audit.services.checklists import content_of
from audit.services.jobs import INPUT, Claim
from audit.store import Store


class _Order(NamedTuple):
    content: Mapping[str, Any]
    checklist: str
    store: Store


def make_report(installation: Installation, claimed: Claim, beat: Beat) -> Made:
    """The report that was ordered; raises PressError."""
    content: Mapping[str, Any] = claimed.order[INPUT]
    with installation.database.reading() as session:
        checklist = content_of(session, content["checklist"])
    # the child must not hold a connection that its parent goes on using
    installation.database.engine.dispose()
    steps = _Steps(beat)
    given = _Order(content, checklist, installation.store)
    data = in_child(_printed, given, seconds=SECONDS, memory=MEMORY, waiting=steps.next)
    assert isinstance(data, bytes)  # noqa: S101 - what _printed gives
    beat(95)
    return Made(installation.store.put(data), claimed.order["name"])


class _Steps:
    """The progress of what cannot be counted: each second a part of what is left, never all of it."""

    def __init__(self, beat: Beat) -> None:
        self._beat, self._percent = beat, 10
        beat(self._percent)

    def next(self) -> None:
        self._percent += (90 - self._percent) // 6
        self._beat(self._percent)


def _printed(order: _Order) -> bytes:
    """In the child: everything that somebody's input could make slow or large."""
    content = order.content
    document = content["document"]
    scored = score(build_checklist(json.loads(order.checklist)), document)
    sheets = report_sheets(
        scored,
        document,
        kind=content["kind"],
        language=content["language"],
        photos=_photos(order.store, document, content["pictures"]),
        issue=_issue(content["issue"]),
    )
    return render_pdf(sheets)


def _photos(store: Store, document: Mapping[str, Any], pictures: Mapping[str, Any]) -> dict[str, Photo]:
    """The photographs that the answers name, with their marks; one that never arrived is named in the report."""
    found: dict[str, Photo] = {}
    for _path, file in photos_of(document):
        if file in pictures and file not in found and store.path(pictures[file]["kept"]).exists():
            data = marked(reduced(store.get(pictures[file]["kept"])), pictures[file]["marks"])
            found[file] = Photo(len(found) + 1, data)
    return found


_ROLES = {"assessor": "assessor", "branch_head": "branch"}


def _issue(facts: Mapping[str, Any] | None) -> Issue | None:
    if facts is None:
        return None
    signatures = tuple(
        Signature(
            _ROLES[signed["role"]],
            name=signed["name"],
            date=signed["date"],
            picture=_path(signed.get("strokes", ())),
            refusal=signed.get("refused", ""),
        )
        for signed in facts["signatures"]
    )
    return Issue(facts["number"], facts["url"], signatures, facts["replaces"])


def _path(strokes: Any) -> bytes:
    """Strokes as the data of a path; nothing where nothing but one dot is drawn."""
    if len({tuple(point) for stroke in strokes for point in stroke}) < 2:
        return b""
    lines = ((f"{'L' if at else 'M'} {x} {y}" for at, (x, y) in enumerate([stroke[0], *stroke])) for stroke in strokes)
    return " ".join(step for line in lines for step in line).encode()
