"""The forum's own Python client for the scripts here: made by scripts/sdk from configs/schemas, found without being installed."""
import subprocess
import sys

from forum_process import ROOT, environment

subprocess.run([ROOT / "scripts/sdk"], check=True, capture_output=True, timeout=60)
sys.path.insert(0, str(ROOT / "sdk/python"))
from forum_lite import Conflict, ConnectionLost, Forbidden, ForumClient, NotFound, ProblemError, Unauthorized  # noqa: E402

__all__ = ["Conflict", "ConnectionLost", "Forbidden", "ForumClient", "NotFound", "ProblemError", "Unauthorized", "administrator", "member", "sign_in"]


def password(handle):
    return f"a pass phrase for {handle}"


def sign_in(forum, handle):
    """A client of somebody who has an account."""
    client = ForumClient(forum.address)
    client.log_in(handle, password(handle))
    return client


def member(forum, handle):
    """Registers somebody; their client."""
    ForumClient(forum.address).accounts.register(handle=handle, email=f"{handle}@example.org", password=password(handle))
    return sign_in(forum, handle)


def administrator(forum, handle):
    """Makes an administrator from the command line; their client."""
    command = [forum.program, "admin", "create", "--handle", handle, "--email", f"{handle}@example.org", "--data", forum.data]
    subprocess.run(command, env=environment({"FORUM_ADMIN_PASSWORD": password(handle)}), check=True, capture_output=True, timeout=60)
    return sign_in(forum, handle)
