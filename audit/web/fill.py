"""What the fill page asks beside the tablet's API: handing an audit in."""

from flask import Blueprint, Response, jsonify

from audit.services import audits
from audit.web.database import writing
from audit.web.policy import policy
from audit.web.signed_in import subject
from audit.web.tablet_token import check_token

calls = Blueprint("fill_calls", __name__, url_prefix="/api/v1")
calls.before_request(check_token)


@calls.post("/audits/<int:audit_id>/submission")
@policy("audits.fill")
def submit(audit_id: int) -> Response:
    """Hands the audit to the reviewer."""
    with writing() as session:
        state = audits.submit(session, subject(), audit_id).state
        session.commit()
    return jsonify(proto=1, state=state)
