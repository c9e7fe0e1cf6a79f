"""The old address of the signatures; they stand on the fill page, where they can be given with no network."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from audit.services.access import get_audit
from audit.web.database import reading
from audit.web.policy import SIGNED_IN, policy
from audit.web.signed_in import subject

pages = Blueprint("signatures", __name__, url_prefix="/audits")


@pages.get("/<int:audit_id>/signatures")
@policy(SIGNED_IN)
def show(audit_id: int) -> ResponseReturnValue:
    """On to the signatures of the audit."""
    audit = get_audit(reading(), subject(), audit_id)
    return redirect(f"{url_for('shell.fill')}#{audit.id}/signatures")
