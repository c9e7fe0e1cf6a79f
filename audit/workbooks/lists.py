"""Lists of texts and photographs in one cell: plain where a person can read it so, else as JSON."""

import json
import re
from typing import cast

from audit.scoring.json_text import parse_json
from audit.scoring.problems import RefusedError

_SEPARATORS = re.compile(r"[,，、;；\n]")


def join_texts(texts: list[str]) -> str:
    """`a, b`; a JSON list where that would not come back as it was."""
    plain = ", ".join(texts)
    return plain if split_texts(plain) == texts else json.dumps(texts, ensure_ascii=False)


def split_texts(text: str) -> list[str]:
    """The texts of a cell, between commas of any width, semicolons or line ends."""
    written = _json_list(text)
    if written is not None and all(isinstance(item, str) for item in written):
        return cast("list[str]", written)
    return [item for part in _SEPARATORS.split(text) if (item := part.strip())]


def join_photos(photos: list[dict[str, str]]) -> str:
    """One photograph a line, `file | caption`; a JSON list where that would not come back as it was."""
    lines = (f"{photo['file']} | {photo['caption']}" if photo.get("caption") else photo["file"] for photo in photos)
    plain = "\n".join(lines)
    kept = [{name: text for name, text in photo.items() if text} for photo in photos]
    return plain if split_photos(plain) == kept else json.dumps(kept, ensure_ascii=False)


def split_photos(text: str) -> list[dict[str, str]] | None:
    """The photographs of a cell; None where a line has a caption and no file."""
    written = _json_list(text)
    if written is not None and all(map(_is_photo, written)):
        return cast("list[dict[str, str]]", written)
    photos: list[dict[str, str]] = []
    for line in filter(None, map(str.strip, text.split("\n"))):
        file, _, caption = (part.strip() for part in line.replace("｜", "|").partition("|"))
        if not file:
            return None
        photos.append({"file": file, "caption": caption} if caption else {"file": file})
    return photos


def _is_photo(item: object) -> bool:
    return (
        isinstance(item, dict)
        and "file" in item
        and item.keys() <= {"file", "caption"}
        and all(isinstance(text, str) for text in item.values())
    )


def _json_list(text: str) -> list[object] | None:
    if not text.startswith("["):
        return None
    try:
        value = parse_json(text)
    except RefusedError:
        return None
    return value if isinstance(value, list) else None
