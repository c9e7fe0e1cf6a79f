"""`doctor`: what this machine has, what it lacks, and the line to type."""

import ctypes.util
import sys
from collections.abc import Iterator
from typing import TextIO

from audit.places import shipped
from audit.reporting.fonts import fonts_folder
from audit.translations import translate

_LIBRARIES = {
    "pango-1.0": "libpango-1.0-0",
    "pangoft2-1.0": "libpangoft2-1.0-0",
    "harfbuzz-subset": "libharfbuzz-subset0",
}


def _(text: str) -> str:
    return text


def examine(*, language: str, out: TextIO) -> bool:
    """Prints a line for everything a report needs; True if nothing is missing."""
    whole = True
    for name, there, cure in _findings(language):
        verdict = _("有") if there else _("缺少；请运行：{cure}")
        out.write(f"{'✓' if there else '✗'} {name}: {translate(verdict, language, cure=cure)}\n")
        whole = whole and there
    return whole


def _findings(language: str) -> Iterator[tuple[str, bool, str]]:
    """What is looked for, whether it is there, and what brings it."""
    yield f"Python {sys.version.split()[0]}", sys.version_info >= (3, 11), "Python 3.11"
    yield translate(_("清单"), language), shipped("checklists").is_dir(), "./run"
    yield translate(_("字体"), language), (fonts_folder() / "fonts.conf").is_file(), "./run"
    for library, package in _LIBRARIES.items():
        yield library, bool(ctypes.util.find_library(library)), f"apt-get install {package}"
