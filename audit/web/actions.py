"""Corrective actions: the ledger, and what branch and reviewer do with one of them."""

from collections.abc import Callable
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms import DateField, StringField, TextAreaField

from audit.models import Action
from audit.services import action_list, actions
from audit.services.access import Subject
from audit.web import choices
from audit.web.database import reading, writing
from audit.web.findings import findings
from audit.web.forms import AtMost, Filled, Form
from audit.web.language import gettext
from audit.web.paging import paged
from audit.web.policy import policy
from audit.web.row_ids import row_id
from audit.web.saving import saved
from audit.web.signed_in import subject
from audit.web.words import ACTION_STATES

pages = Blueprint("actions", __name__, url_prefix="/actions")
READ = "audits.read"
MOST_TEXT = 2000


def _(text: str) -> str:
    return text


class MeasuresForm(Form):
    """What the branch writes about an action."""

    cause = TextAreaField(_("原因分析"), [AtMost(MOST_TEXT)])
    measure = TextAreaField(_("整改措施"), [Filled(), AtMost(MOST_TEXT)])
    responsible = StringField(_("责任人"), [Filled(), AtMost(80)])
    due_on = DateField(_("完成期限"))

    def measures(self) -> actions.Measures:
        """What was entered."""
        day: date | None = self.due_on.data
        return actions.Measures(self.cause.data or "", self.measure.data or "", self.responsible.data or "", day)


class ReturnForm(Form):
    """Why an action is sent back."""

    reason = TextAreaField(_("退回原因"), [Filled(), AtMost(MOST_TEXT)])


@pages.get("")
@policy(READ)
def index() -> ResponseReturnValue:
    """The ledger."""
    wanted = _filter()
    page = paged(reading(), action_list.listed(subject(), wanted))
    return render_template(
        "actions/index.html",
        page=page,
        found=findings(reading(), page.rows),
        wanted=wanted,
        offered=_offered(),
        is_late=action_list.is_late,
    )


def _filter() -> action_list.Filter:
    given = request.args
    texts = {name: given.get(name, "")[:120] for name in ("state", "under", "search")}
    return action_list.Filter(campaign_id=given.get("campaign_id", type=row_id), overdue="overdue" in given, **texts)


def _offered() -> dict[str, choices.Choices]:
    return {
        "state": choices.worded(ACTION_STATES),
        "campaign_id": choices.campaigns(reading()),
        "under": choices.parts_of_the_tree(reading()),
    }


@pages.get("/<int:action_id>")
@policy(READ)
def show(action_id: int) -> ResponseReturnValue:
    """One action."""
    return _page(action_id)


def _page(action_id: int, form: MeasuresForm | None = None, returning: ReturnForm | None = None) -> str:
    """The page of an action, with the form that was refused."""
    action = actions.get_action(reading(), subject(), action_id)
    judges = action.state == "done" and subject().may("audits.review", action.branch.path)
    return render_template(
        "actions/show.html",
        action=action,
        finding=findings(reading(), [action])[action.id],
        people=actions.names(reading(), action),
        late=action_list.is_late(action),
        writes=action.state == "open" and subject().may("actions.manage", action.branch.path),
        judges=judges and action.done_by != subject().id,
        own_work=judges and action.done_by == subject().id,
        form=form or MeasuresForm(formdata=None, obj=action),
        returning=returning or ReturnForm(formdata=None),
    )


@pages.post("/<int:action_id>")
@policy("actions.manage")
def write_down(action_id: int) -> ResponseReturnValue:
    """Keeps what the branch writes; with the button "done" the branch says in the same step that it is done."""
    form = MeasuresForm()

    def save(session: Session) -> None:
        actions.write_down(session, subject(), action_id, form.measures())
        if "done" in request.form:
            actions.finish(session, subject(), action_id)

    if not saved(form, save):
        return _page(action_id, form=form), 422
    return _back(action_id, _("已提交验收") if "done" in request.form else _("已保存"))


@pages.post("/<int:action_id>/closure")
@policy("audits.review")
def close(action_id: int) -> ResponseReturnValue:
    """Finds it done."""
    return _step(actions.close, action_id, _("已销号"))


@pages.post("/<int:action_id>/return")
@policy("audits.review")
def send_back(action_id: int) -> ResponseReturnValue:
    """Finds it not done, and says why."""
    form = ReturnForm()
    if not saved(form, lambda session: actions.send_back(session, subject(), action_id, reason=form.reason.data or "")):
        return _page(action_id, returning=form), 422
    return _back(action_id, _("已退回，网点可以继续整改"))


def _step(step: Callable[[Session, Subject, int], Action], action_id: int, done: str) -> ResponseReturnValue:
    with writing() as session:
        step(session, subject(), action_id)
        session.commit()
    return _back(action_id, done)


def _back(action_id: int, done: str) -> ResponseReturnValue:
    flash(gettext(done), "good")
    return redirect(url_for("actions.show", action_id=action_id), 303)
