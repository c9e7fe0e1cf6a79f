"""The Flask application of an installation."""

from flask import Blueprint, Flask
from flask_wtf import CSRFProtect

from audit.installation import Installation
from audit.places import shipped
from audit.web import (
    account,
    actions,
    activation,
    api,
    archives,
    assets,
    audits,
    branches,
    campaigns,
    checklists,
    database,
    downloads,
    errors,
    fieldwork,
    fill,
    gate,
    imports,
    language,
    limits,
    navigation,
    organisations,
    people,
    policy,
    protection,
    rescue,
    results,
    review,
    row_ids,
    second_factor,
    setup,
    shell,
    shown,
    sign_in,
    signatures,
    signed_in,
    start,
    uploads,
    verification,
)

# what a photograph of a tablet weighs at most, and a little more
MOST_BYTES = 32 * 1024 * 1024
_PARTS = (row_ids, database, protection, language, signed_in, policy, gate, errors, navigation, shown)


def create_app(installation: Installation) -> Flask:
    """The application; its database must have the newest schema."""
    app = Flask("audit.web", template_folder=str(shipped("templates")), static_folder=None)
    app.config.update(
        SECRET_KEY=installation.secret_key,
        SESSION_COOKIE_NAME="star_session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=installation.secure,
        MAX_CONTENT_LENGTH=MOST_BYTES,
        WTF_CSRF_TIME_LIMIT=None,  # an audit takes longer than the hour that a token lasts otherwise
        TEMPLATES_AUTO_RELOAD=False,
    )
    app.extensions["installation"] = installation
    protection_of_forms = CSRFProtect(app)
    for calls in (api.pages, fill.calls, uploads.pages):
        protection_of_forms.exempt(calls)  # the tablet shows its session's token instead
    protection_of_forms.exempt(rescue.pages)  # it reads its form itself, and asks for the token there
    limits.limiter.init_app(app)
    for calls in (api.pages, uploads.pages):
        limits.limiter.exempt(calls)
    for part in _PARTS:
        part.install(app)
    for blueprint in _blueprints():
        app.register_blueprint(blueprint)
    return app


def _blueprints() -> list[Blueprint]:
    return [
        account.pages,
        actions.pages,
        activation.pages,
        api.pages,
        archives.pages,
        assets.pages,
        audits.pages,
        branches.pages,
        campaigns.pages,
        checklists.pages,
        downloads.pages,
        fieldwork.pages,
        fill.calls,
        imports.pages,
        language.pages,
        organisations.pages,
        people.pages,
        rescue.pages,
        results.pages,
        review.pages,
        second_factor.pages,
        setup.pages,
        shell.pages,
        sign_in.pages,
        signatures.pages,
        start.pages,
        uploads.pages,
        verification.pages,
    ]
