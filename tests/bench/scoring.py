"""Scoring one audit with validation against reading its text as JSON."""

import json
from collections.abc import Callable
from random import Random
from time import perf_counter

from audit.inputs import read_checklist
from audit.scoring.checklist import Checklist
from audit.scoring.documents import read_document
from audit.scoring.score import score
from tests.bench.answers import made_up, some_ids
from tests.bench.figures import ROOT, Run, turn_about

NAME = "civilized-service@2026.1"


def run(run: Run) -> None:
    """The example as it ships, and the same kind of audit in the fewest characters."""
    checklist = read_checklist(NAME)
    example = (ROOT / "checklists" / "examples" / "dongdajie.json").read_text("utf-8")
    _compare(run, "the example, indented", checklist, example)
    random = Random(1)
    bare = made_up(checklist, random, faulty=some_ids(checklist, random, 60))
    for entry in bare["answers"].values():
        entry.pop("note", None)
    _compare(run, "190 bare answers, compact", checklist, json.dumps(bare, ensure_ascii=False, separators=(",", ":")))


def _compare(run: Run, name: str, checklist: Checklist, text: str) -> None:
    document = read_document(text).value
    ours, theirs = turn_about(
        40 if run.quick else 200,
        lambda: _each(lambda: score(checklist, document)),
        lambda: _each(lambda: json.loads(text)),
    )
    detail = f"score {min(ours) * 1e6:.0f} µs, json.loads of its {len(text)} characters {min(theirs) * 1e6:.0f} µs"
    run.add("scoring", name, min(ours) / min(theirs), limit=5, detail=detail)


def _each(work: Callable[[], object], times: int = 10) -> float:
    """Seconds of one piece of work, the mean of ten in a row."""
    start = perf_counter()
    for _ in range(times):
        work()
    return (perf_counter() - start) / times
