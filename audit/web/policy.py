"""A policy on every route: public, for anybody signed in, or for those with a permission somewhere.

The permission is asked again where the thing itself is fetched, with its place in the tree.
"""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from flask import Flask, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from audit.web.signed_in import subject, subject_or_none

PUBLIC, SIGNED_IN = "public", "signed-in"
P = ParamSpec("P")
R = TypeVar("R")


def policy(needed: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declares who may come: `public`, `signed-in`, or a permission of `services/access.py`."""

    def declare(view: Callable[P, R]) -> Callable[P, R]:
        view.policy = needed  # type: ignore[attr-defined]
        return view

    return declare


def install(app: Flask) -> None:
    """Asks the policy before every request."""
    app.before_request(_ask)


def policy_of(endpoint: str | None) -> str | None:
    """The declared policy of an endpoint; None where there is none."""
    return getattr(current_app.view_functions.get(endpoint or ""), "policy", None)


def _ask() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None  # no such page: the router says so
    needed = policy_of(request.endpoint)
    if needed is None:
        raise LookupError(f"{request.endpoint} has no policy")
    if needed == PUBLIC:
        return None
    if subject_or_none() is None:
        return _send_to_sign_in()
    if needed not in {SIGNED_IN} | subject().permissions:
        abort(403)
    return None


def _send_to_sign_in() -> ResponseReturnValue:
    """A page sends to the sign-in page and back; a call of the tablet is told, never redirected."""
    if request.path.startswith("/api/"):
        abort(401)
    back = request.full_path if request.method == "GET" else "/"
    return redirect(url_for("sign_in.show", next=back.rstrip("?")))
