"""Photographs from tablets (docs/sync.md): in one piece, or in chunks that go on where the last one ended."""

from typing import NamedTuple

from flask import Blueprint, Response, abort, current_app, jsonify, request

from audit.models import Photograph
from audit.pictures import read_picture
from audit.scoring.problems import RefusedError
from audit.services import photographs
from audit.services.errors import InvalidError
from audit.services.uploads import Part, Uploads
from audit.web.database import installation, reading, writing
from audit.web.language import gettext
from audit.web.policy import SIGNED_IN, policy
from audit.web.signed_in import subject
from audit.web.tablet_token import check_token

MOST_CHUNK = 1024 * 1024

pages = Blueprint("uploads", __name__, url_prefix="/api/v1/audits/<int:audit_id>/photographs/<digest>")
pages.before_request(check_token)


def _(text: str) -> str:
    return text


@pages.put("")
@policy(SIGNED_IN)
def put_whole(audit_id: int, digest: str) -> Response:
    """Takes a photograph by the SHA-256 of its file; sending it again is harmless."""
    photographs.allow(reading(), subject(), audit_id)
    row = _take(audit_id, digest, request.get_data())
    return jsonify(proto=1, **_facts(row))


@pages.get("/upload")
@policy(SIGNED_IN)
def show(audit_id: int, digest: str) -> Response:
    """How much of a photograph is here."""
    photographs.allow(reading(), subject(), audit_id)
    offset = _uploads().offset(subject().id, audit_id, digest)
    row = photographs.sent_for(reading(), audit_id, digest)
    return _complete(row, offset) if row else jsonify(proto=1, offset=offset, complete=False)


@pages.put("/upload")
@policy(SIGNED_IN)
def put_chunk(audit_id: int, digest: str) -> Response:
    """Takes what comes next of a photograph; the last chunk makes it whole."""
    photographs.allow(reading(), subject(), audit_id)
    sent = _sent()
    with _uploads().hold(subject().id, audit_id, digest) as part:
        row = _known(audit_id, digest)
        if row is None and sent.offset != part.offset:
            return _continue_at(part.offset)
        if row is None and not sent.is_last:
            part.append(sent.chunk)
            return jsonify(proto=1, offset=part.offset, complete=False)
        row = row or _finish(part, audit_id, digest, sent.chunk)
        part.throw_away()
    return _complete(row, sent.size)


class _Sent(NamedTuple):
    """A chunk, where in the file it begins, and how many bytes the file has."""

    offset: int
    size: int
    chunk: bytes

    @property
    def is_last(self) -> bool:
        """Whether the file ends with it."""
        return self.offset + len(self.chunk) == self.size


def _sent() -> _Sent:
    size, offset = _whole_number("size"), _whole_number("offset")
    if size > current_app.config["MAX_CONTENT_LENGTH"]:
        abort(413)
    request.max_content_length = MOST_CHUNK
    sent = _Sent(offset, size, request.get_data())
    if offset + len(sent.chunk) > size:
        abort(400)
    return sent


def _whole_number(name: str) -> int:
    text = request.args.get(name, "")
    if not (text.isascii() and text.isdecimal() and len(text) < 16):
        abort(400)
    return int(text)


def _uploads() -> Uploads:
    return Uploads(installation().folder / "uploads")


def _known(audit_id: int, digest: str) -> Photograph | None:
    """Asked anew when the part is ours: another request may have made the photograph whole while this one waited."""
    with installation().database.reading() as session:
        return photographs.sent_for(session, audit_id, digest)


def _finish(part: Part, audit_id: int, digest: str, last: bytes) -> Photograph:
    """The photograph made whole; of what is none nothing stays. The last chunk is never part of a part: while the
    photograph is not taken there is always something left to send.
    """
    data = part.read() + last
    try:
        return _take(audit_id, digest, data)
    except InvalidError:
        part.throw_away()
        raise


def _take(audit_id: int, digest: str, data: bytes) -> Photograph:
    """The photograph in the store and in the audit."""
    kept = kept_picture(data, digest)
    with writing() as session:
        row = photographs.add(session, subject(), audit_id, digest=digest, kept=kept)
        session.commit()
    return row


def kept_picture(data: bytes, digest: str) -> photographs.Kept | None:
    """The picture in the store, decoded before any lock of the database is taken; None where this file is known.

    The file is asked for even so: who only knows its name may not see it. Raises InvalidError.
    """
    try:
        photographs.check_digest(data, digest)
        if photographs.is_known(reading(), digest):
            return None
        return photographs.keep(installation().store, read_picture(data))
    except RefusedError as refused:
        raise InvalidError(refused.problems) from None


def _complete(row: Photograph, offset: int) -> Response:
    return jsonify(proto=1, offset=offset, complete=True, **_facts(row))


def _facts(row: Photograph) -> dict[str, object]:
    return {"photo": row.digest, "width": row.width, "height": row.height}


def _continue_at(offset: int) -> Response:
    message = gettext(_("照片已收到{count}字节，请从那里继续发送"), count=offset)
    response = jsonify(proto=1, status=409, message=message, offset=offset)
    response.status_code = 409
    return response
