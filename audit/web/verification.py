"""The public page of an issue: what it says, whether a newer one replaces it, whether a PDF is this one."""

from flask import Blueprint, Response, abort, make_response, render_template, request
from flask.typing import ResponseReturnValue

from audit.reporting.verify import verify_pdf
from audit.services import verification
from audit.services.errors import NotFoundError
from audit.services.wording import say
from audit.web.audit_rows import grade_of, grade_title, place_name
from audit.web.database import reading
from audit.web.language import language
from audit.web.limits import limiter
from audit.web.policy import PUBLIC, policy

pages = Blueprint("verification", __name__)
# a code of sixteen signs is not guessed, but a machine that tries should not be served either
LOOKS, CHECKS = "60 per minute", "10 per minute"


@pages.get("/v/<code>")
@policy(PUBLIC)
@limiter.limit(LOOKS)
def show(code: str) -> ResponseReturnValue:
    """What anybody with the code may know."""
    return _answer(_page(_found(code)))


@pages.post("/v/<code>")
@policy(PUBLIC)
@limiter.limit(CHECKS)
def check(code: str) -> ResponseReturnValue:
    """Says whether the uploaded PDF is this issue, unchanged."""
    shown = _found(code)
    file = request.files.get("report")
    data = file.read() if file else b""
    if not data:
        return _answer(_page(shown, missing=True), 422)
    findings = verify_pdf(data)
    problems = list(findings.problems)
    if findings.facts:
        problems += verification.compare(shown.issue, findings.facts)
    return _answer(_page(shown, problems=[say(problem, language()) for problem in problems], checked=True))


def _found(code: str) -> verification.Shown:
    try:
        return verification.find(reading(), code)
    except NotFoundError:
        abort(_answer(render_template("verification/unknown.html"), 404))


def _page(shown: verification.Shown, **more: object) -> str:
    issue = shown.issue
    grade = grade_of(reading(), issue.checklist_digest, issue.grade)
    about = {
        "branch": place_name(issue.audit.branch),
        "held_on": issue.audit.held_on,
        "points": issue.audit.checklist.points,
        "grade": grade_title(grade),
        "star_count": (grade.stars or 0) if grade else 0,
    }
    defaults: dict[str, object] = {"problems": [], "checked": False, "missing": False}
    return render_template("verification/show.html", issue=issue, newest=shown.newest, **about, **(defaults | more))


def _answer(page: str, status: int = 200) -> Response:
    """No search engine keeps a page that a paper's owner was given."""
    response = make_response(page, status)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
