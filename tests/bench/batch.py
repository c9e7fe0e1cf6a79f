"""An array of audits through the command against reading and writing the same JSON."""

import json
from pathlib import Path
from random import Random

from audit.inputs import read_checklist
from tests.bench.answers import made_up, some_ids
from tests.bench.figures import Run, turn_about
from tests.bench.processes import STAR_AUDIT, job, measured
from tests.bench.scoring import NAME


def run(run: Run) -> None:
    """10,000 audits; 500 when quick, where starting the processes weighs more."""
    count = 500 if run.quick else 10_000
    file = run.folder / "audits.json"
    _write(file, count)
    ours, theirs = turn_about(
        3 if run.quick else 2,
        lambda: measured([*STAR_AUDIT, "score", NAME, str(file), "--format", "json"]),
        lambda: measured(job("reread", str(file))),
    )
    seconds = min(taken.wall for taken in ours)
    yardstick = min(taken.wall for taken in theirs)
    detail = f"{seconds:.2f} s, json.loads + json.dumps {yardstick:.2f} s, {file.stat().st_size / 1e6:.1f} MB of JSON"
    run.add("batch", f"{count:,} audits, wall time", seconds / yardstick, limit=8, detail=detail)
    cpu, cpu_yardstick = (min(taken.cpu for taken in side) for side in (ours, theirs))
    run.add("batch", f"{count:,} audits, CPU time", cpu / cpu_yardstick, detail=f"{cpu:.2f} s, {cpu_yardstick:.2f} s")
    run.add("batch", "time of one audit, start included", seconds / count * 1000, unit="ms")
    peak, theirs_peak = (max(taken.megabytes for taken in side) for side in (ours, theirs))
    run.add("batch", "peak memory of the command", peak, unit="MB", detail=f"json.loads + dumps {theirs_peak:.0f} MB")
    file.unlink()


def _write(file: Path, count: int) -> None:
    """The array, written audit by audit so that this process stays small."""
    checklist, random = read_checklist(NAME), Random(10_000)
    with file.open("w", encoding="utf-8") as out:
        for index in range(count):
            faulty = set(some_ids(checklist, random, random.randrange(20, 100)))
            out.write("," if index else "[")
            out.write(json.dumps(made_up(checklist, random, faulty=faulty), ensure_ascii=False))
        out.write("]")
