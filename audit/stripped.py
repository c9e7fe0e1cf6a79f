"""A JPEG file rid of everything but its picture, without decoding it: what a tablet has reduced stays as it is.

Only the plain kind is taken, which cameras and canvases write: baseline, 8 bits, three colours, one scan.
"""

from collections.abc import Iterator

_START, _END = b"\xff\xd8", b"\xff\xd9"
_JFIF = bytes.fromhex("ffe000104a46494600010100000100010000")
_BASELINE, _TABLES, _HUFFMAN, _RESTART, _SCAN = 0xC0, 0xDB, 0xC4, 0xDD, 0xDA
_KEPT = {_BASELINE, _TABLES, _HUFFMAN, _RESTART, _SCAN}
_COMMENT, _NOTES, _ADOBE = 0xFE, range(0xE0, 0xF0), 0xEE
_COLOURS = bytes([8]), bytes([3])  # of the frame: bits of a sample, and how many components


def stripped(data: bytes) -> bytes | None:
    """The same picture in a file without notes, profiles, comments, and whatever follows it; None where it is of
    another kind. That it can be decoded is for the caller to find out.
    """
    try:
        kept = list(_pieces(data))
    except (ValueError, IndexError):
        return None
    return b"".join((_START, _JFIF, *kept, _END))


def _pieces(data: bytes) -> Iterator[bytes]:
    """The segments that belong to the picture, and its scan; raises ValueError, IndexError for what is no such file."""
    if not data.startswith(_START):
        raise ValueError
    at, frames = len(_START), 0
    while True:
        kind = _kind(data, at)
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4])
        if end < at + 4 or end > len(data):
            raise ValueError
        if kind in _KEPT:
            yield data[at:end]
        frames += kind == _BASELINE and _is_plain(data[at:end])
        if kind == _SCAN:
            if frames != 1:
                raise ValueError
            yield data[end : _end_of_scan(data, end)]
            return
        at = end


def _kind(data: bytes, at: int) -> int:
    """What the segment here is; raises ValueError for those that only other files have."""
    kind = data[at + 1]
    if data[at] != 0xFF or kind == _ADOBE or not (kind in _KEPT or kind in _NOTES or kind == _COMMENT):
        raise ValueError
    return kind


def _is_plain(frame: bytes) -> bool:
    if (frame[4:5], frame[9:10]) != _COLOURS:
        raise ValueError
    return True


def _end_of_scan(data: bytes, start: int) -> int:
    """Where the scan ends, which must be where the picture ends; raises ValueError where another scan follows."""
    at = data.find(b"\xff", start)
    while at >= 0:
        following = data[at + 1]
        if following == _END[1]:
            return at
        if following != 0 and not 0xD0 <= following <= 0xD7:
            raise ValueError
        at = data.find(b"\xff", at + 2)
    raise ValueError
