"""`python -m tests.bench [--quick] [--field] [--only NAME] [--json FILE] [--strict]`: prints the figures, page by page.

`--field` runs the long proofs that no field work is lost, and nothing else.
"""

import argparse
import json
import os
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench import (
    batch,
    field_model,
    field_server,
    field_speed,
    field_tablet,
    fill,
    growth,
    hostile,
    remark,
    report,
    scoring,
    start,
    web,
)
from tests.bench.figures import Run, say

PAGES: dict[str, Callable[[Run], None]] = {
    "scoring": scoring.run,
    "batch": batch.run,
    "report": report.run,
    "growth": growth.run,
    "remark": remark.run,
    "start": start.run,
    "hostile": hostile.run,
    "web": web.run,
    "fill": fill.run,
}
# minutes each, so only when asked for
FIELD_PAGES: dict[str, Callable[[Run], None]] = {
    "field_speed": field_speed.run,
    "field_tablet": field_tablet.run,
    field_server.PAGE: field_server.run,
    "field_model": field_model.run,
}


def main() -> None:
    """Runs the pages that were asked for; the exit status is 0 unless --strict and a limit was missed."""
    pages = PAGES | FIELD_PAGES
    parser = argparse.ArgumentParser(prog="./run bench", description="Figures of speed, memory and size.")
    parser.add_argument("--quick", action="store_true", help="smaller inputs, fewer rounds: two to three minutes")
    parser.add_argument("--field", action="store_true", help="the long proofs of work in the field, nothing else")
    parser.add_argument("--only", action="append", choices=pages, metavar="NAME", help=", ".join(pages))
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures here")
    parser.add_argument("--strict", action="store_true", help="exit status 1 if a limit is missed")
    given = parser.parse_args()
    with TemporaryDirectory(prefix="star-audit-bench-") as folder:
        run = Run(given.quick, Path(folder))
        for name in given.only or (FIELD_PAGES if given.field else PAGES):
            run.note_load(name)
            try:
                pages[name](run)
            except Exception as error:  # one page that fails does not hide the others
                run.add(name, "failed", 0, unit="", limit=0, holds=False, detail=f"{type(error).__name__}: {error}")
    missed = [figure for figure in run.figures if not figure.holds]
    say(f"{len(run.figures)} figures, {len(missed)} outside their limits")
    if given.json:
        content = {"cores": os.cpu_count(), "loads": run.loads, "figures": [asdict(figure) for figure in run.figures]}
        given.json.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")
    raise SystemExit(1 if given.strict and missed else 0)


if __name__ == "__main__":
    main()
