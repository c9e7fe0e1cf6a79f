"""Static files under a prefix that changes with their content: kept by browsers for a year, never mixed."""

import gzip
import mimetypes
import re
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from flask import Blueprint, Response, abort, request

from audit.places import PACKAGE, shipped
from audit.web.policy import PUBLIC, policy

pages = Blueprint("assets", __name__)
YEAR = "public, max-age=31536000, immutable"
_TEXTS = {".css", ".html", ".js", ".svg", ".json", ".webmanifest"}
_TYPES = {".js": "text/javascript", ".webmanifest": "application/manifest+json"}
COMMENT = re.compile(r"/\*\*.*?\*/", re.DOTALL)
_IGNORED = {"__pycache__", "_data"}  # what Python writes into the package, and a wheel's copies


class Asset(NamedTuple):
    """One static file, as it is and packed."""

    content: bytes
    packed: bytes | None
    kind: str


@cache
def assets() -> dict[str, Asset]:
    """Every static file by its path below `static/`."""
    root = shipped("static")
    files = sorted(path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): made(path.suffix, _content(path)) for path in files}


def _content(path: Path) -> bytes:
    """The file; our own scripts without their readers' comments, a third of the bytes; each line keeps its place."""
    if path.suffix != ".js" or path.parent.name == "vendor":
        return path.read_bytes()
    return COMMENT.sub(lambda found: "\n" * found[0].count("\n"), path.read_text("utf-8")).encode()


def made(suffix: str, content: bytes) -> Asset:
    """The asset of a content; the suffix says of what kind it is, and whether packing makes it smaller."""
    kind = _TYPES.get(suffix) or mimetypes.types_map.get(suffix, "application/octet-stream")
    return Asset(content, gzip.compress(content, mtime=0) if suffix in _TEXTS else None, kind)


@cache
def build() -> str:
    """The short digest of all that makes the pages, code and catalogues included: any change is another build."""
    total = sha256()
    for name, asset in assets().items():
        total.update(name.encode() + b"\0" + sha256(asset.content).digest())
    for folder in (shipped("templates"), PACKAGE):
        for path in sorted(folder.rglob("*")):
            place = path.relative_to(folder)
            if path.is_file() and not _IGNORED & set(place.parts):
                total.update(str(place).encode() + b"\0" + sha256(path.read_bytes()).digest())
    return total.hexdigest()[:12]


def asset_url(name: str) -> str:
    """The address of a static file; raises KeyError for one that is not there."""
    assets()[name]
    return f"/s/{build()}/{name}"


@pages.get("/s/<wanted>/<path:name>")
@policy(PUBLIC)
def show(wanted: str, name: str) -> Response:
    """A static file of this build; of another build there is none."""
    asset = assets().get(name)
    if asset is None or wanted != build():
        abort(404)
    response = answer(asset)
    response.headers["Cache-Control"] = YEAR
    return response


def answer(asset: Asset) -> Response:
    """It as this browser takes it, packed where it can be; with the build, by which a tablet knows it is ours."""
    response = Response(mimetype=asset.kind, headers={"Vary": "Accept-Encoding", "X-Build": build()})
    if asset.packed and "gzip" in request.headers.get("Accept-Encoding", ""):
        response.set_data(asset.packed)
        response.headers["Content-Encoding"] = "gzip"
    else:
        response.set_data(asset.content)
    return response
