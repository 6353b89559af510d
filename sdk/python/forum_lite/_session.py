"""Who is signed in, and the renewal of tokens."""
from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from ._errors import Unauthorized
from .models import Tokens

if TYPE_CHECKING:
    from ._caller import Caller, Request

REFRESH = "/api/v1/auth/sessions/refresh"
AHEAD = 30.0
"""Seconds before its end that a token is renewed; a quarter of its life, where that is less."""


class Session:
    """The tokens that requests go with. Renewal is one for all threads, since a refresh token is good once."""

    def __init__(self, access_token: str | None, refresh_token: str | None, on_tokens: Callable[[Tokens], None] | None) -> None:
        self._access, self._refresh, self._on_tokens = access_token, refresh_token, on_tokens
        self._ends: float | None = None
        self._lock = threading.Lock()

    @property
    def access_token(self) -> str | None:
        return self._access

    def keep(self, tokens: Tokens) -> None:
        self._access, self._refresh = tokens.access_token, tokens.refresh_token
        self._ends = time.monotonic() + tokens.expires_in - min(AHEAD, tokens.expires_in / 4)
        if self._on_tokens:
            self._on_tokens(tokens)

    def end(self) -> None:
        self._access = self._refresh = self._ends = None

    def token(self, caller: Caller, request: Request) -> str | None:
        """What the request goes with; a renewed one, when it is about to end."""
        if request.path == REFRESH:
            return None
        if self._ends is not None and time.monotonic() > self._ends:
            self.renew(caller, self._access)
        return self._access

    def renew(self, caller: Caller, refused: str | None) -> bool:
        """Renews the token unless another thread has done so meanwhile; False when there is nothing to renew it with."""
        if refused is None:
            return False
        with self._lock:
            if self._access != refused:
                return self._access is not None
            if self._refresh is None:
                return False
            from ._caller import Request
            request = Request("POST", REFRESH, body={"refresh_token": self._refresh})
            try:
                self.keep(caller.data(request, Tokens.from_json))
            except Unauthorized:
                self._refresh = None
                raise
            return True
