"""Server-Sent Events that go on after a break."""
from __future__ import annotations

import dataclasses
import http.client
import json
import random
import threading
from collections.abc import Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from ._errors import ConnectionLost, ServerError

if TYPE_CHECKING:
    from ._caller import Caller, Request
    from ._connections import Answer

SILENCE_MAX = 45.0
"""Seconds without a byte after which a stream counts as broken; the server sends something every 15 s."""
PAUSE_MAX = 30.0
"""Seconds between tries at most."""
TRIES_MAX = 10
"""Tries in a row that may fail."""
LINE_MAX = 1 << 20
"""Bytes of a line."""


@dataclasses.dataclass(frozen=True)
class Event:
    """`name` is as `/asyncapi.json` has it; `reset` says that what came before is gone: read the current state again, then go on."""

    id: str
    name: str
    data: Any


class EventStream:
    """The events from now on, or those after `last_event_id`. A break is bridged from where it was; `close` ends the iteration, from any thread."""

    def __init__(self, caller: Caller, request: Request, last_event_id: str | None) -> None:
        self._caller, self._request, self.last_event_id = caller, request, last_event_id
        self._closed = threading.Event()
        self._pause = 1.0
        # Opened at once: whatever happens after this line is told.
        self._answer: Answer | None = self._open()

    def __iter__(self) -> Iterator[Event]:
        failures = 0
        while not self._closed.is_set():
            try:
                if self._answer is None:
                    self._answer = self._open()
                    if not self.last_event_id:
                        # Nobody can say what came between.
                        yield Event("", "reset", {})
                for event in self._events(self._answer):
                    failures = 0
                    self.last_event_id = event.id or self.last_event_id
                    yield event
            except (OSError, http.client.HTTPException, ValueError, ConnectionLost, ServerError) as error:
                failures += 1
                if failures == TRIES_MAX and not self._closed.is_set():
                    raise ConnectionLost(f"the stream of {self._request.path} broke {TRIES_MAX} times: {error}") from error
            self._drop()
            self._closed.wait(min(PAUSE_MAX, self._pause * 2 ** max(0, failures - 1)) * random.uniform(0.5, 1))

    def _open(self) -> Answer:
        headers = {"Accept": "text/event-stream"} | ({"Last-Event-ID": self.last_event_id} if self.last_event_id else {})
        return self._caller.send(dataclasses.replace(self._request, headers={**self._request.headers, **headers}), timeout=SILENCE_MAX)

    def _events(self, answer: Answer) -> Iterator[Event]:
        """Those of one answer; it ends when the server ends it."""
        id, name = "", "message"
        lines: list[str] = []
        for line in iter(lambda: answer.response.readline(LINE_MAX), b""):
            text = line.decode().rstrip("\r\n")
            field, _, value = text.partition(":")
            value = value.removeprefix(" ")
            if not text:
                if lines:
                    yield Event(id, name, json.loads("\n".join(lines)))
                id, name, lines = "", "message", []
            elif field == "id":
                id = value
            elif field == "event":
                name = value
            elif field == "data":
                lines.append(value)
            elif field == "retry" and value.isdigit():
                self._pause = int(value) / 1000

    def _drop(self) -> None:
        answer, self._answer = self._answer, None
        if answer:
            answer.close()

    def close(self) -> None:
        self._closed.set()
        if answer := self._answer:
            answer.interrupt()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
