"""What proves the demonstration's answers: drawn photographs, and signatures."""

from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from math import sin
from random import Random
from uuid import UUID

from sqlalchemy.orm import Session

from audit.demo import findings
from audit.demo.photographs import photograph
from audit.models import Audit
from audit.pictures import read_picture
from audit.scoring.compiled import Line
from audit.services import photographs
from audit.services.access import Subject
from audit.services.photographs import Kept
from audit.store import Store

_SCENES = [picture for pictures in findings.PICTURES.values() for picture in pictures]
_VARIANTS = 3
_HEAD = "李建国"


class Proof:
    """Photographs go into the store as those of a tablet do."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._kept: dict[bytes, tuple[str, Kept]] = {}

    def photographs(
        self, session: Session, audit: Audit, who: Subject, line: Line, random: Random
    ) -> Iterator[tuple[str, object]]:
        """A register with a photograph for about every third deduction, some of them marked."""
        if random.random() > 0.35:
            return
        known = findings.PICTURES.get(line.id)
        scene, sign, caption = random.choice(known or _SCENES)
        digest, kept = self._keep(_drawn(scene, sign, random.randrange(_VARIANTS)))
        photographs.add(session, who, audit.id, digest=digest, kept=kept)
        circle = {"kind": "circle", "at": [random.randrange(350, 650), random.randrange(400, 600)], "radius": 110}
        value = {"photo": digest, "caption": caption, "order": 1, "marks": [circle] if random.random() < 0.4 else []}
        yield f"c/{line.id}/p/{UUID(int=random.getrandbits(128), version=4)}", value

    def _keep(self, data: bytes) -> tuple[str, Kept]:
        if data not in self._kept:
            self._kept[data] = sha256(data).hexdigest(), photographs.keep(self.store, read_picture(data))
        return self._kept[data]

    def signatures(self, kind: str, name: str, random: Random) -> Iterator[tuple[str, object]]:
        """The assessor's signature, and the branch head's."""
        if kind != "self":
            yield "sig/assessor", {"name": name, "strokes": _strokes(random)}
        head = name if kind == "self" else _HEAD
        yield "sig/branch_head", {"name": head, "strokes": _strokes(random)}


@cache
def _drawn(scene: str, sign: str, variant: int) -> bytes:
    return photograph(scene, sign, variant)


def _strokes(random: Random) -> list[list[list[int]]]:
    """Three strokes that run like a hand in a hurry."""
    strokes = []
    for number in range(3):
        left, height, swing = 120 + 260 * number, random.randrange(180, 320), random.randrange(60, 140)
        points = range(0, 220, 10)
        strokes.append([[left + x, int(height + swing * sin(x / 24 + number) - x * 0.2)] for x in points])
    return [[[x, max(0, min(1000, y))] for x, y in stroke] for stroke in strokes]
