"""A server for browsers: an application on a port of this machine, in a thread; it can fall silent and come back."""

import socket
from threading import Thread

from flask import Flask
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

HOST = "127.0.0.1"


class _Quiet(WSGIRequestHandler):
    """Says nothing of each request."""

    def log(self, type: str, message: str, *args: object) -> None:
        """Nobody reads it."""


class LiveServer:
    """An application at `url`; the port stays the same, because a browser's stores belong to it."""

    def __init__(self, listening: socket.socket, app: Flask) -> None:
        self.app = app
        self.port: int = listening.getsockname()[1]
        self.url = f"http://{HOST}:{self.port}"
        self._serve(listening.fileno())
        listening.close()

    def start(self) -> None:
        """Answers again after `stop`."""
        self._serve(None)

    def stop(self) -> None:
        """Refuses connections from now on; what was being answered is finished first."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _serve(self, descriptor: int | None) -> None:
        self._server: BaseWSGIServer = make_server(
            HOST, self.port, self.app, threaded=True, request_handler=_Quiet, fd=descriptor
        )
        self._server.daemon_threads = False  # type: ignore[attr-defined] # so that closing waits for the requests
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()


def listening_socket() -> socket.socket:
    """A socket on a port that nobody else has, from now on."""
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # else old connections keep a new server off the port
    bound.bind((HOST, 0))
    bound.listen(128)
    return bound
