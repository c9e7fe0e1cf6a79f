"""Texts inside formulas."""

import re


def quoted(text: str) -> str:
    """A text as a formula writes it."""
    return '"' + text.replace('"', '""') + '"'


def worded(text: str, **cells: str) -> str:
    """A text with `{gaps}` as the formula that joins it with what the gaps stand for."""
    parts = re.split(r"\{(\w+)\}", text)
    pieces = [cells[part] if odd % 2 else quoted(part) for odd, part in enumerate(parts) if part]
    return "&".join(pieces)
