"""Forty steps of three tablets on a bad line, thousands of times over, held against the model of docs/sync.md."""

from time import perf_counter

from audit.models.operation import OUTCOMES
from tests.bench.figures import Run
from tests.services.sync_play import STEPS, hold
from tests.services.sync_world import Ground, MismatchError

SEQUENCES = 10_000


def run(run: Run) -> None:
    """10,000 sequences, 500 when quick: how many of them the server and the model disagree about."""
    sequences = 500 if run.quick else SEQUENCES
    ground = Ground()
    begun = perf_counter()
    try:
        met, wrong, detail = hold(ground, sequences), 0, ""
    except MismatchError as error:
        met, wrong, detail = set(), 1, str(error)[:200]
    finally:
        ground.close()
    name = f"{sequences:,} sequences of {STEPS} steps, disagreements"
    detail = detail or f"{perf_counter() - begun:.0f} s, outcomes met: {', '.join(sorted(met))}"
    run.add("field model", name, wrong, unit="", limit=0, detail=detail, holds=met == {*OUTCOMES})
