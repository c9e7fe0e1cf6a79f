"""Audits: the list, and the steps of their life but for the review."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from audit.services import audits, issues
from audit.services.audit_list import NO_GRADE, SORTS, Filter, listed
from audit.services.errors import InvalidError
from audit.services.wording import say
from audit.web import audit_rows, choices
from audit.web.database import reading, writing
from audit.web.language import gettext, language
from audit.web.paging import paged
from audit.web.policy import SIGNED_IN, policy
from audit.web.row_ids import row_id
from audit.web.signed_in import subject
from audit.web.words import AUDIT_KINDS, AUDIT_STATES

pages = Blueprint("audits", __name__, url_prefix="/audits")


def _(text: str) -> str:
    return text


SORT_WORDS = {"due": _("截止日期"), "branch": _("网点"), "progress": _("进度"), "score": _("得分")}


@pages.get("")
@policy(SIGNED_IN)
def index() -> ResponseReturnValue:
    """The audits that the person may read."""
    wanted = _filter()
    sort = request.args.get("sort", "")
    sort = sort if sort in SORTS else SORTS[0]
    page = paged(reading(), listed(subject(), wanted, sort))
    rows = audit_rows.rows(reading(), page.rows)
    return render_template("audits/index.html", page=page, rows=rows, wanted=wanted, sort=sort, offered=_offered())


def _filter() -> Filter:
    given = request.args
    texts = {name: given.get(name, "")[:120] for name in ("kind", "state", "under", "grade", "search")}
    return Filter(campaign_id=given.get("campaign_id", type=row_id), overdue="overdue" in given, **texts)


def _offered() -> dict[str, choices.Choices]:
    return {
        "campaign_id": choices.campaigns(reading()),
        "kind": choices.worded(AUDIT_KINDS),
        "state": choices.worded(AUDIT_STATES),
        "under": choices.parts_of_the_tree(reading()),
        "grade": [*choices.grades(reading()), (NO_GRADE, gettext(_("未评星级")))],
        "sort": choices.worded(SORT_WORDS),
    }


@pages.post("/<int:audit_id>/submission")
@policy("audits.fill")
def submit(audit_id: int) -> ResponseReturnValue:
    """Hands the audit to the reviewer; says everything that is missing."""
    with writing() as session:
        try:
            audits.submit(session, subject(), audit_id)
        except InvalidError as refused:
            session.rollback()
            problems = [say(problem, language()) for problem in refused.problems]
            return render_template("audits/refused.html", audit_id=audit_id, problems=problems), 422
        session.commit()
    flash(gettext(_("已提交，等待复核")), "good")
    return redirect(url_for("results.show", audit_id=audit_id))


@pages.post("/<int:audit_id>/lock")
@policy("audits.lock")
def lock(audit_id: int) -> ResponseReturnValue:
    """Locks the audit under an issue number; says on its page what keeps it from being locked."""
    with writing() as session:
        try:
            number = issues.lock(session, subject(), audit_id).number
        except InvalidError as refused:
            for problem in refused.problems:
                flash(say(problem, language()), "bad")
            return redirect(url_for("review.show", audit_id=audit_id))
        session.commit()
    flash(gettext(_("已锁定，报告编号{number}"), number=number), "good")
    return redirect(url_for("review.show", audit_id=audit_id))


@pages.post("/<int:audit_id>/issues")
@policy("audits.lock")
def begin_new(audit_id: int) -> ResponseReturnValue:
    """Begins the issue that is to replace a locked one."""
    with writing() as session:
        draft_id = issues.begin_new(session, subject(), audit_id).id
        session.commit()
    flash(gettext(_("已另出一期：内容已复制，由填写人更正后重新提交；签字需重签")), "good")
    return redirect(url_for("review.show", audit_id=draft_id))
