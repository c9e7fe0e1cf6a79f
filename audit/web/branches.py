"""The branch page: what it is, its grade, its scores through the years, what it lost last."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from audit.services import history
from audit.web import audit_rows, branch_view
from audit.web.database import reading
from audit.web.policy import policy
from audit.web.signed_in import subject

pages = Blueprint("branches", __name__)


@pages.get("/branches/<int:branch_id>")
@policy("organisations.read")
def show(branch_id: int) -> ResponseReturnValue:
    """The page of a branch; audits that the person may not read are neither shown nor counted."""
    session = reading()
    branch = history.get_branch(session, subject(), branch_id)
    audits = history.scores_of(session, subject(), branch)
    latest = branch_view.current(audits)
    return render_template(
        "branches/show.html",
        branch=branch,
        rows=audit_rows.rows(session, reversed(audits)),
        latest=None if latest is None else audit_rows.row(session, latest),
        themes=[] if latest is None else branch_view.lost_by_theme(session, latest),
        chart=branch_view.chart(audits),
        standing=None if latest is None else history.standing(session, subject(), latest),
        **branch_view.facts(branch),
        actions=history.open_actions(session, subject(), branch),
    )
