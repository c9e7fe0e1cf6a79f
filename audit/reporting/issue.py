"""The lock of a report: the number it was issued under, where it can be checked, and who signed it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from io import BytesIO
from json import dumps
from typing import Any

import segno

from audit.reporting.signature import drawn
from audit.scoring.problems import Problem, RefusedError
from audit.translations import translate

View = dict[str, Any]
_QR_SCALE = 8  # pixels a square: 450 to the inch at the printed size


def _(text: str) -> str:
    return text


ROLES = {"assessor": _("考核人员签字"), "branch": _("网点负责人签字"), "reviewer": _("复核人员签字")}


@dataclass(frozen=True, slots=True)
class Signature:
    """One party's signature: a picture (PNG, or the data of an SVG path), or why it was refused.

    `role` is a key of ROLES or a word of one's own; `date` is shown as it is given.
    """

    role: str
    name: str = ""
    date: str = ""
    picture: bytes = b""
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Issue:
    """What locks a report; `replaces` is the number of the issue that this one takes the place of."""

    number: str
    verification_url: str
    signatures: tuple[Signature, ...] = ()
    replaces: str = ""

    @property
    def canonical(self) -> str:
        """The issue as one JSON text, each picture as its digest."""
        content = asdict(self)
        for signature in content["signatures"]:
            picture = signature.pop("picture")
            signature["picture_sha256"] = sha256(picture).hexdigest() if picture else ""
        return dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def number_text(number: str, language: str) -> str:
    """The line that shows the number."""
    return translate(_("报告编号：{number}"), language, number=number)


def issue_view(issue: Issue | None, language: str) -> tuple[View | None, dict[str, bytes]]:
    """What the pages show of an issue, and the pictures; raises RefusedError for a picture that is none."""
    if issue is None:
        return None, {}
    signatures, files = _signatures(issue, language)
    files["qr.png"] = _qr(issue.verification_url)
    view = {
        "number": issue.number,
        "number_text": number_text(issue.number, language),
        "replaces": translate(_("替代报告：{number}"), language, number=issue.replaces) if issue.replaces else "",
        "url": issue.verification_url,
        "scan": translate(_("扫码核验"), language),
        "qr_alt": translate(_("核验二维码：{url}"), language, url=issue.verification_url),
        "signatures": signatures,
    }
    return view, files


def _signatures(issue: Issue, language: str) -> tuple[list[View], dict[str, bytes]]:
    rows: list[View] = []
    files: dict[str, bytes] = {}
    problems: list[Problem] = []
    for position, signature in enumerate(issue.signatures):
        picture = ""
        if signature.picture and not signature.refusal:
            try:
                kind, data = drawn(signature.picture)
                picture = f"signature-{position + 1}.{kind}"
                files[picture] = data
            except ValueError:
                problems.append(Problem(("signatures", position, "picture"), "signature-unreadable"))
        rows.append(_signature(signature, picture, language))
    if problems:
        raise RefusedError(problems)
    return rows, files


def _signature(signature: Signature, picture: str, language: str) -> View:
    role = translate(ROLES[signature.role], language) if signature.role in ROLES else signature.role
    facts: Mapping[str, str] = {"role": role, "name": signature.name, "reason": signature.refusal}
    return {
        "caption": "　".join(part for part in (role, signature.name, signature.date) if part),
        "picture": picture,
        "alt": translate(_("{role}：{name}的手写签名"), language, **facts),
        "refusal": translate(_("拒绝签字：{reason}"), language, **facts) if signature.refusal else "",
    }


def _qr(url: str) -> bytes:
    """The address as a code that a telephone reads off paper, with the quiet zone it needs."""
    written = BytesIO()
    segno.make_qr(url, error="m").save(written, kind="png", scale=_QR_SCALE, border=4)
    return written.getvalue()
