"""HTTP over connections that stay open."""
from __future__ import annotations

import http.client
import queue
import select
import socket
import ssl
from collections.abc import Mapping
from urllib.parse import urlsplit

IDLE_MAX = 8
"""How many connections wait for the next request; others are closed after theirs."""


class Answer:
    """An answer whose body is still to be read; `close` gives the connection back when all of it was."""

    def __init__(
        self, connections: Connections, connection: http.client.HTTPConnection, sock: socket.socket | None, response: http.client.HTTPResponse,
    ) -> None:
        self._connections, self._connection, self._socket, self.response = connections, connection, sock, response
        self.status = response.status
        self.headers = response.headers

    def body(self) -> bytes:
        try:
            return self.response.read()
        finally:
            self.close()

    def interrupt(self) -> None:
        """Ends what a thread waits for in `response`."""
        try:
            if self._socket:
                self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # it is over

    def close(self) -> None:
        if self.response.isclosed() and not self.response.will_close:
            self._connections.keep(self._connection)
        else:
            self.response.close()
            self._connection.close()


class Connections:
    """To one server. Any number of threads may send at once."""

    def __init__(self, address: str, timeout: float, context: ssl.SSLContext | None) -> None:
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"{address} is no address of a server: it begins with http:// or https://")
        self._host, self._port, self._timeout = parts.hostname, parts.port, timeout
        self._context = (context or ssl.create_default_context()) if parts.scheme == "https" else None
        self.prefix = parts.path.rstrip("/")
        self._idle: queue.LifoQueue[http.client.HTTPConnection] = queue.LifoQueue(IDLE_MAX)

    def send(self, method: str, target: str, body: bytes | None, headers: Mapping[str, str], timeout: float | None = None) -> Answer:
        """Raises `OSError` or `http.client.HTTPException` when no answer comes within `timeout` seconds of silence."""
        connection = self._open()
        try:
            connection.timeout = timeout or self._timeout
            if connection.sock:
                connection.sock.settimeout(connection.timeout)
            connection.request(method, self.prefix + target, body, dict(headers))
            # The connection lets go of it when the answer says that it is the last one.
            sock: socket.socket | None = connection.sock
            return Answer(self, connection, sock, connection.getresponse())
        except BaseException:
            connection.close()
            raise

    def _open(self) -> http.client.HTTPConnection:
        while True:
            try:
                connection = self._idle.get_nowait()
            except queue.Empty:
                break
            # What can be read before anything was asked is the end.
            if connection.sock and not select.select([connection.sock], [], [], 0)[0]:
                return connection
            connection.close()
        if self._context:
            return http.client.HTTPSConnection(self._host, self._port, timeout=self._timeout, context=self._context)
        return http.client.HTTPConnection(self._host, self._port, timeout=self._timeout)

    def keep(self, connection: http.client.HTTPConnection) -> None:
        try:
            self._idle.put_nowait(connection)
        except queue.Full:
            connection.close()

    def close(self) -> None:
        while True:
            try:
                self._idle.get_nowait().close()
            except queue.Empty:
                return
