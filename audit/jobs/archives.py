"""An archive as a job: every report of it, made or found made, with an index."""

import csv
import io
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import sleep
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from audit.installation import Installation
from audit.jobs.attempt import Beat, Made, attempt
from audit.jobs.reports import make_report
from audit.models import Audit, Job
from audit.scoring.figures import show
from audit.services import jobs
from audit.services.archives import Line, line_of
from audit.services.jobs import Claim
from audit.services.reports import report_order
from audit.services.wording import say
from audit.translations import translate

_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the same reports give the same archive


def _(text: str) -> str:
    return text


_HEADINGS = (
    _("机构代码"),
    _("网点"),
    _("评定方式"),
    _("状态"),
    _("最低得分"),
    _("最高得分"),
    _("星级"),
    _("报告编号"),
    _("文件"),
    _("说明"),
)
_WORDS = {
    "self": _("自评"),
    "inspection": _("检查"),
    "spot_check": _("抽查"),
    "submitted": _("待复核"),
    "reviewed": _("已复核"),
    "locked": _("已锁定"),
}


class _Part(NamedTuple):
    """One report: its line in the index, and its file or why there is none."""

    line: Line
    name: str
    file: str | None
    problem: str


def make_archive(installation: Installation, claimed: Claim, beat: Beat) -> Made:
    """The archive; a report that cannot be made is missing in it, and the index says why."""
    audits: Sequence[int] = claimed.order["audits"]
    parts: list[_Part] = []
    with TemporaryDirectory(dir=installation.folder) as folder:
        file = Path(folder) / "archive.zip"
        with ZipFile(file, "w", ZIP_STORED) as archive:
            for position, audit_id in enumerate(audits):
                alive = partial(_counted, beat, position, len(audits))
                alive(0)
                parts.append(_part(installation, claimed, audit_id, alive))
                _add(archive, installation, parts[-1])
            _add_index(archive, parts, claimed.order["language"])
        digest = installation.store.take(file)
    return Made(digest, claimed.order["name"], whole=all(part.file for part in parts))


def _counted(beat: Beat, position: int, reports: int, percent: int) -> None:
    """The progress of the whole, from that of one of its reports; the last bit is the index."""
    beat(98 * (100 * position + percent) // (100 * reports))


def _add(archive: ZipFile, installation: Installation, part: _Part) -> None:
    if part.file is not None:
        with installation.store.path(part.file).open("rb") as source, archive.open(_info(part.name), "w") as target:
            while data := source.read(1 << 20):
                target.write(data)


def _info(name: str) -> ZipInfo:
    info = ZipInfo(name, _LONG_AGO)
    info.external_attr = 0o644 << 16
    return info


def _part(installation: Installation, claimed: Claim, audit_id: int, alive: Beat) -> _Part:
    kind, language = claimed.order["kind"], claimed.order["language"]
    with installation.database.reading() as session:
        audit = session.get_one(Audit, audit_id)
        key, order = report_order(session, audit, kind=kind, language=language, public_url=claimed.order["public_url"])
        line = line_of(session, audit, language)
    job_id = _ordered(installation, key, order)
    while (job := _ended(installation, job_id, alive)) is None:
        alive(0)
        sleep(0.5)  # somebody else makes it just now
    problem = jobs.problem_of(job)
    return _Part(line, f"{line.code}_{order['name']}", job.file, say(problem, language) if problem else "")


def _ordered(installation: Installation, key: str, order: dict[str, object]) -> int:
    with installation.database.writing() as session:
        job = jobs.order(session, None, kind="report", order=order, key=key)
        if job.file is not None and not installation.store.path(job.file).exists():
            jobs.put_back(session, job, order)
        session.commit()
        return job.id


def _ended(installation: Installation, job_id: int, alive: Beat) -> Job | None:
    """The report when it is over; made here and now where nobody else has begun."""
    with installation.database.writing() as session:
        claimed = jobs.claim(session, job_id)
        session.commit()
    if claimed is not None:
        attempt(installation, claimed, make_report, alive)
    with installation.database.reading() as session:
        job = session.get_one(Job, job_id)
        return job if job.state in {"done", "failed"} else None


def _add_index(archive: ZipFile, parts: Iterable[_Part], language: str) -> None:
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow([translate(heading, language) for heading in _HEADINGS])
    table.writerows([_harmless(cell) for cell in _cells(part, language)] for part in parts)
    info = _info("index.csv")
    info.compress_type = ZIP_DEFLATED
    archive.writestr(info, text.getvalue().encode("utf-8-sig"))  # a spreadsheet would read it as Latin otherwise


def _cells(part: _Part, language: str) -> list[str]:
    line = part.line
    words = [translate(_WORDS[code], language) for code in (line.kind, line.state)]
    figures = [show(line.low), show(line.high)]
    name = part.name if part.file else ""
    return [line.code, line.branch, *words, *figures, line.grade, line.issue, name, part.problem]


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula; figures stay figures."""
    return f"'{cell}" if cell.startswith(("=", "+", "@", "\t", "\r")) or _is_odd(cell) else cell


def _is_odd(cell: str) -> bool:
    return cell.startswith("-") and not cell[1:].replace(".", "", 1).isdecimal()
