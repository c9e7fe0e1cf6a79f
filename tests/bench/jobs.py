"""What the bench runs in fresh processes: `python -m tests.bench.jobs NAME ARGUMENTS`; imports stay inside."""

import sys
from pathlib import Path


def render(sheets: str, out: str) -> None:
    """Prints a report: a cold process from Sheets to a file."""
    import pickle

    from audit.reporting.pdf import render_pdf

    Path(out).write_bytes(render_pdf(pickle.loads(Path(sheets).read_bytes())))  # noqa: S301 - our own


def camera(sheets: str, document: str, folder: str, out: str) -> None:
    """Reduces the camera's files and prints the report with them."""
    import json
    import pickle
    from dataclasses import replace

    from audit.reporting.pdf import render_pdf
    from audit.reporting.photos import load_photos

    held = pickle.loads(Path(sheets).read_bytes())  # noqa: S301 - our own
    photos = load_photos(json.loads(Path(document).read_text("utf-8")), Path(folder))
    files = {f"photo-{photo.number}.jpg": photo.data for photo in photos.values()}
    Path(out).write_bytes(render_pdf(replace(held, files={**held.files, **files})))


def warm(sheets: str) -> None:
    """A warm press: prints to the file that each line of standard input names."""
    import pickle

    from audit.reporting.press import printed, warm_up

    held = pickle.loads(Path(sheets).read_bytes())  # noqa: S301 - our own
    warm_up()
    _answer()
    for line in sys.stdin:
        Path(line.strip()).write_bytes(printed(held))
        _answer()


def _answer() -> None:
    sys.stdout.write("done\n")
    sys.stdout.flush()


def typst(source: str, fonts: str, out: str) -> None:
    """Prints the same content with Typst."""
    import typst as compiler

    compiler.compile(source, output=out, font_paths=[fonts], ignore_system_fonts=True)


def reread(file: str) -> None:
    """Reads JSON and writes it again: the yardstick of a batch."""
    import json

    sys.stdout.write(json.dumps(json.loads(Path(file).read_bytes())))


if __name__ == "__main__":
    {job.__name__: job for job in (render, camera, warm, typst, reread)}[sys.argv[1]](*sys.argv[2:])
