"""The tablet's door (docs/sync.md): JSON in, JSON out, never a redirect."""

import gzip
import json
from functools import lru_cache
from typing import Any

from flask import Blueprint, Response, abort, jsonify, request

from audit.services import photographs, tablets
from audit.services.absent import absent
from audit.services.checklists import content_of
from audit.services.clock import now
from audit.services.known import knowledge
from audit.services.opened import open_to_read
from audit.services.operations import apply
from audit.web.answers import answer
from audit.web.assets import YEAR, build
from audit.web.bundle import about, conflicts, figures_json, have, moment, registers_json, tablets_json, tag_of
from audit.web.database import installation, reading, writing
from audit.web.drafts import drafts_json
from audit.web.language import language
from audit.web.messages import MOST_BYTES, read_batch, read_tablet
from audit.web.policy import SIGNED_IN, policy
from audit.web.signed_in import subject
from audit.web.tablet_token import check_token, tablet_token

pages = Blueprint("api", __name__, url_prefix="/api/v1")
pages.before_request(check_token)


@pages.get("/session")
@policy(SIGNED_IN)
def session() -> Response:
    """Who is signed in, and the token for changes."""
    person = subject()
    user = {"id": person.id, "name": person.name, "language": person.language, "roles": person.roles}
    told = {"csrf": tablet_token(), "build": build(), "server_time": moment(now()), "language": language()}
    return jsonify(proto=1, user=user, **told)


@pages.get("/checklists/<digest>")
@policy("checklists.read")
def checklist(digest: str) -> Response:
    """The canonical JSON of a checklist version, which never changes."""
    response = Response(_packed(content_of(reading(), digest)), mimetype="application/json")
    response.headers["Content-Encoding"] = "gzip"
    response.headers["Cache-Control"] = YEAR.replace("public", "private")
    return response


@lru_cache(maxsize=16)
def _packed(content: str) -> bytes:
    return gzip.compress(content.encode(), mtime=0)


@pages.get("/audits")
@policy(SIGNED_IN)
def audits() -> Response:
    """The drafts that the person fills now."""
    return jsonify(proto=1, audits=drafts_json(reading(), subject()))


@pages.get("/audits/<int:audit_id>")
@policy(SIGNED_IN)
def bundle(audit_id: int) -> Response:
    """The whole audit."""
    opened, may_fill = open_to_read(reading(), subject(), audit_id)
    known = knowledge(reading(), audit_id, opened.chain)
    missing = absent(reading(), audit_id, known, opened.state)
    taken = tablets.tablets(reading(), audit_id)
    tag = tag_of(opened, may_fill, missing, taken)
    if request.headers.get("If-None-Match") == tag:
        return Response(status=304, headers={"ETag": tag})
    head = {"proto": 1, "audit": about(reading(), opened, may_fill=may_fill), "revision": opened.revision}
    head |= {"score": figures_json(opened), "conflicts": conflicts(reading(), audit_id, known, opened.state)}
    head |= {"have": have(known, request.args.get("device", "")), "missing": missing, "tablets": tablets_json(taken)}
    return _joined(head, registers_json(reading(), known, subject()), ETag=tag)


@pages.put("/audits/<int:audit_id>/tablets/<device>")
@policy(SIGNED_IN)
def take(audit_id: int, device: str) -> Response:
    """The person has taken the audit along on this device."""
    message = read_tablet(request.get_data(), device)
    with writing() as session:
        tablets.take(session, subject(), audit_id, device=device, name=message.name)
        session.commit()
    return jsonify(proto=1)


@pages.post("/audits/<int:audit_id>/operations")
@policy(SIGNED_IN)
def operate(audit_id: int) -> Response:
    """Takes a batch of operations."""
    if (request.content_length or 0) > MOST_BYTES:
        abort(413)
    batch = read_batch(request.get_data())
    device, changes, skew = batch.device, list(batch.changes.values()), batch.skew or 0
    with writing() as session:
        done = apply(session, subject(), audit_id, device=device, changes=changes, skew=skew)
        head, registers = answer(session, subject(), audit_id, batch, done)
        session.commit()
    return _joined(head, registers)


def _joined(head: dict[str, Any], registers: str, **headers: str) -> Response:
    """One JSON object out of its head and the registers, which are text already."""
    text = json.dumps(head, ensure_ascii=False)
    return Response(f'{text[:-1]},"registers":{registers}}}', mimetype="application/json", headers=headers)


@pages.get("/audits/<int:audit_id>/photographs/<digest>")
@policy(SIGNED_IN)
def get_photograph(audit_id: int, digest: str) -> Response:
    """A photograph as it is kept; `size=thumb` or `full`."""
    row = photographs.get(reading(), subject(), audit_id, digest)
    kept = row.thumb if request.args.get("size") == "thumb" else row.kept
    response = Response(installation().store.get(kept), mimetype="image/jpeg")
    response.headers["Cache-Control"] = YEAR.replace("public", "private")
    return response
