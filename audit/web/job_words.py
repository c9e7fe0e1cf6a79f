"""A job as the person who waits for it sees it."""

from collections.abc import Mapping
from typing import Any

from flask import url_for

from audit.models import Job
from audit.services.jobs import is_silent, problem_of
from audit.services.wording import say
from audit.web.language import gettext, language


def _(text: str) -> str:
    return text


_STATES: Mapping[str, str] = {
    "queued": _("排队等候"),
    "running": _("正在生成"),
    "done": _("已生成"),
    "failed": _("没有生成"),
}


def job_view(job: Job) -> dict[str, Any]:
    """State, progress and words of a job; the address of its file when it is there."""
    silent = is_silent(job)
    return {
        "state": job.state,
        "title": gettext(_STATES[job.state]),
        "progress": job.progress,
        "silent": silent,
        "over": job.state in {"done", "failed"},
        "message": _message(job, silent=silent),
        "file": url_for("downloads.file", job_id=job.id) if job.state == "done" else "",
    }


def _message(job: Job, *, silent: bool) -> str:
    problem = problem_of(job)
    if problem is not None:
        return say(problem, language())
    if silent:
        return gettext(_("后台没有回应，可能没有运行。请联系管理员；后台恢复后会自动继续，不必重新生成。"))
    if job.state == "done":
        return gettext(_("可以下载了。"))
    if job.kind == "archive":
        audits: Any = job.order["audits"]
        return gettext(_("共{count}份报告，按份数显示进度。可以离开本页，稍后再来。"), count=len(audits))
    return gettext(_("通常几秒钟即可完成。可以离开本页，稍后再来。"))
