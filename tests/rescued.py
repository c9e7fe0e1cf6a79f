"""Rescue files as a tablet writes them, and as nobody should."""

import io
import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from itertools import count
from typing import Any
from zipfile import ZIP_STORED, ZipFile

from PIL import Image

from audit.models import Audit
from tests.cast import Cast

DEVICE = "11111111-1111-4111-8111-111111111111"
_ids = count(1)


def uuid7() -> str:
    """An id as tablets make them, each another."""
    return f"01990000-0000-7000-8000-{next(_ids):012x}"


def operation(sequence: int, path: str, value: Any, **more: Any) -> dict[str, Any]:
    """An operation as a tablet keeps it."""
    made = {"id": uuid7(), "sequence": sequence, "path": path, "base": 0, "value": value}
    return made | {"made_at": "2026-05-20T08:00:01.250Z"} | more


def photograph(colour: str = "teal") -> bytes:
    """A picture of one colour."""
    written = io.BytesIO()
    Image.new("RGB", (640, 480), colour).save(written, "JPEG")
    return written.getvalue()


def evidence(sequence: int, data: bytes, **more: Any) -> dict[str, Any]:
    """The operation that puts a photograph to the first criterion."""
    value = {"photo": sha256(data).hexdigest(), "caption": "柜台", "order": sequence, "marks": []}
    return operation(sequence, f"c/1/p/{uuid7()}", value, **more)


def rescued_audit(cast: Cast, audit: Audit, *operations: Any, **more: Any) -> dict[str, Any]:
    """An audit of the file."""
    place = next(place for place in cast.places.values() if place.id == audit.branch_id)
    branch = {"code": place.code, "name": place.name, "name_en": place.name_en}
    return {"id": audit.id, "branch": branch, "checklist": cast.checklist.digest, "operations": [*operations]} | more


def listed(cast: Cast, who: str, *audits: dict[str, Any], photographs: Iterable[bytes] = (), **more: Any) -> Any:
    """What `rescue.json` says; every photograph belongs to the first audit."""
    digests = [sha256(data).hexdigest() for data in photographs]
    said = {
        "format": "star-audit-rescue",
        "version": 1,
        "user": {"id": cast.people[who].id, "name": cast.people[who].name},
        "device": DEVICE,
        "made_at": "2026-05-20T18:00:00.000Z",
        "build": "0" * 16,
        "audits": [*audits],
        "photographs": [
            {"audit": audits[0]["id"], "digest": digest, "name": f"photographs/{digest}.jpg"} for digest in digests
        ],
    }
    return said | more


def packed(said: Any, photographs: Iterable[bytes] = (), files: Mapping[str, bytes] | None = None) -> bytes:
    """The ZIP of a list and its photographs; `files` are put in as they are."""
    written = io.BytesIO()
    with ZipFile(written, "w", ZIP_STORED) as archive:
        archive.writestr("rescue.json", said if isinstance(said, bytes) else json.dumps(said, ensure_ascii=False))
        for data in photographs:
            archive.writestr(f"photographs/{sha256(data).hexdigest()}.jpg", data)
        for name, data in (files or {}).items():
            archive.writestr(name, data)
    return written.getvalue()
