"""The fill page: a shell that is the same for everybody; whose work it shows, the tablet asks the API."""

import gzip
from functools import lru_cache

from flask import Blueprint, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from audit.reporting import words as names
from audit.services import audits
from audit.translations import LANGUAGES
from audit.web.assets import assets
from audit.web.database import writing
from audit.web.language import language
from audit.web.policy import SIGNED_IN, policy
from audit.web.signed_in import subject
from audit.web.tablet_token import check_token

pages = Blueprint("fill", __name__)
calls = Blueprint("fill_calls", __name__, url_prefix="/api/v1")
calls.before_request(check_token)
_WORKERS = {"js/fill/photos/reducer.js", "js/fill/photos/exif.js"}


@pages.get("/fill")
@policy(SIGNED_IN)
def show() -> ResponseReturnValue:
    """The shell; the audit stands behind the # of the address."""
    shell = _shell(language())
    response = Response(shell, mimetype="text/html", headers={"Vary": "Accept-Encoding, Cookie"})
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        response.set_data(_packed(shell))
        response.headers["Content-Encoding"] = "gzip"
    return response


@lru_cache(maxsize=len(LANGUAGES))
def _shell(_language: str) -> bytes:
    modules = [
        name for name in assets() if name.startswith(("js/fill/", "js/scoring/", "js/tablet/")) and name not in _WORKERS
    ]
    page = render_template("fill/show.html", modules=["vendor/idb.js", "js/score.js", *modules], names=names)
    return page.encode()


@lru_cache(maxsize=len(LANGUAGES))
def _packed(shell: bytes) -> bytes:
    return gzip.compress(shell, mtime=0)


@calls.post("/audits/<int:audit_id>/submission")
@policy("audits.fill")
def submit(audit_id: int) -> Response:
    """Hands the audit to the reviewer."""
    with writing() as session:
        state = audits.submit(session, subject(), audit_id).state
        session.commit()
    return jsonify(proto=1, state=state)
