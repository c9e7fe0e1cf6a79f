"""Reports as jobs: what is printed is what the audit says, made once for the same content."""

import io
from typing import Any

import pikepdf
import pytest
from PIL import Image
from sqlalchemy import select

from audit.db import Database
from audit.installation import Installation
from audit.jobs import reports
from audit.jobs.attempt import attempt
from audit.jobs.queue import Queue
from audit.jobs.running import run
from audit.models import Issue, Job, Photograph, PhotographUse
from audit.reporting.verify import verify_pdf
from audit.services import jobs
from audit.services.clock import now
from tests.cast import Cast
from tests.filling import change, fill, lock, write
from tests.jobs.conftest import Print, order_example
from tests.reporting.pages import pdftotext, squeezed


def text_of(installation: Installation, job: Job) -> str:
    assert job.file is not None, job.problem
    return squeezed("".join(pdftotext(installation.store.get(job.file))))


def test_a_report_says_what_the_audit_says(
    installation: Installation, database: Database, cast: Cast, printing: Print
) -> None:
    with database.writing() as session:
        audit = fill(session, cast, "inspection", **{"1": {"faults": {"a": 3}}})
        session.commit()
    job = printing("inspection")
    assert (job.state, job.name) == ("done", "dock机构_2026_检查_评分表.pdf")
    assert f"{audit.low / 100:.2f}/" in text_of(installation, job)
    english = printing("inspection", "exceptions", "en")
    assert english.name == "Dock_2026_Inspection_Deductions report.pdf"
    assert english.file is not None
    assert verify_pdf(installation.store.get(english.file)).holds


def test_the_same_content_is_printed_once(database: Database, cast: Cast, printing: Print) -> None:
    with database.writing() as session:
        fill(session, cast, "self")
        session.commit()
    first, again = printing("self"), printing("self")
    assert (again.id, again.attempts, again.ended_at) == (first.id, 1, first.ended_at)
    with database.writing() as session:
        write(session, cast, "self", "branch_manager", change("c/1/note", "灯箱积灰"))
        session.commit()
    assert printing("self").id != first.id


def test_a_locked_report_shows_its_lock(
    installation: Installation, database: Database, cast: Cast, printing: Print
) -> None:
    with database.writing() as session:
        lock(session, cast, "inspection")
        session.commit()
        issue = session.scalars(select(Issue)).one()
    job = printing("inspection", "full")
    text = text_of(installation, job)
    assert issue.number in text
    assert f"https://bank.example/v/{issue.code}" in text
    assert job.file is not None
    findings = verify_pdf(installation.store.get(job.file))
    assert findings.holds
    with pikepdf.open(io.BytesIO(installation.store.get(job.file))) as pdf:
        attached = pdf.attachments["issue.json"].get_file().read_bytes()
    assert attached.count(b'"picture_sha256":""') == 0


def test_a_photograph_is_printed_with_its_marks(
    installation: Installation,
    database: Database,
    cast: Cast,
    printing: Print,
) -> None:
    written = io.BytesIO()
    Image.new("RGB", (400, 300), "white").save(written, "JPEG")
    kept = installation.store.put(written.getvalue())
    mark = {"kind": "circle", "at": [500, 500], "radius": 200}
    taken = {"photo": "a" * 64, "caption": "灯箱", "order": 1, "marks": [mark]}
    foreign = {"photo": "b" * 64, "caption": "别处", "order": 2}
    with database.writing() as session:
        audit = fill(session, cast, "inspection", **{"1": {"faults": {"a": 3}}})
        places = [f"c/1/p/00000000-0000-4000-8000-00000000000{n}" for n in (1, 2)]
        write(session, cast, "inspection", "inspector", change(places[0], taken), change(places[1], foreign))
        for digest, of in (("a" * 64, audit.id), ("b" * 64, cast.audits["foreign"].id)):
            session.add(
                Photograph(
                    digest=digest,
                    kept=kept,
                    thumb=kept,
                    width=400,
                    height=300,
                    user_id=cast.people["inspector"].id,
                    received_at=now(),
                )
            )
            session.flush()
            session.add(PhotographUse(audit_id=of, digest=digest))
        session.commit()
    job = printing("inspection", "full")
    assert job.file is not None
    with pikepdf.open(io.BytesIO(installation.store.get(job.file))) as pdf:
        images = [image for page in pdf.pages for image in page.get_images().values() if image.Width == 400]
        pictures = list({image.objgen: image for image in images}.values())
        shown: Any = pikepdf.PdfImage(pictures[0]).as_pil_image().convert("RGB")
    red, green, _blue = shown.getpixel((200 + 80, 150))  # on the circle: 200 thousandths of 400
    assert (len(pictures), red > 180, green < 100) == (1, True, True)
    assert "b" * 64 in text_of(installation, job)  # what was sent for another audit is named, not shown


def test_a_renderer_that_fails_is_said_in_plain_words(
    database: Database, cast: Cast, printing: Print, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_order: object) -> bytes:
        raise MemoryError

    with database.writing() as session:
        fill(session, cast, "self")
        session.commit()
    with monkeypatch.context() as patched:
        patched.setattr(reports, "_printed", broken)
        job = printing("self")
    problem = jobs.problem_of(job)
    assert problem is not None
    assert (job.state, problem.code, job.attempts) == ("failed", "job-unprintable", 1)
    assert printing("self").state == "done"  # ordered again, it is made


@pytest.mark.parametrize(
    ("error", "code"), [(OSError(28, "No space left on device"), "job-disk-full"), (ValueError("x"), "job-unforeseen")]
)
def test_every_end_is_written_down(
    installation: Installation, database: Database, cast: Cast, error: Exception, code: str
) -> None:
    job_id = order_example(database, cast)
    with database.writing() as session:
        claimed = jobs.claim(session, job_id)
        session.commit()
    assert claimed is not None

    def fails(*_given: object) -> Any:
        raise error

    attempt(installation, claimed, fails)
    with database.reading() as session:
        job = session.get_one(Job, job_id)
        problem = jobs.problem_of(job)
        assert problem is not None
        assert (job.state, problem.code) == ("failed", code)


def test_an_interrupted_job_waits_again(installation: Installation, database: Database, cast: Cast) -> None:
    job_id = order_example(database, cast)
    with database.writing() as session:
        claimed = jobs.claim(session, job_id)
        session.commit()
    assert claimed is not None

    def interrupted(*_given: object) -> Any:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        attempt(installation, claimed, interrupted)
    with database.reading() as session:
        assert session.get_one(Job, job_id).state == "queued"


def test_a_job_that_is_gone_harms_nobody(installation: Installation, queue: Queue, cast: Cast) -> None:
    run(installation, queue, 4711)
