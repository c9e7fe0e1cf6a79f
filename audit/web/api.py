"""The tablet's door (docs/sync.md): JSON in, JSON out, never a redirect."""

import gzip
import json
from functools import lru_cache
from typing import Any

from flask import Blueprint, Response, abort, jsonify, request

from audit.services import photographs
from audit.services.checklists import content_of
from audit.services.clock import now
from audit.services.known import knowledge
from audit.services.opened import open_to_read
from audit.services.operations import Outcome, apply
from audit.services.wording import say
from audit.web.assets import YEAR, build
from audit.web.bundle import about, conflicts, figures_json, registers_json
from audit.web.database import installation, reading, writing
from audit.web.language import language
from audit.web.messages import MOST_BYTES, read_batch
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
    server_time = now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return jsonify(proto=1, user=user, csrf=tablet_token(), build=build(), server_time=server_time)


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


@pages.get("/audits/<int:audit_id>")
@policy(SIGNED_IN)
def bundle(audit_id: int) -> Response:
    """The whole audit."""
    opened, may_fill = open_to_read(reading(), subject(), audit_id)
    tag = f'"{opened.revision}-{opened.state}-{may_fill:d}-{opened.chain[:8]}"'
    if request.headers.get("If-None-Match") == tag:
        return Response(status=304, headers={"ETag": tag})
    known = knowledge(reading(), audit_id, opened.chain)
    head = {"proto": 1, "audit": about(reading(), opened, may_fill=may_fill)}
    head |= {
        "score": figures_json(opened),
        "revision": opened.revision,
        "conflicts": conflicts(reading(), audit_id, known),
    }
    return _joined(head, registers_json(reading(), known, subject()), ETag=tag)


@pages.post("/audits/<int:audit_id>/operations")
@policy(SIGNED_IN)
def operate(audit_id: int) -> Response:
    """Takes a batch of operations."""
    if (request.content_length or 0) > MOST_BYTES:
        abort(413)
    batch = read_batch(request.get_data())
    changes = [message.change() for message in batch.operations]
    with writing() as session:
        done = apply(session, subject(), audit_id, device=batch.device, changes=changes)
        open_conflicts = conflicts(session, audit_id, done.known)
        registers = registers_json(session, done.known, subject(), batch.since)
        session.commit()
    head = {"proto": 1, "revision": done.revision, "state": done.state, "score": figures_json(done.figures)}
    head |= {"results": [_result(outcome) for outcome in done.outcomes], "conflicts": open_conflicts}
    return _joined(head, registers)


def _result(outcome: Outcome) -> dict[str, Any]:
    result: dict[str, Any] = {"id": outcome.id, "outcome": outcome.outcome, "revision": outcome.revision}
    if outcome.problems:
        problems = [{"code": problem.code, "message": say(problem, language())} for problem in outcome.problems]
        result["problem"] = problems[0] | {"all": problems}
    return result


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
