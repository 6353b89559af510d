"""A client of HTTP/2 frame by frame, for the scripts that try what no library of a client does."""
import ssl
import time

import h2.config
import h2.connection
import h2.events
import h2.exceptions

WAIT_SECONDS = 12


class Client:
    """A connection of HTTP/2 that does what it is told, also what no client should."""

    def __init__(self, connected, scheme):
        self.socket, self.scheme = connected, scheme
        self.h2 = h2.connection.H2Connection(h2.config.H2Configuration(client_side=True, validate_outbound_headers=False, header_encoding="utf-8"))
        self.h2.initiate_connection()
        self.events = []
        self.is_closed = False
        self.send()

    def send(self):
        data = self.h2.data_to_send()
        if data:
            self.socket.sendall(data)

    def ask(self, stream, method="GET", path="/healthz", end=True, more=()):
        head = [(":method", method), (":path", path), (":scheme", self.scheme), (":authority", "localhost"), *more]
        self.h2.send_headers(stream, head, end_stream=end)
        self.send()

    def read(self, until, seconds=WAIT_SECONDS, answers=True):
        """Reads until an event is as wanted, the connection ends, or the time is over; whether it was."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and not self.is_closed:
            self.socket.settimeout(max(0.01, end - time.monotonic()))
            try:
                data = self.socket.recv(65536)
            except (TimeoutError, ssl.SSLWantReadError):
                break
            except OSError:
                data = b""
            if not data:
                self.is_closed = True
                break
            try:
                new = self.h2.receive_data(data)
            except h2.exceptions.ProtocolError:
                new = []
            self.events += new
            if answers:
                try:
                    self.send()
                except OSError:
                    self.is_closed = True
            if any(until(event) for event in new):
                return True
        return False

    def status(self, stream):
        for event in self.events:
            if isinstance(event, h2.events.ResponseReceived) and event.stream_id == stream:
                return int(dict(event.headers)[":status"])
        return None


def is_end(stream):
    return lambda event: isinstance(event, (h2.events.StreamEnded, h2.events.StreamReset)) and event.stream_id == stream
