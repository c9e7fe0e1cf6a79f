"""Where assessor and branch head sign on the tablet, or say why not."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from audit.services.access import get_audit, may_with
from audit.services.documents import signatures
from audit.services.issues import SIGNERS
from audit.services.known import knowledge
from audit.web import audit_rows
from audit.web.database import reading
from audit.web.policy import policy
from audit.web.signed_in import subject

pages = Blueprint("signatures", __name__, url_prefix="/audits")


@pages.get("/<int:audit_id>/signatures")
@policy("audits.fill")
def show(audit_id: int) -> ResponseReturnValue:
    """The two fields; what is signed goes to the server as operations, like every other change."""
    session = reading()
    audit = get_audit(session, subject(), audit_id)
    registers = knowledge(session, audit.id, audit.chain).registers
    bases = {role: register.revision for role in SIGNERS[audit.kind] if (register := registers.get(f"sig/{role}"))}
    return render_template(
        "signatures/show.html",
        audit=audit,
        row=audit_rows.row(session, audit),
        roles=SIGNERS[audit.kind],
        signed=signatures(session, audit),
        bases=bases,
        open=audit.state == "draft" and may_with(session, subject(), audit, "audits.fill"),
    )
