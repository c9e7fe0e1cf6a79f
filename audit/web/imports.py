"""Lists as workbooks: taken out, brought back, previewed, applied; the links of those who are new."""

from datetime import date
from io import BytesIO

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from audit.models import Import
from audit.scoring.problems import Problem, RefusedError
from audit.services.clock import today
from audit.services.errors import InvalidError
from audit.services.imports import uploads
from audit.services.imports.plan import PlanChangedError
from audit.services.wording import say
from audit.web.database import installation, reading, writing
from audit.web.import_pages import changes_page, field_name, shown_value
from audit.web.language import gettext, language
from audit.web.policy import policy
from audit.web.record_tables import file_name, link_records, records, table
from audit.web.signed_in import subject
from audit.workbooks.people import LINKS
from audit.workbooks.record_sheets import write_records
from audit.workbooks.records import MOST_ROWS, Read, read_records

pages = Blueprint("imports", __name__)
# administrators have both permissions; the use-cases ask for the one of the kind
MANAGE = "organisations.manage"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _(text: str) -> str:
    return text


@pages.get("/<any(organisations, people):kind>/export.xlsx")
@policy(MANAGE)
def export(kind: str) -> ResponseReturnValue:
    """Everything the person manages, as a workbook that can be brought back."""
    uploads.allow(subject(), kind)
    return _download(write_records(table(kind), records(reading(), subject(), kind), language()), file_name(kind))


@pages.get("/<any(organisations, people):kind>/template.xlsx")
@policy(MANAGE)
def template(kind: str) -> ResponseReturnValue:
    """The same workbook with nothing in it."""
    uploads.allow(subject(), kind)
    return _download(write_records(table(kind), [], language()), file_name(kind, empty=True))


def _download(content: bytes, name: str) -> ResponseReturnValue:
    return send_file(BytesIO(content), mimetype=XLSX, as_attachment=True, download_name=name)


@pages.get("/<any(organisations, people):kind>/imports/new")
@policy(MANAGE)
def new(kind: str) -> ResponseReturnValue:
    """Where a workbook is brought."""
    uploads.allow(subject(), kind)
    return _upload_page(kind, [])


@pages.post("/<any(organisations, people):kind>/imports")
@policy(MANAGE)
def upload(kind: str) -> ResponseReturnValue:
    """Keeps a workbook and shows what it would change; what is none is refused."""
    uploads.allow(subject(), kind)
    given = request.files.get("file")
    content = given.read() if given is not None and given.filename else b""
    if given is None or not content:
        return _upload_page(kind, [Problem((), "no-file")]), 422
    try:
        read_records(table(kind), content, language())
    except RefusedError as refused:
        return _upload_page(kind, refused.problems), 422
    digest = installation().store.put(content)
    with writing() as session:
        kept = uploads.keep(session, subject(), kind, file=digest, name=given.filename or "")
        session.commit()
    return redirect(url_for("imports.show", import_id=kept.id), 303)


def _upload_page(kind: str, problems: list[Problem] | tuple[Problem, ...]) -> str:
    told = [say(problem, language()) for problem in problems]
    return render_template("imports/new.html", kind=kind, problems=told, most=MOST_ROWS)


@pages.get("/imports/<int:import_id>")
@policy(MANAGE)
def show(import_id: int) -> ResponseReturnValue:
    """What an upload would change, or has changed."""
    found = uploads.get_import(reading(), subject(), import_id)
    if found.applied_at is not None:
        waiting = uploads.waiting(reading(), subject(), found)
        return render_template("imports/done.html", found=found, waiting=waiting)
    read = _read(found)
    plan = uploads.preview(reading(), subject(), found, read.rows, read.problems)
    told = [(problem.where(), say(problem, language())) for problem in plan.problems]
    page = changes_page(plan.changes)
    return render_template(
        "imports/show.html", found=found, plan=plan, problems=told, page=page, shown=shown_value, named=field_name
    )


def _read(found: Import) -> Read:
    return read_records(table(found.kind), installation().store.get(found.file), language())


@pages.post("/imports/<int:import_id>/application")
@policy(MANAGE)
def apply(import_id: int) -> ResponseReturnValue:
    """Does what was previewed, and just that; where things have changed since, there is a new preview."""
    read, expected = _read(uploads.get_import(reading(), subject(), import_id)), request.form.get("plan", "")

    def do(session: Session) -> None:
        uploads.apply(session, subject(), import_id, rows=read.rows, problems=read.problems, expected=expected)
        session.commit()

    try:
        with writing() as session:
            do(session)
        flash(gettext(_("已导入，全部变化均已生效")), "good")
    except PlanChangedError:
        flash(gettext(_("预览之后数据有了变化，尚未导入。以下是按现在的数据重新比较的结果，请再次确认。")), "warn")
    except InvalidError:
        flash(gettext(_("表中还有问题，没有导入任何内容；请改正后重新上传。")), "bad")
    return redirect(url_for("imports.show", import_id=import_id), 303)


@pages.post("/imports/<int:import_id>/links")
@policy(MANAGE)
def links(import_id: int) -> ResponseReturnValue:
    """The activation links of everybody an import made; kept nowhere, made anew each time."""
    with writing() as session:
        made = uploads.links(session, subject(), import_id)
        rows = link_records(made)
        session.commit()
    return _download(write_records(LINKS, rows, language()), _links_name(today()))


def _links_name(day: date) -> str:
    return f"{gettext(LINKS.title)} {day:%Y-%m-%d}.xlsx"
