"""The client of a forum-lite server.

    forum = ForumClient("https://forum.example.org")
    forum.log_in("ada", "a pass phrase for ada")
    thread = forum.threads.create_thread(category_id=category.id, title="On engines", body="They *weave*.")
    for post in forum.posts.list_posts(thread.id):
        print(post.body)
"""
from . import models
from ._client import ForumClient
from ._errors import (
    BadRequest, Conflict, ConnectionLost, Fault, Forbidden, ForumError, Invalid, NotFound, ProblemError, RateLimited, ServerError, StaleVersion, Unauthorized,
    UnreadableAnswer)
from ._events import Event, EventStream
from ._json import CLEAR, Clear
from ._pages import Page
from ._version import API_VERSION, VERSION

__version__ = VERSION
__all__ = [
    "API_VERSION", "CLEAR", "VERSION", "BadRequest", "Clear", "Conflict", "ConnectionLost", "Event", "EventStream", "Fault", "Forbidden", "ForumClient", "ForumError",
    "Invalid", "NotFound", "Page", "ProblemError", "RateLimited", "ServerError", "StaleVersion", "Unauthorized", "UnreadableAnswer", "models"]
