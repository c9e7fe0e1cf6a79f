"""The token that a tablet shows with every change: bound to its session, checked without reading a cookie's content."""

import hmac

from flask import abort, current_app, request
from flask_wtf.csrf import validate_csrf
from wtforms import ValidationError

from audit.web.database import installation
from audit.web.signed_in import COOKIE

_SAFE = {"GET", "HEAD", "OPTIONS"}


def tablet_token() -> str:
    """The token of this session."""
    key = installation().secret_key.encode()
    return hmac.digest(key, b"tablet:" + request.cookies.get(COOKIE, "").encode(), "sha256").hex()


def check_token() -> None:
    """Answers 400 to a change without the session's token or a page's."""
    if request.method in _SAFE or not current_app.config.get("WTF_CSRF_ENABLED", True):
        return
    shown = request.headers.get("X-CSRFToken", "")
    if hmac.compare_digest(shown.encode(), tablet_token().encode()):
        return
    try:
        validate_csrf(shown)
    except ValidationError:
        abort(400)
