"""Ids as addresses and forms give them: numbers that a row may have, so that no database meets one it cannot hold."""

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

MOST = 2**31 - 1


class RowId(IntegerConverter):
    """The `int` of an address; there is no page for a greater one."""

    def __init__(self, map: Map) -> None:
        super().__init__(map, max=MOST)


def install(app: Flask) -> None:
    """Lets every address take ids only."""
    app.url_map.converters["int"] = RowId


def row_id(text: str) -> int:
    """The id that a form or a filter gives; raises ValueError for what is none."""
    number = int(text)
    if not 0 <= number <= MOST:
        raise ValueError(text[:40])
    return number
