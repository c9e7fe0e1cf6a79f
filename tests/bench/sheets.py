"""Reports to be printed: made once, put into files for the fresh processes that print them."""

import json
import pickle
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from audit.reporting.html import report_html, stylesheet
from audit.reporting.pdf import Sheets
from audit.reporting.photos import Photo
from audit.reporting.report import report_sheets
from audit.reporting.view import audit_view
from audit.scoring.checklist import Checklist
from audit.scoring.plan import Plan
from audit.scoring.score import score
from tests.bench.answers import made_up, some_ids


@dataclass(frozen=True)
class Made:
    """A report ready to print, and where its parts stand."""

    sheets: Sheets
    file: Path
    document: dict[str, Any]
    photos: dict[str, Photo]


def made(
    checklist: Checklist, folder: Path, name: str, *, jpegs: Sequence[bytes] = (), remark: str = "", plan: bool = True
) -> Made:
    """The full Chinese report of an audit in which every third criterion lost points, one photograph a criterion.

    Without `plan` the way to the next grade is left out: on thousands of criteria it takes longer than the rest.
    """
    random = Random(190)
    count = sum(1 for _ in checklist.criteria())
    faulty = some_ids(checklist, random, round(count * 60 / 190))
    pictured = faulty if len(jpegs) <= len(faulty) else [criterion.id for criterion in checklist.criteria()]
    names = {id_: f"{id_}.jpg" for id_, _ in zip(pictured, jpegs, strict=False)}
    document = made_up(checklist, random, faulty=faulty, photos=names)
    if remark:
        document["answers"][faulty[len(faulty) // 2]]["note"] = remark
    photos = {file: Photo(n, jpeg) for n, (file, jpeg) in enumerate(zip(names.values(), jpegs, strict=True), 1)}
    scored = score(checklist, document)
    if plan:
        sheets = report_sheets(scored, document, kind="full", language="zh", photos=photos)
    else:
        view = audit_view(scored, document, Plan(None, None, reachable=False), "zh")
        sheets = Sheets(*_html(view, photos), {"answers.json": json.dumps(document).encode()}, "zh")
    file = folder / f"{name}.pickle"
    file.write_bytes(pickle.dumps(sheets))
    return Made(sheets, file, document, photos)


def _html(view: dict[str, Any], photos: dict[str, Photo]) -> tuple[str, str, dict[str, bytes]]:
    html, files = report_html(view, "full", photos)
    return html, stylesheet(), files
