"""The same content as a plain Typst file: what a typesetter written in Rust makes of it, as a limit to look up to."""

import json
from importlib.util import find_spec
from pathlib import Path

from audit.reporting.view import audit_view
from audit.scoring.checklist import Checklist
from audit.scoring.plan import plan_from
from audit.scoring.score import score
from tests.bench.sheets import Made

_TEMPLATE = Path(__file__).with_name("report.typ")


def has_typst() -> bool:
    """Whether the package is there."""
    return find_spec("typst") is not None


def source(folder: Path, checklist: Checklist, report: Made) -> Path:
    """The Typst file with its view and images beside it."""
    folder.mkdir()
    scored = score(checklist, report.document)
    view = audit_view(scored, report.document, plan_from(scored, report.document, {}), "zh")
    rows = [row for module in view["sheet"] for section in module["sections"] for row in section["criteria"]]
    for row in (*rows, *view["deductions"]):
        row["pictures"] = [
            {"src": f"photo-{report.photos[photo['file']].number}.jpg", "label": photo["caption"]}
            for photo in row["photos"]
        ]
    for name, data in report.sheets.files.items():
        (folder / name).write_bytes(data)
    (folder / "view.json").write_text(json.dumps(view, ensure_ascii=False), "utf-8")
    file = folder / "report.typ"
    file.write_text(_TEMPLATE.read_text("utf-8"), "utf-8")
    return file
