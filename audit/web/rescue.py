"""Unsent work out of a tablet's rescue file: brought here, and told what became of each part of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, BinaryIO, cast

from flask import Blueprint, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import validate_csrf
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser
from wtforms import ValidationError

from audit.scoring.problems import Problem, RefusedError
from audit.services import rescue
from audit.services.errors import InvalidError
from audit.services.rescue_file import MOST_BYTES, read_rescue
from audit.services.wording import say
from audit.web.database import installation, reading
from audit.web.language import language
from audit.web.policy import SIGNED_IN, policy
from audit.web.rescued import bring_file
from audit.web.shown import moment
from audit.web.signed_in import subject

pages = Blueprint("rescue", __name__)
_GIGABYTES = MOST_BYTES // 1024**3
_FORM_AROUND = 64 * 1024  # what a form puts around its file


@pages.get("/rescue")
@policy(SIGNED_IN)
def new() -> str:
    """Where a file is brought."""
    rescue.allow(subject())
    return _upload_page([])


@pages.post("/rescue")
@policy(SIGNED_IN)
def bring() -> ResponseReturnValue:
    """Takes everything a file holds that can be taken, and says what became of it; again is no harm."""
    rescue.allow(subject())
    try:
        with _received() as given:
            file = read_rescue(given)
            author = rescue.author_of(reading(), subject(), file.said.user)
            brought = bring_file(file, author)
        return render_template("rescue/show.html", author=author, brought=brought, made_at=_moment(file.said.made_at))
    except (RefusedError, InvalidError) as refused:
        return _upload_page(refused.problems), 422


def _moment(text: str) -> str:
    """When the file was made, as its tablet says; nothing where that is no moment."""
    try:
        return moment(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        return ""


def _upload_page(problems: list[Problem] | tuple[Problem, ...]) -> str:
    told = [(problem.where(), say(problem, language())) for problem in problems]
    others = rescue.RESCUE in subject().permissions
    return render_template("rescue/new.html", problems=told, most=_GIGABYTES, others=others)


@contextmanager
def _received() -> Iterator[BinaryIO]:
    """The file of the form, on the disk of the installation: it may be far larger than what else is uploaded.

    The form is read here, and not by Flask, so its token is asked for here, too.
    """
    folder = installation().folder / "uploads"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    parser = FormDataParser(partial(_spool, folder), max_content_length=MOST_BYTES + _FORM_AROUND, max_form_parts=10)
    try:
        _stream, form, files = parser.parse_from_environ(request.environ)
    except RequestEntityTooLarge:
        raise RefusedError([Problem((), "rescue-too-large", {"most": _GIGABYTES})]) from None
    try:
        _check_token(form.get("csrf_token"))
        given = files.get("file")
        if given is None or not given.filename:
            raise RefusedError([Problem((), "no-rescue-file")])
        yield cast("BinaryIO", given.stream)
    finally:
        for one in files.values():
            one.close()


def _spool(
    folder: Path,
    total_content_length: int | None,
    content_type: str | None,
    filename: str | None,
    content_length: int | None = None,
) -> IO[bytes]:
    """A file without a name, which is gone when it is closed, or when the server ends."""
    return TemporaryFile(dir=folder)


def _check_token(token: str | None) -> None:
    if not current_app.config.get("WTF_CSRF_ENABLED", True):
        return
    try:
        validate_csrf(token)
    except ValidationError:
        abort(400)
