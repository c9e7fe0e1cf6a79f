"""The start page: what this person has to do today."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from audit.services import today
from audit.web import audit_rows
from audit.web.database import reading
from audit.web.policy import SIGNED_IN, policy
from audit.web.signed_in import subject

pages = Blueprint("start", __name__)


@pages.get("/")
@policy(SIGNED_IN)
def show() -> ResponseReturnValue:
    """The start page: a part for each thing that the person's roles bring with them."""
    may = subject().permissions
    parts = {name: make() for needed, name, make in _PARTS if needed in may or needed in subject().roles}
    return render_template("start/show.html", parts=parts)


_GROUPS = ("returned", "overdue", "soon", "later")


def _work() -> dict[str, object]:
    work = today.to_fill(reading(), subject())
    groups = {
        name: audit_rows.rows(reading(), getattr(work, name)) for name in ("returned", "overdue", "soon", "later")
    }
    return {"groups": groups, "reasons": work.reasons, "count": work.count}


def _branch() -> dict[str, object]:
    received = audit_rows.rows(reading(), today.received(reading(), subject()))
    return {"received": received, "actions": today.open_actions(reading(), subject())}


def _review() -> dict[str, object]:
    queues = {state: today.to_review(reading(), subject(), state) for state in ("submitted", "reviewed")}
    return {
        state: {"rows": audit_rows.rows(reading(), queue.first), "total": queue.total}
        for state, queue in queues.items()
    }


def _season() -> dict[str, object]:
    campaigns, progress = today.seasons(reading(), subject())
    return {"campaigns": campaigns, "progress": progress}


def _results() -> dict[str, object]:
    issues = today.latest_issues(reading(), subject())
    return {"issues": [(issue, audit_rows.row(reading(), issue.audit)) for issue in issues]}


# permission or role, the part's name, what it shows; in the order of the page
_PARTS = (
    ("administrator", "set_up", lambda: {"done": today.set_up(reading())}),
    ("audits.fill", "work", _work),
    ("audits.own", "branch", _branch),
    ("campaigns.manage", "season", _season),
    ("audits.review", "review", _review),
    ("reader", "results", _results),
)
