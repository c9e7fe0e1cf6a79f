"""Everything that may go wrong, turned into an answer in one place: plain words, and a number to refer to."""

from errno import EDQUOT, ENOSPC
from secrets import token_hex
from typing import NoReturn

import structlog
from flask import Flask, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DataError, OperationalError
from werkzeug.exceptions import HTTPException

from audit.scoring.problems import Problem
from audit.services.errors import ForbiddenError, InvalidError, NotFoundError, StateError
from audit.services.wording import say
from audit.web.language import gettext, language
from audit.web.words import REASONS

log = structlog.get_logger()
_FULL = ("disk is full", "No space left", "could not extend file")


def install(app: Flask) -> None:
    """Answers every error."""
    app.register_error_handler(NotFoundError, lambda _: _answer(404))
    app.register_error_handler(ForbiddenError, lambda _: _answer(403))
    app.register_error_handler(StateError, _state)
    app.register_error_handler(InvalidError, _invalid)
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(DataError, _unfit)
    app.register_error_handler(OSError, _file)
    app.register_error_handler(HTTPException, lambda error: _answer(error.code or 500))
    if not app.testing:
        app.register_error_handler(Exception, _unforeseen)


def _answer(status: int, message: str = "", **more: object) -> ResponseReturnValue:
    title, advice = (gettext(text) for text in REASONS.get(status, REASONS[500]))
    if request.path.startswith("/api/"):
        return jsonify({"proto": 1, "status": status, "message": message or f"{title}. {advice}", **more}), status
    return render_template("errors/show.html", status=status, title=title, message=message or advice, **more), status


def _state(error: StateError) -> ResponseReturnValue:
    return _answer(409, say(Problem((), error.code, error.facts), language()), code=error.code)


def _invalid(error: InvalidError) -> ResponseReturnValue:
    """Every problem with its place; a form shows them at its fields and never comes here."""
    problems = [
        {"where": problem.where(), "code": problem.code, "message": say(problem, language())}
        for problem in error.problems
    ]
    return _answer(422, problems=problems)


def _database(error: OperationalError) -> ResponseReturnValue:
    text = str(error.orig)
    reference = _note("database", error)
    g.setdefault("subject", None)  # whom a database could not tell it is not asked for once more, for a language
    return _answer(507 if any(sign in text for sign in _FULL) else 503, reference=reference)


def _file(error: OSError) -> ResponseReturnValue:
    """A file that cannot be written because the disk is full can be sent again later."""
    if error.errno in {ENOSPC, EDQUOT}:
        return _answer(507, reference=_note("file", error))
    return _unforeseen(error)


def _unfit(error: DataError) -> ResponseReturnValue:
    """What no column holds: a sign that nobody types, a number beyond all bounds; nothing was taken."""
    _note("unfit", error)
    return _answer(400)


def _unforeseen(error: Exception) -> ResponseReturnValue:
    return _answer(500, reference=_note("unforeseen", error))


def _note(kind: str, error: Exception) -> str:
    """Writes the error to the log under a number that the reader is told."""
    reference = token_hex(4)
    log.error(kind, reference=reference, method=request.method, endpoint=request.endpoint, exc_info=error)
    return reference


def refuse(code: str, **facts: object) -> NoReturn:
    """Ends the request because the thing is not in the state for it."""
    raise StateError(code, facts)
