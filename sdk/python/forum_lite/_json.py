"""JSON to values and back."""
from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol, TypeVar
from urllib.parse import quote

Value = TypeVar("Value")


class Clear:
    """In a change: this value is taken away. Leaving it out (or None) keeps it."""

    def __repr__(self) -> str:
        return "CLEAR"


CLEAR: Final = Clear()


class Writable(Protocol):
    def to_json(self) -> dict[str, Any]: ...


def to_json(value: Any) -> Any:
    """The value as `json.dumps` takes it."""
    if value is CLEAR:
        return None
    if isinstance(value, datetime.datetime):
        return to_time(value)
    if isinstance(value, Mapping):
        return {name: to_json(member) for name, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_json(member) for member in value]
    return value.to_json() if hasattr(value, "to_json") else value


def present(members: Mapping[str, Any]) -> dict[str, Any]:
    """The members that are not None, as JSON."""
    return {name: to_json(value) for name, value in members.items() if value is not None}


def to_time(value: datetime.datetime) -> str:
    if value.tzinfo is None:
        raise ValueError(f"{value} has no time zone: make it with datetime.now(datetime.UTC), say")
    return value.astimezone(datetime.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def maybe(read: Callable[[Any], Value], value: Any) -> Value | None:
    return None if value is None else read(value)


time = datetime.datetime.fromisoformat


def place(value: str) -> str:
    """A value as one segment of a path. Raises `ValueError` for what would lead to another path."""
    if value in ("", ".", ".."):
        raise ValueError(f"{value!r} can't stand in a path")
    return quote(str(value), safe="")


def parameter(value: Any) -> str:
    """A value as a parameter of the query."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.datetime):
        return to_time(value)
    return ",".join(map(parameter, value)) if isinstance(value, (list, tuple)) else str(value)
