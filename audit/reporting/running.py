"""What runs along every page: title and branch above, number, digest and the page's count below."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import normalize

from audit.reporting.glyphs import with_glyphs
from audit.translations import LANGUAGES, translate


def _(text: str) -> str:
    return text


DOCUMENTS = {
    "full": _("网点服务考评报告"),
    "exceptions": _("网点服务考评扣分报告"),
    "sheet": _("网点服务考评评分表"),
}


_DIGITS = re.compile(r"[0-9]+")


@dataclass(frozen=True, slots=True)
class Running:
    """What the edges of a report's pages are made of."""

    kind: str
    language: str
    branch: str
    number: str
    checklist: str
    digest: str

    def texts(self, page: str, pages: str) -> dict[str, str]:
        """The text of each edge, in the order in which they are printed."""
        foot = [*([_short(self.number, 40)] if self.number else []), self.checklist, self.digest[:16]]
        return {
            "top-left": translate(DOCUMENTS[self.kind], self.language),
            "top-right": _short(self.branch),
            "bottom-left": " · ".join(foot),
            "bottom-right": translate(_("第{page}页，共{pages}页"), self.language, page=page, pages=pages),
        }

    @property
    def title(self) -> str:
        """The letters of the document's title."""
        return _bare(self.texts("", "")["top-left"])

    def is_on(self, text: str, page: int, pages: int) -> bool:
        """Whether this is the text along the edges of a page; how a rare name is shaped does not matter."""
        title, branch, *foot = (_bare(with_glyphs(part)) for part in self.texts(str(page), str(pages)).values())
        text, below = _bare(text), "".join(foot)
        between = text[len(title) : len(text) - len(below)]
        return (
            text == f"{title}{between}{below}"
            and len(between) <= 2 * len(branch)
            and set(_DIGITS.findall(between)) <= set(_DIGITS.findall(branch))
        )

    def misfits(self, loose: Sequence[str]) -> list[int]:
        """The numbers of the pages along whose edges something else stands; only a cover has nothing there."""
        first = 0
        while self.kind != "sheet" and first < len(loose) - 1 and not loose[first]:
            first += 1
        inner = enumerate(loose[first:], first + 1)
        wrong = [page for page, text in inner if not self.is_on(text, page, len(loose))]
        return wrong if first or self.kind == "sheet" else [1, *(page for page in wrong if page > 1)]


def _bare(text: str) -> str:
    """Letters and digits alone: signs that look alike may share a glyph, and come back as each other.

    What cannot be read at all stays.
    """
    return "".join(sign for sign in normalize("NFKC", text) if sign.isalnum() or sign == "\ufffd")


def recognised(loose: Sequence[str], names: tuple[str, str, str, str]) -> tuple[Running, list[int]]:
    """The running texts whose title stands on most pages, and the pages that they do not fit."""
    known = [Running(kind, language, *names) for kind in DOCUMENTS for language in LANGUAGES]
    texts = [_bare(text) for text in loose]
    found = max(known, key=lambda running: sum(text.startswith(running.title) for text in texts))
    return found, found.misfits(loose)


def running_style(running: Running) -> str:
    """The style that prints them; the cover has none."""
    texts = running.texts("\0", "\1")
    before, between, after = texts["bottom-right"].replace("\1", "\0").split("\0")
    contents = {place: _quoted(text) for place, text in texts.items()}
    contents["bottom-right"] = f"{_quoted(before)} counter(page) {_quoted(between)} counter(pages) {_quoted(after)}"
    boxes = "".join(f"@{place} {{ content: {content} }}" for place, content in contents.items())
    bare = "".join(f"@{place} {{ content: none }}" for place in contents)
    return f"@page {{ {boxes} }} @page cover {{ {bare} }}"


def _short(text: str, most: int = 24) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _quoted(text: str) -> str:
    """Text as a CSS string; whatever could end it is written as an escape."""
    text = with_glyphs(text)
    return '"' + "".join(c if c.isalnum() or c in " ·.,-（）…" else f"\\{ord(c):x} " for c in text) + '"'
