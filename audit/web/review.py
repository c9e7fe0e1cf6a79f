"""The review: self-assessment and inspection side by side, accepted or returned with a reason."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from audit.services import audits, comparison
from audit.services.access import get_audit
from audit.services.errors import InvalidError
from audit.services.issues import issue_of, unsigned
from audit.services.wording import say
from audit.web import audit_rows
from audit.web.database import reading, writing
from audit.web.differences import criteria, held, modules
from audit.web.language import gettext, language
from audit.web.policy import policy
from audit.web.signed_in import subject

pages = Blueprint("review", __name__, url_prefix="/audits")


def _(text: str) -> str:
    return text


@pages.get("/<int:audit_id>/review")
@policy("audits.compare")
def show(audit_id: int) -> ResponseReturnValue:
    """The audit beside its counterpart."""
    return _page(audit_id)


@pages.post("/<int:audit_id>/acceptance")
@policy("audits.review")
def accept(audit_id: int) -> ResponseReturnValue:
    """Takes the audit as it was submitted."""
    with writing() as session:
        audits.accept(session, subject(), audit_id)
        session.commit()
    flash(gettext(_("已复核通过")), "good")
    return redirect(url_for("review.show", audit_id=audit_id))


@pages.post("/<int:audit_id>/return")
@policy("audits.review")
def give_back(audit_id: int) -> ResponseReturnValue:
    """Returns the audit to those who fill it."""
    reason = request.form.get("reason", "")
    with writing() as session:
        try:
            audits.give_back(session, subject(), audit_id, reason=reason)
        except InvalidError as refused:
            session.rollback()
            problems = [say(problem, language()) for problem in refused.problems]
            return _page(audit_id, reason, problems), 422
        session.commit()
    flash(gettext(_("已退回，填写人可以继续修改")), "good")
    return redirect(url_for("review.show", audit_id=audit_id))


def _page(audit_id: int, reason: str = "", problems: Sequence[str] = ()) -> str:
    session = reading()
    audit = get_audit(session, subject(), audit_id, "audits.compare")
    sides = comparison.sides(session, subject(), audit_id)
    return render_template(
        "review/show.html",
        audit=audit,
        row=audit_rows.row(session, audit),
        sides=sides,
        issue=issue_of(session, audit_id),
        modules=modules(sides),
        criteria=criteria(sides),
        conflicts=held(sides, comparison.unsettled(session, audit)),
        late=held(sides, comparison.late(session, audit)),
        unsigned=[say(problem, language()) for problem in unsigned(session, audit)],
        steps=audits.steps(session, audit),
        own_work=audits.is_own_work(session, subject(), audit),
        reason=reason,
        problems=problems,
    )
