"""A campaign's audits: made for many branches at once, and given out to inspectors."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.datastructures import MultiDict

from audit.models import Assignment, Audit, Campaign, Stage
from audit.services import assignments, new_audits
from audit.services.assignments import Chosen
from audit.services.campaigns import get_open_campaign
from audit.services.errors import InvalidError, NotFoundError
from audit.services.new_audits import Wanted
from audit.services.wording import say
from audit.web import choices
from audit.web.database import reading, writing
from audit.web.language import gettext, language
from audit.web.paging import paged
from audit.web.policy import policy
from audit.web.row_ids import row_id
from audit.web.signed_in import subject

pages = Blueprint("fieldwork", __name__, url_prefix="/campaigns/<int:campaign_id>")


def _(text: str) -> str:
    return text


@pages.get("/audits")
@policy("campaigns.manage")
def branches(campaign_id: int) -> ResponseReturnValue:
    """The branches that a stage may take, those with an audit marked."""
    campaign = get_open_campaign(reading(), subject(), campaign_id)
    stage = _stage(campaign, request.args)
    wanted = _wanted(request.args)
    return render_template(
        "campaigns/branches.html",
        campaign=campaign,
        stage=stage,
        wanted=wanted,
        page=paged(reading(), new_audits.branches(subject(), campaign, wanted)),
        taken=new_audits.taken(reading(), stage.id),
        offered={"under": _places(campaign), "kind": choices.branch_kinds()},
    )


@pages.post("/audits")
@policy("campaigns.manage")
def create_audits(campaign_id: int) -> ResponseReturnValue:
    """Makes audits for the ticked branches, or for all that the filter finds."""
    stage_id = request.form.get("stage_id", 0, type=row_id)
    wanted = _wanted(request.form)
    if "all" not in request.form:
        wanted = wanted._replace(ids=request.form.getlist("ids", type=row_id))
    with writing() as session:
        made = new_audits.create_audits(session, subject(), campaign_id, stage_id=stage_id, wanted=wanted)
        stage = session.get_one(Stage, stage_id)
        session.commit()
    _say_made(made)
    return redirect(_way_on(stage, made))


def _way_on(stage: Stage, made: new_audits.Made) -> str:
    """To the inspectors; a self-assessment needs none, its branch fills it."""
    if made.created and stage.kind == "self":
        return url_for("campaigns.show", campaign_id=stage.campaign_id)
    back = "fieldwork.audits" if made.created else "fieldwork.branches"
    return url_for(back, campaign_id=stage.campaign_id, stage_id=stage.id)


def _say_made(made: new_audits.Made) -> None:
    if made.created:
        flash(gettext(_("已新增{count}项审核"), count=made.created), "good")
    if made.existing:
        flash(gettext(_("其中{count}个网点在本阶段已有审核，未重复新增"), count=made.existing), "warn")
    if not made.created and not made.existing:
        flash(gettext(_("没有选择网点")), "bad")


@pages.get("/assignments")
@policy("campaigns.manage")
def audits(campaign_id: int) -> ResponseReturnValue:
    """The drafts of a stage, with who has them."""
    return _assigning(campaign_id, request.args)


@pages.post("/assignments")
@policy("campaigns.manage")
def assign(campaign_id: int) -> ResponseReturnValue:
    """Gives the ticked audits, or all that the filter finds, to inspectors."""
    form = request.form
    with writing() as session:
        try:
            count = assignments.assign(
                session,
                subject(),
                campaign_id,
                chosen=_chosen(form),
                inspector_ids=form.getlist("inspectors", type=row_id),
                evenly=form.get("spread") != "each",
                keep="keep" in form,
            )
        except InvalidError as refused:
            session.rollback()
            problems = [say(problem, language()) for problem in refused.problems]
            return _assigning(campaign_id, form, problems), 422
        session.commit()
    flash(gettext(_("已分派{count}项审核"), count=count), "good")
    return redirect(url_for("fieldwork.audits", campaign_id=campaign_id, stage_id=form.get("stage_id")))


def _assigning(campaign_id: int, given: MultiDict[str, str], problems: Sequence[str] = ()) -> str:
    campaign = get_open_campaign(reading(), subject(), campaign_id)
    stage = _stage(campaign, given, [stage for stage in campaign.stages if stage.kind != "self"])
    chosen = _chosen(given)._replace(stage_id=stage.id)
    people = selectinload(Audit.assignments).joinedload(Assignment.user)
    found = assignments.audits(subject(), campaign, chosen._replace(ids=None))
    return render_template(
        "campaigns/assignments.html",
        campaign=campaign,
        stage=stage,
        chosen=chosen,
        page=paged(reading(), found.options(joinedload(Audit.branch), people)),
        inspectors=assignments.inspectors(reading(), subject(), campaign),
        given=given,
        problems=problems,
        offered={"under": _places(campaign)},
    )


def _chosen(given: MultiDict[str, str]) -> Chosen:
    return Chosen(
        stage_id=given.get("stage_id", 0, type=row_id),
        under=given.get("under", "")[:200],
        search=given.get("search", "")[:120],
        unassigned="unassigned" in given,
        ids=None if "all" in given else given.getlist("ids", type=row_id),
    )


def _wanted(given: MultiDict[str, str]) -> Wanted:
    return Wanted(given.get("under", "")[:200], given.get("kind", "")[:40], given.get("search", "")[:120])


def _stage(campaign: Campaign, given: MultiDict[str, str], first: Sequence[Stage] = ()) -> Stage:
    """The stage that is named, else the first of those that are preferred or of all."""
    stage_id = given.get("stage_id", type=row_id)
    for stage in [*first, *campaign.stages]:
        if stage_id in {None, stage.id}:
            return stage
    raise NotFoundError


def _places(campaign: Campaign) -> choices.Choices:
    return choices.indented(new_audits.places_above(reading(), subject(), campaign))
