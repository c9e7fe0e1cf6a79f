"""A workbook as bytes, the same for the same content: no clock in it, not even in the archive."""

from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl.workbook import Workbook
from openpyxl.writer.excel import ExcelWriter

_EPOCH = datetime(2000, 1, 1)  # noqa: DTZ001 - the format has no time zone here


def packed(book: Workbook) -> bytes:
    """The bytes of an .xlsx file."""
    book.properties.creator = "StarAudit"
    book.properties.created = book.properties.modified = _EPOCH
    written = BytesIO()
    # Workbook.save would put the time of day into the properties
    ExcelWriter(book, ZipFile(written, "w", ZIP_DEFLATED)).save()
    again = BytesIO()
    with ZipFile(written) as source, ZipFile(again, "w", ZIP_DEFLATED) as target:
        for member in source.infolist():
            info = ZipInfo(member.filename)  # dated 1980, as archives without a clock are
            info.compress_type = ZIP_DEFLATED
            content = source.read(member)
            if member.filename.startswith("xl/worksheets/"):
                # heights are a start: a row still grows with what is typed into it
                content = content.replace(b' customHeight="1"', b"")
            target.writestr(info, content)
    return again.getvalue()
