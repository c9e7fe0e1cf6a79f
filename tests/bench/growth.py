"""How the time to print grows with criteria and with photographs: in cold processes, by their CPU time."""

from collections.abc import Sequence

from audit.inputs import read_checklist
from tests.bench.answers import repeated
from tests.bench.figures import Run
from tests.bench.photographs import small_photographs
from tests.bench.processes import job, measured
from tests.bench.scoring import NAME
from tests.bench.sheets import Made, made

LIMIT = 1.15
_PLURALS = {"criterion": "criteria", "photograph": "photographs"}


def run(run: Run) -> None:
    """The sheet once, five and twenty times over (three and five when quick); 0, 100 and 200 photographs."""
    checklist = read_checklist(NAME)
    repeats = (1, 3, 5) if run.quick else (1, 5, 20)
    reports = [made(repeated(checklist, n), run.folder, f"criteria-{n}", plan=False) for n in repeats]
    _grown(run, "criterion", [190 * n for n in repeats], reports, rounds=(2, 1, 1) if run.quick else (3, 2, 1))
    twice = repeated(checklist, 2)
    counts = (0, 100, 200)
    jpegs = small_photographs(60)
    reports = [
        made(twice, run.folder, f"photos-{n}", jpegs=[jpegs[i % 60] + bytes([i]) for i in range(n)], plan=False)
        for n in counts
    ]
    _grown(run, "photograph", counts, reports, rounds=(1, 1, 1) if run.quick else (3, 3, 3))


def _grown(run: Run, thing: str, counts: Sequence[int], reports: Sequence[Made], *, rounds: Sequence[int]) -> None:
    best = [float("inf")] * len(reports)
    for round_ in range(max(rounds)):
        for position, report in enumerate(reports):
            if round_ < rounds[position]:
                taken = measured(job("render", str(report.file), str(run.folder / "growth.pdf")))
                best[position] = min(best[position], taken.cpu)
    for count, seconds in zip(counts, best, strict=True):
        each = f"{seconds / count * 1000:.1f} ms a {thing}, " if count else ""
        each += f"{seconds / best[0]:.2f} times the smallest"
        run.add("growth", f"{count:,} {_PLURALS[thing]}", seconds, unit="s", detail=each)
    first = (best[1] - best[0]) / (counts[1] - counts[0])
    last = (best[2] - best[1]) / (counts[2] - counts[1])
    detail = f"{last * 1000:.1f} ms, {first * 1000:.1f} ms"
    run.add("growth", f"marginal cost of a {thing}, last step / first", last / first, limit=LIMIT, detail=detail)
