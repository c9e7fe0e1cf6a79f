"""What may be written about an organisation: codes, names, and what only branches have."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from unicodedata import normalize

from audit.scoring.plain import UNPRINTABLE
from audit.scoring.problems import Problem

# which levels may stand directly below which
BELOW = {
    "head_office": ("province",),
    "province": ("city", "branch"),
    "city": ("branch",),
    "branch": (),
}
MOST = {"code": 40, "name": 120, "name_en": 200, "address": 300}
MOST_STAFF = 100_000
_CODE = re.compile(r"[\w.-]+")
_KEY = re.compile(r"[a-z0-9_-]{1,40}")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a person writes about an organisation; the last four describe branches only."""

    code: str
    name: str
    name_en: str = ""
    kind: str = ""
    facilities: tuple[str, ...] = ()
    staff_count: int | None = None
    address: str = ""

    def tidied(self) -> "Facts":
        """The same without blanks around it, its code in narrow characters."""
        code = normalize("NFKC", self.code).strip()
        texts = {name: " ".join(getattr(self, name).split()) for name in ("name", "name_en", "address")}
        return Facts(code, kind=self.kind, facilities=self.facilities, staff_count=self.staff_count, **texts)


BRANCH_ONLY = ("kind", "facilities", "staff_count", "address")


def problems_of(facts: Facts, level: str) -> Iterator[Problem]:
    """Everything wrong with tidied facts at this level, each problem at the name of its fact."""
    for name in ("code", "name"):
        if not getattr(facts, name):
            yield Problem((name,), "missing")
    for name, most in MOST.items():
        yield from _text_problems(name, getattr(facts, name), most)
    if facts.code and not _CODE.fullmatch(facts.code):
        yield Problem(("code",), "organisation-code", {"given": facts.code})
    if level == "branch":
        yield from _branch_problems(facts)
    else:
        yield from (Problem((name,), "branches-only") for name in BRANCH_ONLY if getattr(facts, name))


def _text_problems(name: str, text: str, most: int) -> Iterator[Problem]:
    if len(text) > most:
        yield Problem((name,), "too-long", {"max_length": most})
    if found := UNPRINTABLE.search(text):
        yield Problem((name,), "unprintable", {"character": f"U+{ord(found.group()):04X}"})


def _branch_problems(facts: Facts) -> Iterator[Problem]:
    if not facts.kind:
        yield Problem(("kind",), "missing")
    elif not _KEY.fullmatch(facts.kind):
        yield Problem(("kind",), "unknown-choice", {"given": facts.kind})
    for facility in facts.facilities:
        if not _KEY.fullmatch(facility):
            yield Problem(("facilities",), "unknown-choice", {"given": facility})
    if facts.staff_count is not None and not 0 <= facts.staff_count <= MOST_STAFF:
        yield Problem(("staff_count",), "staff-count", {"given": facts.staff_count, "most": MOST_STAFF})
