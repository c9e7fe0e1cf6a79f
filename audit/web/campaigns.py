"""Campaigns: the list, a new one, one with its stages, its end."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload

from audit.models import Campaign
from audit.services import campaigns
from audit.services.checklists import published
from audit.services.clock import today
from audit.services.errors import InvalidError
from audit.web import choices
from audit.web.campaign_form import CampaignForm
from audit.web.database import reading, writing
from audit.web.language import gettext
from audit.web.paging import paged
from audit.web.policy import policy
from audit.web.shown import in_language
from audit.web.signed_in import subject

pages = Blueprint("campaigns", __name__, url_prefix="/campaigns")


def _(text: str) -> str:
    return text


@pages.get("")
@policy("campaigns.read")
def index() -> ResponseReturnValue:
    """The campaigns of the person's parts of the tree, the newest first."""
    found = campaigns.visible_campaigns(subject()).order_by(Campaign.year.desc(), Campaign.id.desc())
    parts = joinedload(Campaign.stages), joinedload(Campaign.organisation)
    page = paged(reading(), found.options(*parts))
    progress = campaigns.progress(reading(), subject(), [campaign.id for campaign in page.rows])
    return render_template("campaigns/index.html", page=page, progress=progress)


@pages.get("/new")
@policy("campaigns.manage")
def new() -> ResponseReturnValue:
    """The form of a new campaign."""
    stages = [{"kind": "self"}, {"kind": "inspection"}]
    return render_template("campaigns/new.html", form=_form(data={"year": today().year, "stages": stages}))


@pages.post("")
@policy("campaigns.manage")
def create() -> ResponseReturnValue:
    """Opens a campaign."""
    form = _form()
    if form.validate_on_submit():
        try:
            campaign_id = _create(form)
        except InvalidError as refused:
            form.show_problems(refused.problems)
        else:
            flash(gettext(_("评定周期已建立。接下来为网点新增审核。")), "good")
            return redirect(url_for("fieldwork.branches", campaign_id=campaign_id))
    return render_template("campaigns/new.html", form=form), 422


def _form(**given: object) -> CampaignForm:
    checklists = [(version.id, f"{in_language(version.title)} · {version.version}") for version in published(reading())]
    places = [(int(id_), name) for id_, name in choices.managed_places(reading())]
    return CampaignForm(checklists, places, **given)


def _create(form: CampaignForm) -> int:
    texts = ("year", "title", "checklist_id", "organisation_id")
    with writing() as session:
        given = {name: form[name].data for name in texts}
        campaign = campaigns.create(session, subject(), stages=form.planned(), **given)
        session.commit()
        return campaign.id


@pages.get("/<int:campaign_id>")
@policy("campaigns.read")
def show(campaign_id: int) -> ResponseReturnValue:
    """A campaign with the progress of its stages."""
    campaign = campaigns.get_campaign(reading(), subject(), campaign_id)
    progress = campaigns.progress(reading(), subject(), [campaign.id])
    closes = subject().may("campaigns.manage", campaign.organisation.path)
    by_place = campaigns.progress_by_place(reading(), subject(), campaign.id)
    return render_template(
        "campaigns/show.html", campaign=campaign, progress=progress, closes=closes, by_place=by_place
    )


@pages.post("/<int:campaign_id>/closure")
@policy("campaigns.manage")
def close(campaign_id: int) -> ResponseReturnValue:
    """Ends a campaign."""
    with writing() as session:
        campaigns.close(session, subject(), campaign_id)
        session.commit()
    flash(gettext(_("评定周期已结束")), "good")
    return redirect(url_for("campaigns.show", campaign_id=campaign_id))


@pages.post("/<int:campaign_id>/reopening")
@policy("campaigns.manage")
def reopen(campaign_id: int) -> ResponseReturnValue:
    """Takes the end of a campaign back."""
    with writing() as session:
        campaigns.reopen(session, subject(), campaign_id)
        session.commit()
    flash(gettext(_("评定周期已重新开放")), "good")
    return redirect(url_for("campaigns.show", campaign_id=campaign_id))
