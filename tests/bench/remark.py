"""What one very long remark adds to a report."""

from audit.inputs import read_checklist
from tests.bench.figures import Run, turn_about
from tests.bench.processes import job, measured
from tests.bench.scoring import NAME
from tests.bench.sheets import made

LENGTH = 4000
_SENTENCE = "巡检时发现右侧扶手固定螺栓松动，已当场报修并请网点负责人签字确认；"


def run(run: Run) -> None:
    """The same report with and without it, turn about in cold processes; the minimum of each."""
    checklist = read_checklist(NAME)
    remark = (_SENTENCE * (LENGTH // len(_SENTENCE) + 1))[:LENGTH]
    long, plain = (made(checklist, run.folder, name, remark=text) for name, text in (("remark", remark), ("plain", "")))
    ours, theirs = turn_about(
        1 if run.quick else 3,
        *(
            lambda report=report: measured(job("render", str(report.file), str(run.folder / "remark.pdf"))).wall
            for report in (long, plain)
        ),
    )
    detail = f"{min(ours):.2f} s with it, {min(theirs):.2f} s without"
    run.add("remark", "a remark of 4,000 characters, extra", min(ours) - min(theirs), unit="s", limit=2, detail=detail)
