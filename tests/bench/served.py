"""What the bench serves: `hello`, the barest Flask application, `sink`, which only takes what it is sent, and `ours()`.

The last is the installation under measurement.
"""

import os
from pathlib import Path

from flask import Flask, request

FOLDER = "STAR_AUDIT_BENCH_FOLDER"
hello = Flask("hello")


@hello.get("/")
def greet() -> str:
    """The yardstick."""
    return "hello"


sink = Flask("sink")


@sink.get("/")
def page() -> str:
    """Where a browser begins."""
    return "<!doctype html><title>sink</title>"


@sink.put("/")
def take() -> str:
    """The yardstick of an upload."""
    return str(len(request.get_data()))


def ours() -> Flask:
    """The application over the installation in the folder that the environment names."""
    from audit.installation import open_installation
    from audit.web.application import create_app

    return create_app(open_installation(Path(os.environ[FOLDER])))
