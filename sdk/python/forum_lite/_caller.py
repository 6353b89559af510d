"""Requests with their sign-in, their repetitions and their errors."""
from __future__ import annotations

import dataclasses
import email.utils
import http.client
import json
import random
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlencode

from ._connections import Answer, Connections
from ._errors import ConnectionLost, ProblemError, UnreadableAnswer, problem_error
from ._events import EventStream
from ._json import parameter, present
from ._pages import Page

if TYPE_CHECKING:
    from ._session import Session

Value = TypeVar("Value")
Listing = TypeVar("Listing", bound=Page[Any])

WAIT_MAX = 30.0
"""A server that asks for a longer pause than these seconds gets no second request: the error is told."""
CHUNK = 1 << 16


@dataclasses.dataclass(frozen=True)
class Upload:
    """A file as a form; it is the same form each time it is sent."""

    filename: str
    content: bytes
    description: str | None
    media_type: str
    boundary: str = dataclasses.field(default_factory=lambda: uuid.uuid4().hex)

    @property
    def content_type(self) -> str:
        return f"multipart/form-data; boundary={self.boundary}"

    @property
    def body(self) -> bytes:
        head = f'--{self.boundary}\r\nContent-Disposition: form-data; name='
        parts = [] if self.description is None else [f'{head}"description"\r\n\r\n{self.description}\r\n'.encode()]
        name = self.filename.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
        parts.append(f'{head}"file"; filename="{name}"\r\nContent-Type: {self.media_type}\r\n\r\n'.encode() + self.content)
        return b"".join(parts) + f"\r\n--{self.boundary}--\r\n".encode()


@dataclasses.dataclass(frozen=True)
class Request:
    """`repeatable`: being done twice is as good as once; reading always is."""

    method: str
    path: str
    query: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    body: Mapping[str, Any] | None = None
    headers: Mapping[str, str] = dataclasses.field(default_factory=dict)
    repeatable: bool = False
    upload: Upload | None = None

    @property
    def may_be_repeated(self) -> bool:
        return self.repeatable or self.method == "GET"

    @property
    def target(self) -> str:
        query = urlencode({name: parameter(value) for name, value in self.query.items() if value is not None})
        return self.path + ("?" + query if query else "")


def once(key: str | None) -> dict[str, str]:
    """The header field of what is done once: with the caller's key, or one that no other request has."""
    return {"Idempotency-Key": f'"{key or uuid.uuid4()}"'}


def match(version: int | str | None) -> dict[str, str]:
    """The header field that names the version which was seen: a number, an ETag, or `*` for any."""
    if version is None:
        return {}
    return {"If-Match": f'"{version}"' if isinstance(version, int) else version}


class Caller:
    def __init__(self, connections: Connections, session: Session, headers: Mapping[str, str], retries: int) -> None:
        self._connections, self._session, self._headers, self._retries = connections, session, headers, retries

    def data(self, request: Request, read: Callable[[Any], Value]) -> Value:
        return read(self._data(request))

    def nothing(self, request: Request) -> None:
        self.send(request).body()

    def page(self, kind: type[Listing], request: Request, read: Callable[[Any], Any]) -> Listing:
        return kind(self, request, read, self._data(request))

    def events(self, request: Request, last_event_id: str | None) -> EventStream:
        return EventStream(self, request, last_event_id)

    def archive(self, request: Request) -> Iterator[bytes]:
        answer = self.send(request)
        try:
            while piece := answer.response.read(CHUNK):
                yield piece
        except (OSError, http.client.HTTPException) as error:
            raise ConnectionLost(f"{request.path} broke off: {error}") from error
        finally:
            answer.close()

    def _data(self, request: Request) -> Any:
        answer = self.send(request)
        try:
            return json.loads(answer.body())["data"]
        except (ValueError, KeyError, TypeError) as error:
            raise UnreadableAnswer(f"{request.method} {request.path} was answered {answer.status} without data") from error
        except (OSError, http.client.HTTPException) as error:
            raise ConnectionLost(f"the answer to {request.method} {request.path} broke off: {error}") from error

    def send(self, request: Request, timeout: float | None = None) -> Answer:
        """The answer of a request that succeeded. What may be repeated is repeated when no answer comes; all is, when the server says that it did nothing."""
        left, is_renewed = self._retries, False
        while True:
            token = self._session.token(self, request)
            try:
                answer = self._try(request, token, timeout)
            except (OSError, http.client.HTTPException) as error:
                if not left or not request.may_be_repeated:
                    raise ConnectionLost(f"{request.method} {request.path} got no answer: {error}") from error
                time.sleep(self._pause(left))
                left -= 1
                continue
            if answer.status < 400:
                return answer
            problem = self._problem(request, answer)
            if problem.status == 401 and not is_renewed and self._session.renew(self, token):
                is_renewed = True
                continue
            pause = problem.retry_after if problem.retry_after is not None else self._pause(left)
            if not left or pause > WAIT_MAX or not self._did_nothing(problem, request):
                raise problem
            time.sleep(pause)
            left -= 1

    def _try(self, request: Request, token: str | None, timeout: float | None) -> Answer:
        headers = {**self._headers, **request.headers} | ({"Authorization": f"Bearer {token}"} if token else {})
        body = None
        if request.body is not None:
            body = json.dumps(present(request.body)).encode()
            headers["Content-Type"] = "application/json"
        elif request.upload is not None:
            body = request.upload.body
            headers["Content-Type"] = request.upload.content_type
        elif request.method == "POST":
            body = b""
        return self._connections.send(request.method, request.target, body, headers, timeout)

    @staticmethod
    def _did_nothing(problem: ProblemError, request: Request) -> bool:
        """True when the request can be sent again. Of a commit that nobody knows of the server can't say whether it is there."""
        if problem.status == 429:
            return True
        return problem.status == 503 and problem.retry_after is not None and (problem.code != "commit_unknown" or request.may_be_repeated)

    def _pause(self, left: int) -> float:
        return float(min(WAIT_MAX, 0.25 * 2.0 ** (self._retries - left)) * random.uniform(0.5, 1))

    @staticmethod
    def _problem(request: Request, answer: Answer) -> ProblemError:
        try:
            problem = json.loads(answer.body())
        except (ValueError, OSError, http.client.HTTPException):
            problem = None
        if not isinstance(problem, dict) or "code" not in problem:
            raise UnreadableAnswer(f"{request.method} {request.path} was answered {answer.status} without a problem of the forum's")
        return problem_error(answer.status, problem, retry_after(answer.headers.get("Retry-After")))


def retry_after(field: str | None) -> float | None:
    """Seconds."""
    if not field:
        return None
    if field.isdigit():
        return float(field)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(field).timestamp() - time.time())
    except ValueError:
        return None
