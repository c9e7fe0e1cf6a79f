"""A bad line between a tablet and its server: it cuts, swallows, delays and repeats, one request of HTTP at a time."""

import re
import socket
import struct
import time
from dataclasses import dataclass, field
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Lock, Thread

_RESET = struct.pack("ii", 1, 0)  # SO_LINGER: closing sends RST, so that a browser knows at once
_BLOCK = 16 * 1024


@dataclass
class Fault:
    """What happens to requests whose first line matches `request`, so many times (None: always).

    `up`: cut after so many bytes of the body. `down`: cut after so many bytes of the answer, 0 swallows it whole.
    `twice`: the request is sent again, its second answer thrown away. `delay`: seconds before it goes on.
    `late`: cut at once, and the request arrives so many seconds later. `each`: once for every different first line.
    """

    request: str
    times: int | None = 1
    up: int | None = None
    down: int | None = None
    twice: bool = False
    delay: float = 0
    late: float = 0
    each: bool = False
    met: list[str] = field(default_factory=list)

    def meets(self, line: str) -> bool:
        """Whether it happens to this request; notes it if so."""
        if not re.search(self.request, line) or (self.each and line in self.met):
            return False
        if not self.each and self.times is not None and len(self.met) >= self.times:
            return False
        self.met.append(line)
        return True


class Proxy:
    """A port that leads to `target`, with faults; the browser's origin is this port, whatever becomes of the server."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.seen: list[str] = []  # the first lines of all requests
        self.target: tuple[str, int] | None = None
        self._lock = Lock()
        self._server = _Server(("127.0.0.1", 0), _Connection)
        self._server.proxy = self
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    def cut_off(self, request: str = "") -> None:
        """From now on requests that match are refused, all of them unless said otherwise."""
        self.faults.insert(0, Fault(request, times=None, up=0))

    def restore(self) -> None:
        """A good line again."""
        self.faults.clear()

    def fault_of(self, line: str) -> Fault | None:
        """What happens to a request."""
        with self._lock:
            self.seen.append(line)
            return next((fault for fault in self.faults if fault.meets(line)), None)

    def stop(self) -> None:
        """Takes the line away, with all its connections."""
        self._server.shutdown()
        self._thread.join()
        self._server.end_connections()
        self._server.server_close()


class _Server(ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = False
    proxy: Proxy

    def __init__(self, *given: object) -> None:
        super().__init__(*given)  # type: ignore[arg-type]
        self.open: set[socket.socket] = set()

    def end_connections(self) -> None:
        for connection in list(self.open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue

    def handle_error(self, request: object, client_address: object) -> None:
        """A side that goes away is what this is for."""


class _Connection(BaseRequestHandler):
    server: _Server

    def handle(self) -> None:
        self.server.open.add(self.request)
        try:
            head, body = self._head()
            if head:
                self._carry(head, body)
        finally:
            self.server.open.discard(self.request)

    def _head(self) -> tuple[bytes, bytes]:
        """The head of the request, and what of its body came with it; nothing where nothing was asked."""
        read = b""
        while b"\r\n\r\n" not in read:
            block = self.request.recv(_BLOCK)
            if not block:
                return b"", b""
            read += block
        head, _, body = read.partition(b"\r\n\r\n")
        head = re.sub(rb"(?i)\r\nconnection: [^\r]*", b"", head) + b"\r\nConnection: close\r\n\r\n"
        return head, body

    def _carry(self, head: bytes, body: bytes) -> None:
        fault = self.server.proxy.fault_of(head.split(b"\r\n", 1)[0].decode()) or Fault("")
        if fault.delay:
            time.sleep(fault.delay)
        whole = self._whole(head, body, fault.up)
        if fault.late:
            self._reset()
            time.sleep(fault.late)
            return self._answer(whole, 0)
        if fault.up is not None:
            if fault.up:
                self._answer(whole, 0)
            return self._reset()
        self._answer(whole, fault.down)
        if fault.twice:
            self._answer(whole, 0)
        return None if fault.down is None else self._reset()

    def _whole(self, head: bytes, body: bytes, most: int | None) -> bytes:
        """The request with its body, or with so much of it."""
        told = re.search(rb"(?i)\r\ncontent-length: *([0-9]+)", head)
        length = int(told[1]) if told else 0
        wanted = length if most is None else min(most, length)
        while len(body) < wanted and (block := self.request.recv(_BLOCK)):
            body += block
        return head + body[:wanted]

    def _answer(self, request: bytes, most: int | None) -> None:
        """Asks the server; gives the answer on, whole or so many bytes of it, after the server has given all."""
        target = self.server.proxy.target
        assert target
        try:
            with socket.create_connection(target, timeout=60) as server:
                server.sendall(request)
                if self._is_short(request):
                    server.shutdown(socket.SHUT_WR)
                given = 0
                while block := server.recv(_BLOCK):
                    wanted = block if most is None else block[: max(0, most - given)]
                    given += len(block)
                    if wanted:
                        self.request.sendall(wanted)
        except OSError:
            self._reset()

    @staticmethod
    def _is_short(request: bytes) -> bool:
        """Whether the server would wait for the rest of a body for ever."""
        head, _, body = request.partition(b"\r\n\r\n")
        told = re.search(rb"(?i)\r\ncontent-length: *([0-9]+)", head)
        return told is not None and len(body) < int(told[1])

    def _reset(self) -> None:
        """The browser gets no answer, and knows it at once."""
        self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        try:
            self.request.shutdown(socket.SHUT_RD)  # else no RST leaves, and the browser waits for its time-out
        except OSError:
            return
