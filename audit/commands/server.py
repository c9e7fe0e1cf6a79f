"""Gunicorn in our process: no configuration file, no command line, and companions that live as long as it does."""

import logging
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger
from werkzeug.middleware.proxy_fix import ProxyFix

from audit.commands.companions import Companion
from audit.installation import Installation
from audit.mortal import die_with

_MEMORY = Path("/dev/shm")  # noqa: S108 - where the workers' signs of life cost no disk


class Server(BaseApplication):
    """The application of an installation on a socket that listens already."""

    def __init__(self, installation: Installation, listener: int, **settings: object) -> None:
        self._installation, self._listener, self._settings = installation, listener, settings
        super().__init__()

    def load_config(self) -> None:
        """Sets what differs from gunicorn's own settings."""
        proxies = self._settings.pop("proxies", 0)
        self._proxies = proxies if isinstance(proxies, int) else 0
        settings: dict[str, Any] = {
            "bind": f"fd://{self._listener}",
            "worker_class": "gthread",
            "timeout": 120,
            "graceful_timeout": 20,
            "control_socket_disable": True,
            "logger_class": _Log,
            "post_fork": _end_with_the_server,
            "worker_tmp_dir": str(_MEMORY) if os.access(_MEMORY, os.W_OK) else None,
            **self._settings,
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application; a worker calls this after the fork, so no connection is shared."""
        from audit.web.application import create_app

        app = create_app(self._installation)
        if self._proxies:
            app.wsgi_app = ProxyFix(app.wsgi_app, x_for=self._proxies)  # type: ignore[method-assign]
        return app

    def run_with(self, companions: Sequence[Companion]) -> None:
        """Serves until told to stop; ends with SystemExit."""
        try:
            for companion in companions:
                companion.start()
            _Watcher(self, companions).run()
        finally:
            for companion in companions:
                companion.stop()


class _Watcher(Arbiter):
    """Looks after the companions as often as after the workers."""

    def __init__(self, server: Server, companions: Sequence[Companion]) -> None:
        self._companions = companions
        super().__init__(server)

    def murder_workers(self) -> None:
        """Called every second."""
        super().murder_workers()
        for companion in self._companions:
            companion.tend()

    def handle_hup(self) -> None:
        """The terminal was closed: the server ends, as it would by Ctrl-C."""
        raise StopIteration


class _Log(Logger):
    """Gunicorn's log as a part of ours."""

    def setup(self, cfg: Any) -> None:
        """Passes everything on to the root."""
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True
        self.error_log.setLevel(logging.WARNING)


def _end_with_the_server(arbiter: Arbiter, _worker: object) -> None:
    die_with(arbiter.pid)


def when_first_ready(announce: Callable[[], None]) -> Callable[[Any], None]:
    """A hook that says once that requests are answered: in the first worker, when it has loaded the application."""

    def tell(worker: Any) -> None:
        if worker.age == 1:
            announce()

    return tell
