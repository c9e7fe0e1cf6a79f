"""What the bench serves: `hello`, the barest Flask application, and `ours()`, the installation under measurement."""

import os
from pathlib import Path

from flask import Flask

FOLDER = "STAR_AUDIT_BENCH_FOLDER"
hello = Flask("hello")


@hello.get("/")
def greet() -> str:
    """The yardstick."""
    return "hello"


def ours() -> Flask:
    """The application over the installation in the folder that the environment names."""
    from audit.installation import open_installation
    from audit.web.application import create_app

    return create_app(open_installation(Path(os.environ[FOLDER])))
