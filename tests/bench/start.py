"""How soon the command answers."""

from statistics import median

from tests.bench.figures import Run, turn_about
from tests.bench.processes import PYTHON, STAR_AUDIT, measured


def run(run: Run) -> None:
    """`star-audit --help` with everything in the page cache, beside an interpreter that does nothing."""
    ours, theirs = turn_about(
        5 if run.quick else 15,
        lambda: measured([*STAR_AUDIT, "--help"]).wall,
        lambda: measured([PYTHON, "-c", "pass"]).wall,
    )
    detail = f"median; python -c pass {median(theirs) * 1000:.0f} ms, ratio {median(ours) / median(theirs):.1f} ×"
    run.add("start", "star-audit --help", median(ours), unit="s", limit=0.5, detail=detail)
