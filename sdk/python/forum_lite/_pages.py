"""Lists come in pages."""
from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

if TYPE_CHECKING:
    from ._caller import Caller, Request

Item = TypeVar("Item")


class Page(Generic[Item]):
    """One page of a list. Iterating gives its items, then those of the pages after it, each asked for when it is needed."""

    def __init__(self, caller: Caller, request: Request, read: Callable[[Any], Item], data: Any) -> None:
        self._caller, self._request, self._read = caller, request, read
        self.items: list[Item] = [read(item) for item in data["items"]]
        self.next: str | None = data["next"]
        """The cursor of the page after this one; None on the last one."""

    def following(self) -> Self | None:
        """The page after this one; None on the last one."""
        if self.next is None:
            return None
        request = dataclasses.replace(self._request, query={**self._request.query, "cursor": self.next})
        return self._caller.page(type(self), request, self._read)

    def pages(self) -> Iterator[Self]:
        page: Self | None = self
        while page is not None:
            yield page
            page = page.following()

    def __iter__(self) -> Iterator[Item]:
        for page in self.pages():
            yield from page.items
