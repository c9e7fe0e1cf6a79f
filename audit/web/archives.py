"""Archives: the reports of a part of the tree in a campaign, ordered as one file."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func

from audit.models import Audit
from audit.models.campaign import STAGE_KINDS
from audit.services.access import get_organisation
from audit.services.archives import archive_order, reports_of
from audit.services.campaigns import visible_campaigns
from audit.services.reports import REPORT_KINDS
from audit.translations import LANGUAGES
from audit.web.database import installation, reading
from audit.web.downloads import chosen, placed
from audit.web.policy import policy
from audit.web.row_ids import row_id
from audit.web.signed_in import subject

pages = Blueprint("archives", __name__)


@pages.get("/organisations/<int:organisation_id>/archives")
@policy("audits.read")
def show(organisation_id: int) -> ResponseReturnValue:
    """The campaigns with what there is to put into an archive, and the choices."""
    organisation = get_organisation(reading(), subject(), organisation_id, "audits.read")
    campaigns = list(reading().scalars(visible_campaigns(subject())))
    found = reports_of(subject(), organisation).with_only_columns(Audit.campaign_id, func.count(Audit.id))
    counts = {row[0]: row[1] for row in reading().execute(found.group_by(Audit.campaign_id))}
    held = [campaign for campaign in campaigns if campaign.id in counts]
    wanted = request.args.get("campaign", type=row_id)
    return render_template(
        "archives/show.html", organisation=organisation, campaigns=held, counts=counts, wanted=wanted
    )


@pages.post("/organisations/<int:organisation_id>/archives")
@policy("audits.read")
def order(organisation_id: int) -> ResponseReturnValue:
    """Orders an archive."""
    key, wanted = archive_order(
        reading(),
        subject(),
        organisation_id=organisation_id,
        campaign_id=request.form.get("campaign", 0, type=row_id),
        stage=chosen("stage", ("", *STAGE_KINDS)),
        kind=chosen("kind", REPORT_KINDS),
        language=chosen("language", LANGUAGES),
        public_url=installation().public_url,
    )
    return redirect(url_for("downloads.show", job_id=placed("archive", key, wanted)))
