"""What every answer carries and every change must show: headers, and that the change comes from our own pages."""

from flask import Flask, Response, abort, request

from audit.web.database import installation

_POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' blob: data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=()",
}
_SAFE = {"GET", "HEAD", "OPTIONS"}


def install(app: Flask) -> None:
    """Checks where a change comes from, and sets the headers."""
    app.before_request(_check_origin)
    app.after_request(_set_headers)


def _check_origin() -> None:
    """Browsers say where a change comes from; without https some say it only in Origin."""
    if request.method in _SAFE:
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site not in {"same-origin", "none"}:
            abort(403)
        return
    ours = {installation().public_url}
    if not installation().secure:  # at a desk the address differs from machine to machine; in public there is one
        ours.add(request.host_url.rstrip("/"))
    if request.headers.get("Origin") not in ours:
        abort(403)


def _set_headers(response: Response) -> Response:
    if request.endpoint == "assets.show":  # no page: what a page may do says nothing about them
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if not response.cache_control.immutable:  # what may be kept says so itself; a file to download is somebody's own
        response.headers["Cache-Control"] = "no-store"
    if installation().secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response
