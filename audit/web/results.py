"""The score page: what an audit came to and why, in the figures of the report."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from audit.services import history
from audit.services.access import get_audit
from audit.services.issues import issue_of
from audit.web.database import reading
from audit.web.drawings import charts, medallion
from audit.web.language import language
from audit.web.links import ways_on
from audit.web.policy import SIGNED_IN, policy
from audit.web.result_view import result_view
from audit.web.signed_in import subject
from audit.web.tablet_rows import tablet_rows

pages = Blueprint("results", __name__)


@pages.get("/audits/<int:audit_id>")
@policy(SIGNED_IN)
def show(audit_id: int) -> ResponseReturnValue:
    """The score page of an audit."""
    session = reading()
    audit = get_audit(session, subject(), audit_id)
    view = result_view(session, audit, language())
    return render_template(
        "results/show.html",
        audit=audit,
        view=view,
        charts=charts(view["modules"]),
        badge=medallion(view["grade"], view["stars"], view["most_stars"]),
        issue=issue_of(session, audit.id),
        before=history.issue_before(session, subject(), audit),
        after=history.issue_after(session, subject(), audit),
        life=history.life(session, audit),
        links=ways_on(audit),
        tablets=tablet_rows(session, subject(), audit),
    )
