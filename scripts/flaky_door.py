"""A way to a forum that fails as networks and busy servers do: every third request is refused for a moment, the answers to others get lost, streams break."""
import hashlib
import http.client
import http.server
import json
import socket
import threading
import urllib.parse

EVENTS_AT_FIRST = 2
HOP_BY_HOP = {"connection", "transfer-encoding", "keep-alive", "content-length"}
BUSY = {"type": "/problems/pool_busy", "title": "Busy", "status": 503, "detail": "Try again.", "instance": "", "request_id": "", "code": "pool_busy"}


class FlakyDoor:
    """Listens on a port of its own. Each request fails once at most; only what may be done twice loses its answer. `refused`, `lost` and `cut` count."""

    def __init__(self, forum):
        self.forum = forum
        self.refused = self.lost = self.cut = 0
        self.seen, self.lock = set(), threading.Lock()
        door = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_GET(self):
                door.handle(self)

            do_POST = do_PUT = do_PATCH = do_DELETE = do_GET

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def fault(self, handler, body):
        """What becomes of the request: `refuse`, `lose` or None."""
        names = ("Idempotency-Key", "Authorization")
        text = " ".join([handler.command, handler.path, *(handler.headers.get(name, "") for name in names)]).encode() + body
        with self.lock:
            if (mark := hashlib.sha256(text).digest()) in self.seen:
                return None
            self.seen.add(mark)
            number = len(self.seen) % 3
        repeatable = handler.command == "GET" or "Idempotency-Key" in handler.headers or "/reactions/" in handler.path
        return "refuse" if number == 0 else "lose" if number == 1 and repeatable else None

    def handle(self, handler):
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        is_stream = "text/event-stream" in handler.headers.get("Accept", "")
        fault = None if is_stream else self.fault(handler, body)
        if fault == "refuse":
            self.refused += 1
            return self.answer(handler, 503, {"Content-Type": "application/problem+json", "Retry-After": "0"}, json.dumps(BUSY).encode())
        parts = urllib.parse.urlsplit(self.forum.address)
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=60)
        try:
            headers = {name: value for name, value in handler.headers.items() if name.lower() not in HOP_BY_HOP}
            connection.request(handler.command, handler.path, body or (b"" if handler.command == "POST" else None), headers)
            response = connection.getresponse()
            if is_stream and response.status == 200:
                return self.stream(handler, response)
            data = response.read()
            if fault == "lose":
                self.lost += 1
                return self.hang_up(handler)
            self.answer(handler, response.status, dict(response.headers), data)
        except (OSError, http.client.HTTPException):
            self.hang_up(handler)
        finally:
            connection.close()

    @staticmethod
    def answer(handler, status, headers, data):
        handler.send_response(status)
        for name, value in headers.items():
            if name.lower() not in HOP_BY_HOP | {"date", "server"}:
                handler.send_header(name, value)
        if status != 204:
            handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)

    def stream(self, handler, response):
        """Passes the events on; the first stream of all ends in the middle of its third event."""
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream")
        handler.send_header("Connection", "close")
        handler.end_headers()
        ends = 0
        while line := response.readline():
            ends += line == b"\n"
            if not self.cut and ends == EVENTS_AT_FIRST and line.startswith(b"data"):
                self.cut += 1
                handler.wfile.write(line[:10])
                break
            handler.wfile.write(line)
            handler.wfile.flush()
        self.hang_up(handler)

    @staticmethod
    def hang_up(handler):
        handler.close_connection = True
        try:
            handler.connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
