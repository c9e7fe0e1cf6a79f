"""HTML to a PDF that lasts: tagged, PDF/A-3a and PDF/UA-1, with the data it was made from attached.

To be called in a child process (`press`): a renderer given odd input may take any time and any memory.
The same input gives the same bytes: nothing here asks the clock, and the identifier is that of the content.
"""

import gc
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final
from xml.etree import ElementTree

from audit.reporting.fonts import use_fonts
from audit.reporting.seal import SEAL_NAME, sealed, unsealed

# An attachment without a date would get the present one, and the same report other bytes every second.
_UNDATED: Final = datetime(2000, 1, 1, tzinfo=UTC)
_BASE: Final = "report:///"
_TYPES: Final = {"svg": "image/svg+xml", "jpg": "image/jpeg", "png": "image/png", "css": "text/css"}


@dataclass(frozen=True, slots=True)
class Sheets:
    """Everything a PDF is made of: HTML, style, images by address, and attachments by name."""

    html: str
    style: str
    files: Mapping[str, bytes]
    attachments: Mapping[str, bytes]
    language: str


def render_pdf(sheets: Sheets) -> bytes:
    """The sealed PDF of the sheets; raises whatever the renderer raises."""
    use_fonts()
    import weasyprint

    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    fetcher = _fetcher(weasyprint, sheets)
    collecting = gc.isenabled()
    gc.disable()  # a layout makes millions of boxes and no garbage that could be freed before its end
    try:
        document = _parsed(weasyprint, sheets.html, fetcher).render(pdf_variant="pdf/a-3a")
        _describe(document.metadata)
        attachments = [
            weasyprint.Attachment(
                string=data,
                name=name,
                description=name,
                relationship=_relation(name),
                created=_UNDATED,
                modified=_UNDATED,
            )
            for name, data in sheets.attachments.items()
        ]
        data = document.write_pdf(
            pdf_variant="pdf/a-3a",
            pdf_identifier=_identifier(sheets),
            attachments=attachments,
            finisher=_finish,
        )
    finally:
        if collecting:
            gc.enable()
    assert isinstance(data, bytes)  # noqa: S101 - without a target it is
    _spent[:] = [document]
    return sealed(data)


def _parsed(weasyprint: Any, html: str, fetcher: Any) -> Any:
    """The document's source. Our templates are well-formed XML: expat reads them forty times faster than
    an HTML parser would, so this does what HTML's own constructor does behind its parser."""
    from cssselect2 import ElementWrapper

    source = weasyprint.HTML.__new__(weasyprint.HTML)
    root = ElementTree.fromstring(html)  # noqa: S314 - made by our own templates
    source.base_url, source.url_fetcher, source.media_type = _BASE, fetcher, "print"
    source.wrapper_element = ElementWrapper.from_html_root(root, content_language=None)
    source.etree_element = source.wrapper_element.etree_element
    return source


# A child that has printed is about to end: taking a hundred thousand boxes apart first would be for nothing.
_spent: list[Any] = []


def _relation(name: str) -> str:
    return "Source" if name == "answers.json" else "Supplement"


def _identifier(sheets: Sheets) -> bytes:
    digest = sha256(sheets.html.encode())
    for name in sorted(sheets.files):
        digest.update(name.encode() + b"\0" + sha256(sheets.files[name]).digest())
    return digest.hexdigest()[:32].encode()


def _fetcher(weasyprint: Any, sheets: Sheets) -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    held: dict[str, tuple[bytes, str]] = {"report.css": (sheets.style.encode(), "text/css")}
    for name, data in sheets.files.items():
        held[name] = (data, _TYPES[name.rpartition(".")[2]])

    class FromMemory(URLFetcher):  # type: ignore[misc]
        """Serves what the report holds and nothing else: no file of the machine, no network."""

        def fetch(self, url: str, headers: object = None) -> Any:
            data, kind = held[url.removeprefix(_BASE)]
            return URLFetcherResponse(url, data, {"Content-Type": kind})

    return FromMemory(allowed_protocols=frozenset(), allow_redirects=False, fail_on_errors=True)


_UA = b"""<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about=""><pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" rdf:about=""><pdfaExtension:schemas><rdf:Bag>
<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""


def _describe(metadata: Any) -> None:
    """Adds to the metadata of PDF/A that the file is accessible too (PDF/UA-1)."""
    plain = metadata.generate_rdf_metadata

    def with_accessibility(*arguments: Any) -> bytes:
        return bytes(plain(*arguments)).replace(b"</rdf:RDF>", _UA + b"</rdf:RDF>")

    metadata.generate_rdf_metadata = with_accessibility


def _finish(document: Any, pdf: Any) -> None:
    """Says of every header cell what it heads, and leaves room for the seal."""
    structure: list[Any] = [item for item in pdf.objects if isinstance(item, dict) and "S" in item]
    elements = {item.reference: item for item in structure}
    for element in elements.values():
        if element["S"] == "/TH":
            group = elements.get(elements[element["P"]].get("P"), {})
            element["A"]["Scope"] = "/Column" if group.get("S") == "/THead" else "/Row"
    _make_room(pdf)


def _make_room(pdf: Any) -> None:
    """Room for the seal in a stream of its own, since other objects are written compressed."""
    import pydyf

    room = pydyf.Stream([], {SEAL_NAME: unsealed()})
    pdf.add_object(room)
    pdf.catalog[SEAL_NAME] = room.reference
