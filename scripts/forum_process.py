"""A forum-lite process of our own on a free port, and a client for it: what the scripts that try the binary share."""
import ctypes
import http.client
import json
import os
import pathlib
import queue
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
READY_SECONDS = 30
STOP_SECONDS = 30


def binary(given=None):
    """The binary to try: the one given, or `FORUM_BIN`, or the release build, or the debug build."""
    for path in (given, os.environ.get("FORUM_BIN"), ROOT / ".build/release/forum-lite", ROOT / ".build/debug/forum-lite"):
        if path and pathlib.Path(path).exists():
            return str(pathlib.Path(path).resolve())
        if given:
            break
    sys.exit(f"There is no binary{f' {given}' if given else ''}: build one with scripts/build-release or swift build.")


def die_with_parent():
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def environment(extra=None):
    """The process's variables without settings for a forum, and `extra`."""
    return {name: value for name, value in os.environ.items() if not name.startswith("FORUM_")} | (extra or {})


class Forum:
    """`forum-lite serve` on a data directory."""

    def __init__(self, program, data, extra=None, wrap=lambda command: command, listen="127.0.0.1:0"):
        self.program, self.data, self.extra, self.wrap, self.listen = program, str(data), extra, wrap, listen
        self.log_path = pathlib.Path(self.data.rstrip("/") + ".log")
        self.process = None
        self.address = None
        self.ready_line = None
        self.startup_seconds = None

    def start(self):
        """Returns when the server says that it is ready; `startup_seconds` is then the time to the first answer."""
        command = [self.program, "serve", "--data", self.data, "--listen", self.listen, "--log-format", "json"]
        began = time.monotonic()
        with open(self.log_path, "ab") as errors:
            self.process = subprocess.Popen(
                self.wrap(command), env=environment(self.extra), stdout=subprocess.PIPE, stderr=errors, preexec_fn=die_with_parent)
        lines = queue.Queue()
        threading.Thread(target=self._read, args=(self.process.stdout, lines), daemon=True).start()
        try:
            while True:
                line = lines.get(timeout=max(0, began + READY_SECONDS - time.monotonic()))
                if line is None:
                    raise RuntimeError(f"serve ended with {self.process.wait()}: {self.log()[-600:]}")
                try:
                    event = json.loads(line)
                except ValueError:
                    continue
                if event.get("event") == "ready":
                    self.address = event["http"].rstrip("/")
                    self.ready_line = line.decode().strip()
                    break
        except queue.Empty:
            raise RuntimeError(f"serve was not ready within {READY_SECONDS} s: {self.log()[-600:]}") from None
        status, *_ = self.call("GET", "/readyz")
        if status != 200:
            raise RuntimeError(f"/readyz answered {status} after the ready line")
        self.startup_seconds = time.monotonic() - began
        return self

    @staticmethod
    def _read(pipe, lines):
        for line in pipe:
            lines.put(line)
        lines.put(None)

    def log(self):
        return self.log_path.read_text(errors="replace")

    @property
    def resident(self):
        """Bytes of memory."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmRSS"))

    def stop(self, how=signal.SIGTERM):
        """Sends the signal and waits for the end; returns the exit code."""
        if self.process is None:
            return None
        self.process.send_signal(how)
        try:
            code = self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise RuntimeError(f"serve did not end within {STOP_SECONDS} s of {signal.Signals(how).name}") from None
        self.process = None
        return code

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        if self.process:
            self.stop(signal.SIGKILL)

    def url(self, path):
        return self.address + (path if path.startswith("/") else "/api/v1/" + path)

    def call(self, method, path, body=None, token=None, headers=None, timeout=20):
        """Status, body (JSON already read) and header fields."""
        fields = dict(headers or {})
        data = None
        if body is not None:
            data = json.dumps(body).encode()
            fields["Content-Type"] = "application/json"
        if token:
            fields["Authorization"] = f"Bearer {token}"
        try:
            answer = urllib.request.urlopen(urllib.request.Request(self.url(path), data, fields, method=method), timeout=timeout)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            text = answer.read()
            is_json = "json" in answer.headers.get("Content-Type", "")
            return answer.status, json.loads(text) if is_json and text else text.decode(), answer.headers

    def data_of(self, method, path, body=None, token=None, headers=None):
        """The `data` of an answer that must be a success."""
        status, answer, _ = self.call(method, path, body, token, headers)
        if not 200 <= status < 300:
            raise RuntimeError(f"{method} {path} answered {status}: {answer}")
        return answer["data"]

    def items(self, path):
        """Every item of a list, page by page."""
        cursor = None
        while True:
            page = self.data_of("GET", f"{path}{'&' if '?' in path else '?'}limit=100" + (f"&cursor={cursor}" if cursor else ""))
            yield from page["items"]
            cursor = page["next"]
            if not cursor:
                return

    def member(self, handle):
        """Registers somebody; their access token."""
        password = f"a pass phrase for {handle}"
        self.data_of("POST", "auth/register", {"handle": handle, "email": f"{handle}@example.org", "password": password})
        return self.data_of("POST", "auth/sessions", {"login": handle, "password": password})["access_token"]

    def administrator(self, handle):
        """Makes an administrator from the command line; their access token."""
        password = f"a pass phrase for {handle}"
        command = [self.program, "admin", "create", "--handle", handle, "--email", f"{handle}@example.org", "--data", self.data]
        subprocess.run(command, env=environment({"FORUM_ADMIN_PASSWORD": password}), check=True, capture_output=True)
        return self.data_of("POST", "auth/sessions", {"login": handle, "password": password})["access_token"]


class EventReader(threading.Thread):
    """Reads a stream of Server-Sent Events into `events`, each a dictionary with `id`, `event` and `data`."""

    def __init__(self, forum, path, last_event_id=None):
        super().__init__(daemon=True)
        fields = {"Accept": "text/event-stream"} | ({"Last-Event-ID": last_event_id} if last_event_id else {})
        self.answer = urllib.request.urlopen(urllib.request.Request(forum.url(path), headers=fields), timeout=30)
        self.events = []
        self.changed = threading.Condition()
        self.start()

    def run(self):
        fields = {}
        try:
            for line in self.answer:
                text = line.decode().rstrip("\r\n")
                if text and not text.startswith(":"):
                    name, _, value = text.partition(":")
                    if name in ("id", "event", "data"):
                        fields[name] = value.removeprefix(" ")
                elif not text and fields:
                    with self.changed:
                        self.events.append(fields)
                        self.changed.notify_all()
                    fields = {}
        except (OSError, ValueError, http.client.HTTPException):
            pass  # the server went away, and with it the stream

    def wait_for(self, count, seconds=10):
        """The events so far, when there are `count` of them or the time is over."""
        with self.changed:
            self.changed.wait_for(lambda: len(self.events) >= count, seconds)
            return list(self.events)
