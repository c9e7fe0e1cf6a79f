"""A signature made fit to print: nothing but its ink, cut to its edges, whatever else the file carried."""

import io
import re

from PIL import Image, ImageFile, ImageOps

from audit.reporting.charts.svg import INK, drawing, n

_PNG = b"\x89PNG\r\n\x1a\n"
_MOST_BYTES = 2_000_000
_MOST_SIGNS = 200_000  # of a path: minutes of scribbling
_MOST_PIXELS = 12_000_000
_SIZE = (900, 300)
_PAPER = 250  # grey from here on is paper
# The commands that drawing pads write, with absolute coordinates.
_STEP = re.compile(r"\s*([MLCQZ])((?:[\s,]*-?(?:\d{1,6}(?:\.\d{0,15})?|\.\d{1,15})(?![\d]))*)[\s,]*", re.ASCII)
_NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)", re.ASCII)
_NEEDED = {"M": 2, "L": 2, "C": 6, "Q": 4, "Z": 0}


def drawn(picture: bytes) -> tuple[str, bytes]:
    """The ending and the content of a file that shows the signature, from a PNG or from SVG path data.

    Raises ValueError where the picture is neither, is too large, or shows nothing.
    """
    if len(picture) > _MOST_BYTES:
        raise ValueError("too large")
    if picture.startswith(_PNG):
        return "png", _from_png(picture)
    return "svg", _from_path(picture.decode("ascii"))


def _from_png(data: bytes) -> bytes:
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # the renderer, once loaded, has asked for half pictures
    try:
        with Image.open(io.BytesIO(data), formats=("PNG",)) as image:
            if image.width * image.height > _MOST_PIXELS:
                raise ValueError("too large")
            inked = image.convert("RGBA")
    except Exception as error:
        raise ValueError(type(error).__name__) from None
    clean = Image.new("L", inked.size, 255)
    clean.paste(inked.convert("L"), mask=inked.getchannel("A"))
    edges = ImageOps.invert(clean.point(lambda grey: 255 if grey >= _PAPER else grey)).getbbox()
    if edges is None:
        raise ValueError("nothing is drawn")
    clean = clean.crop(edges)
    clean.thumbnail(_SIZE, Image.Resampling.LANCZOS)
    written = io.BytesIO()
    clean.save(written, "PNG", optimize=True)
    return written.getvalue()


def _from_path(text: str) -> bytes:
    """The path in a drawing of its own size; only moves, lines and curves are taken."""
    if len(text) > _MOST_SIGNS:
        raise ValueError("too large")
    parts, xs, ys = [], [], []
    position = 0
    while position < len(text):
        step = _STEP.match(text, position)
        if step is None:
            raise ValueError(f"no path at {position}")
        command, position = step[1], step.end()
        figures = [float(figure) for figure in _NUMBER.findall(step[2])]
        needed = _NEEDED[command]
        if bool(figures) != bool(needed) or (needed and len(figures) % needed):
            raise ValueError(f"{command} with {len(figures)} numbers")
        parts.append(command + " ".join(map(n, figures)))
        xs += figures[::2]
        ys += figures[1::2]
    if not xs or parts[0][0] != "M" or max(xs) - min(xs) + max(ys) - min(ys) <= 0:
        raise ValueError("nothing is drawn")
    return _boxed(" ".join(parts), min(xs), min(ys), max(xs), max(ys))


def _boxed(path: str, left: float, top: float, right: float, bottom: float) -> bytes:
    width = max(right - left, bottom - top) / 100  # of the pen
    room = 2 * width
    moved = f"translate({n(room - left)} {n(room - top)})"
    pen = f'fill="none" stroke="{INK}" stroke-width="{n(width)}" stroke-linecap="round" stroke-linejoin="round"'
    shape = f'<g transform="{moved}"><path d="{path}" {pen}/></g>'
    return drawing(right - left + 2 * room, bottom - top + 2 * room, [shape])
