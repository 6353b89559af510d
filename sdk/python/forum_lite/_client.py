"""The client."""
from __future__ import annotations

import ssl
from collections.abc import Callable
from types import TracebackType
from typing import Self

from ._caller import Caller
from ._connections import Connections
from ._session import Session
from ._version import API_VERSION, VERSION
from .models import SignedChallenge, Tokens
from .operations import Operations


class ForumClient(Operations):
    """A forum as one person, or as a visitor. Threads can share one client.

    `address` is that of the server, `https://forum.example.org`. `access_token` is a personal token, or that of a session, which `refresh_token` renews;
    `log_in` gets both. `on_tokens` is called with each pair of tokens: keep the newest, the older ones are worth nothing. `tenant` names the forum
    where a server has several and the host name does not tell. `channel` is the version of the API that this client speaks, by its day.
    `timeout` is how many seconds the server may be silent; `retries` how often a request is repeated that is refused for a while (429, 503) or, when
    a repetition does no harm, gets no answer.
    """

    def __init__(
        self, address: str, *, access_token: str | None = None, refresh_token: str | None = None, on_tokens: Callable[[Tokens], None] | None = None,
        tenant: str | None = None, channel: str = API_VERSION, timeout: float = 30.0, retries: int = 2, user_agent: str | None = None,
        context: ssl.SSLContext | None = None,
    ) -> None:
        own = f"forum-lite-python/{VERSION}"
        headers = {"Accept": "application/json", "Forum-Channel": channel, "User-Agent": f"{user_agent} {own}" if user_agent else own}
        if tenant:
            headers["X-Tenant"] = tenant
        self._connections = Connections(address, timeout, context)
        self._session = Session(access_token, refresh_token, on_tokens)
        super().__init__(Caller(self._connections, self._session, headers, retries))

    @property
    def access_token(self) -> str | None:
        """What requests go with; None for a visitor."""
        return self._session.access_token

    def log_in(
        self, login: str, password: str, *, otp: str | None = None, passkey: SignedChallenge | None = None, device_name: str | None = None,
        device_token: str | None = None,
    ) -> Tokens:
        """Signs this client in by handle or mail address. Raises `Unauthorized` for a wrong password (`wrong_credentials`) and for a missing second factor
        (`otp_required`)."""
        tokens = self.sessions.log_in(login=login, password=password, otp=otp, passkey=passkey, device_name=device_name, device_token=device_token)
        self.use(tokens)
        return tokens

    def use(self, tokens: Tokens) -> None:
        """Goes on with the tokens of another way to sign in."""
        self._session.keep(tokens)

    def log_out(self) -> None:
        """Ends the session; from then on this client is a visitor's."""
        self.sessions.end_session("current")
        self._session.end()

    def close(self) -> None:
        """Closes the connections that wait."""
        self._connections.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
