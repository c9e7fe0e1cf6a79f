"""The source texts of the product, found the way a translator's tools find them."""

from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "audit" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
_METHODS = [("**.py", "python"), ("**.html", "jinja2.ext:babel_extract")]
_KEYWORDS = {"_": None}


def source_texts() -> set[str]:
    """Every text that is marked for translation in code and templates."""
    return set(_texts())


def _texts() -> Iterator[str]:
    for folder in ("audit", "templates"):
        for _file, _line, message, _comments, _context in extract_from_dir(
            ROOT / folder, _METHODS, keywords=_KEYWORDS, comment_tags=()
        ):
            yield message if isinstance(message, str) else message[0]


def translated() -> dict[str, str]:
    """The English catalogue: source text to translation."""
    with CATALOGUE.open("rb") as source:
        return {message.id: message.string for message in read_po(source, locale="en") if message.id}
