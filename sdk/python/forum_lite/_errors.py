"""What can go wrong: everything is a `ForumError`."""
from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any


class ForumError(Exception):
    """Whatever this package raises."""


class ConnectionLost(ForumError):
    """No answer came: the server can't be reached, did not answer in time, or hung up. What was asked may have been done all the same."""


class UnreadableAnswer(ForumError):
    """An answer that is not the forum's, as of a proxy on the way."""


@dataclasses.dataclass(frozen=True)
class Fault:
    """One broken rule of a request: `pointer` is a JSON Pointer into the body, or `?` and the name of a parameter."""

    pointer: str
    code: str
    detail: str


class ProblemError(ForumError):
    """The server says no (RFC 9457). `code` is stable and tells cases apart; `faults` are all broken rules of the request."""

    def __init__(self, status: int, problem: Mapping[str, Any], retry_after: float | None = None) -> None:
        self.status = status
        self.code = str(problem.get("code", ""))
        self.title = str(problem.get("title", ""))
        self.detail = str(problem.get("detail", ""))
        self.request_id = str(problem.get("request_id", ""))
        self.faults = [Fault(str(each.get("pointer")), str(each.get("code")), str(each.get("detail"))) for each in problem.get("errors", ())]
        self.retry_after = retry_after
        """Seconds after which to try again; None when the server does not say."""
        self.problem = problem
        """The whole answer: further members, such as `until`."""
        faults = "".join(f"\n  {fault.pointer}: {fault.detail} ({fault.code})" for fault in self.faults)
        super().__init__(f"{status} {self.code}: {self.detail}{faults}")


class BadRequest(ProblemError):
    """400: the request is not well formed."""


class Unauthorized(ProblemError):
    """401: a wrong password, or no valid token."""


class Forbidden(ProblemError):
    """403: signed in, but this is not allowed."""


class NotFound(ProblemError):
    """404: it is not there, or not for you."""


class Conflict(ProblemError):
    """409: what is there does not go with it."""


class StaleVersion(ProblemError):
    """412: somebody changed it since. 428: no version was named."""


class Invalid(ProblemError):
    """422: `faults` says what is wrong."""


class RateLimited(ProblemError):
    """429: too many requests; `retry_after` says when to go on."""


class ServerError(ProblemError):
    """5xx: the server can't do it now (503), or failed."""


KINDS: dict[int, type[ProblemError]] = {
    400: BadRequest, 401: Unauthorized, 403: Forbidden, 404: NotFound, 409: Conflict, 412: StaleVersion, 422: Invalid, 428: StaleVersion, 429: RateLimited,
}


def problem_error(status: int, problem: Mapping[str, Any], retry_after: float | None) -> ProblemError:
    return KINDS.get(status, ServerError if status >= 500 else ProblemError)(status, problem, retry_after)
