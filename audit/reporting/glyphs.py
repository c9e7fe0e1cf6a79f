"""Characters that no font of the report has: printed as 〓, the sign that type-setters put for a missing piece.

The attachments keep the text as it was written.
"""

import json
import re
from functools import lru_cache

from audit.reporting.fonts import COVERED, ensure_fonts

SUBSTITUTE = "〓"
_INVISIBLE = re.compile(
    "[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]"
)


def with_glyphs(text: str) -> str:
    """The text with a substitute for every character without a glyph; what only steers others is left out."""
    return _missing().sub(SUBSTITUTE, _INVISIBLE.sub("", text))


@lru_cache(maxsize=1)
def _missing() -> re.Pattern[str]:
    spans = json.loads((ensure_fonts() / COVERED).read_text("utf-8"))
    covered = "".join(f"{re.escape(chr(first))}-{re.escape(chr(last))}" for first, last in spans)
    return re.compile(f"[^\\n\\t{covered}]")
