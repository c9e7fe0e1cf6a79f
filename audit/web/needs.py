"""What a page needs of the static files: what it names, and what those files name in their turn."""

import re
from collections.abc import Iterable, Iterator
from posixpath import dirname, join, normpath

from audit.web.assets import assets

_IMPORT = re.compile(r"""^\s*(?:import|export)\b[^"'();=]*["'](\.[^"']+)["']""", re.MULTILINE)
_LATER = re.compile(r"""\b(?:import|new URL)\(\s*["'](\.[^"']+)["']""")
_SHEET = re.compile(r"""(?:\burl\(\s*|@import\s+)["']?(?!data:|#|["'])([^"')]+)""")


def modules(entries: Iterable[str]) -> list[str]:
    """The modules that a browser loads before it runs these; raises KeyError for one that is not there."""
    return _closure(entries, {".js": (_IMPORT,)})


def files(entries: Iterable[str]) -> list[str]:
    """All that these need, their workers and the pictures of sheets too; raises KeyError for one that is not there."""
    return _closure(entries, {".js": (_IMPORT, _LATER), ".css": (_SHEET,)})


def _closure(entries: Iterable[str], signs: dict[str, tuple[re.Pattern[str], ...]]) -> list[str]:
    found: set[str] = set()
    waiting = list(entries)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(_named(name, signs))
    return sorted(found)


def _named(name: str, signs: dict[str, tuple[re.Pattern[str], ...]]) -> Iterator[str]:
    content = assets()[name].content
    suffix = name[name.rfind(".") :]
    if suffix in signs:
        text = content.decode()
        for sign in signs[suffix]:
            yield from (normpath(join(dirname(name), found)) for found in sign.findall(text))
