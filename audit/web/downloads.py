"""Downloads: reports and archives made behind the request, workbooks and JSON at once."""

from io import BytesIO

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from audit.jobs.queue import remind
from audit.models import Audit, Job
from audit.scoring.results import result_text
from audit.services import jobs
from audit.services.access import get_audit
from audit.services.checklists import load
from audit.services.documents import document
from audit.services.jobs import get_job
from audit.services.operations import canonical
from audit.services.reports import REPORT_KINDS, report_name, report_order
from audit.services.scores import score_of
from audit.translations import LANGUAGES
from audit.web.database import installation, reading, writing
from audit.web.job_words import job_view
from audit.web.language import gettext, language
from audit.web.policy import SIGNED_IN, policy
from audit.web.signed_in import subject
from audit.workbooks.writing import write_score_sheet

pages = Blueprint("downloads", __name__)
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pages.post("/audits/<int:audit_id>/reports")
@policy(SIGNED_IN)
def order_report(audit_id: int) -> ResponseReturnValue:
    """Orders a report; the same content that was printed before is there at once."""
    kind, wanted = chosen("kind", REPORT_KINDS), chosen("language", LANGUAGES)
    audit = get_audit(reading(), subject(), audit_id)
    key, order = report_order(reading(), audit, kind=kind, language=wanted, public_url=installation().public_url)
    return redirect(url_for("downloads.show", job_id=placed("report", key, order)))


def chosen(name: str, among: object) -> str:
    """A choice of a form that offers nothing else; answers 400 for another."""
    given = request.form.get(name, "")
    if given not in among:  # type: ignore[operator]
        abort(400)
    return given


def placed(kind: str, key: str, order: dict[str, object]) -> int:
    """Puts an order down, and gives the id of its job."""
    with writing() as session:
        job = jobs.order(session, subject(), kind=kind, order=order, key=key)
        if job.file is not None and not installation().store.path(job.file).exists():
            jobs.put_back(session, job, order)
        session.commit()
    if job.state == "queued":
        remind(installation(), job.id)
    return job.id


@pages.get("/downloads/<int:job_id>")
@policy(SIGNED_IN)
def show(job_id: int) -> ResponseReturnValue:
    """How far a job is; the link to its file when it is done."""
    job = get_job(reading(), subject(), job_id)
    return render_template("downloads/show.html", job=job, view=job_view(job), origin=_origin(job))


def _origin(job: Job) -> dict[str, str]:
    """Where the job was ordered, and what that page is called."""
    if job.kind == "archive":
        organisation, campaign = job.order["organisation"], job.order["campaign"]
        url = url_for("archives.show", organisation_id=organisation, campaign=campaign)
        return {"url": url, "title": gettext("报告打包")}
    audits = job.order["audits"]
    assert isinstance(audits, list)  # noqa: S101 - as it was ordered
    return {"url": url_for("results.show", audit_id=audits[0]), "title": gettext("得分")}


@pages.get("/jobs/<int:job_id>")
@policy(SIGNED_IN)
def progress(job_id: int) -> Response:
    """The same for the script of that page."""
    return jsonify(job_view(get_job(reading(), subject(), job_id)))


@pages.get("/jobs/<int:job_id>/file")
@policy(SIGNED_IN)
def file(job_id: int) -> Response:
    """The file, for those who may read what is in it now."""
    job = get_job(reading(), subject(), job_id)
    if job.file is None or not installation().store.path(job.file).exists():
        abort(404)
    kind = "application/zip" if job.kind == "archive" else "application/pdf"
    place = installation().store.path(job.file).absolute()
    return send_file(place, mimetype=kind, as_attachment=True, download_name=job.name, max_age=0)


@pages.get("/audits/<int:audit_id>/sheet.xlsx")
@policy(SIGNED_IN)
def sheet(audit_id: int) -> Response:
    """The score sheet as a workbook, with the answers."""
    audit = get_audit(reading(), subject(), audit_id)
    data = write_score_sheet(load(reading(), audit.checklist_id), document(reading(), audit), language())
    return send_file(BytesIO(data), mimetype=_WORKBOOK, as_attachment=True, download_name=_name(audit, "xlsx"))


@pages.get("/audits/<int:audit_id>/answers.json")
@policy(SIGNED_IN)
def answers(audit_id: int) -> Response:
    """The answer document."""
    audit = get_audit(reading(), subject(), audit_id)
    return _json(audit, canonical(document(reading(), audit)))


@pages.get("/audits/<int:audit_id>/result.json")
@policy(SIGNED_IN)
def result(audit_id: int) -> Response:
    """The result that the scoring contract fixes."""
    audit = get_audit(reading(), subject(), audit_id)
    return _json(audit, result_text(score_of(reading(), audit)))


def _json(audit: Audit, text: str) -> Response:
    name = _name(audit, "json")
    return send_file(BytesIO(text.encode()), mimetype="application/json", as_attachment=True, download_name=name)


def _name(audit: Audit, ending: str) -> str:
    return f"{report_name(audit, 'sheet', language()).removesuffix('.pdf')}.{ending}"
