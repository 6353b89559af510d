"""Plays a script of requests on a forum, and tells its answers so that those of two forums can be compared."""
import http.client
import json
import re
import time
import urllib.error
import urllib.parse

from forum_process import EventReader

# What a reference stands for whose request was not made or not answered: nothing has this id.
NOWHERE = "0190a0a0-0000-7000-8000-00000000dead"
SETTLE_SECONDS = 30
REFERENCE = re.compile(r"\{(version:)?(\d+)\.([\w.]+)\}")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z|\d+ \w{3} \d{4}, \d\d:\d\d UTC")
# In pages: the hash of one that shows ids, and where its next one begins.
HASH = re.compile(r'(?<=^")[0-9a-f]{24}(?="$)|(?<=cursor=)[\w%.-]+')
# In entity tags of the API: the fingerprint of an answer, which shows ids.
TAG = re.compile(r'^"(\d+)-[0-9a-f]{1,8}(-\d{4}-\d\d-\d\d)?"$')
# A version above it is a moment in milliseconds, and no count.
MOMENT_MIN = 10**12
# Fields that are told by the request, the moment or the connection, and not by the forum.
OWN_HEADERS = {"date", "x-request-id", "traceparent", "ratelimit", "ratelimit-policy", "content-length", "connection", "server-timing"}
# Members whose text is opaque: only whether there is one counts.
OPAQUE = {"next", "access_token", "refresh_token", "device_token", "recovery_codes", "otpauth_url", "url", "token", "secret", "challenge", "trace_id", "request_id"}


class Player:
    """One forum with what it answered so far: references of later requests are resolved in its own answers."""

    def __init__(self, forum):
        self.forum = forum
        self.answers = {}
        self.versions = {}
        self.tokens = {}
        self.names = {NOWHERE: NOWHERE}
        self.followed = {}
        self.connection = http.client.HTTPConnection(urllib.parse.urlparse(forum.address).netloc, timeout=60)
        self.root = self.sign_in()
        category = forum.data_of("GET", "categories")["items"][0]["id"]
        thread = forum.data_of("POST", "threads", {"category_id": category, "title": "settle", "body": "x"}, self.root)["id"]
        self.bell = forum.data_of("GET", f"threads/{thread}/posts")["items"][0]["id"]

    def play(self, step):
        """The comparable answer to one request."""
        if step.get("settled"):
            self.settle()
        if step.get("follow"):
            return self.follow(step)
        target, body = self.resolve(step["path"]), self.resolve(step.get("body"))
        fields = {"X-Request-Id": f"step-{step['number']}"} | {name: self.resolve(value) for name, value in step.get("headers", {}).items()}
        if token := self.tokens.get(step.get("who")):
            fields.setdefault("Authorization", f"Bearer {token}")
        data = None
        if body is not None:
            data = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else json.dumps(body).encode()
            fields.setdefault("Content-Type", "application/json")
        status, headers, text = self.exchange(step["method"], target if target.startswith("/") else "/api/v1/" + target, data, fields)
        content = json.loads(text) if "json" in headers.get("content-type", "") and text else text.decode()
        self.answers[step["number"]] = content
        self.remember(content)
        if step.get("signs_in") and status < 300:
            self.tokens[step["signs_in"]] = content["data"]["access_token"]
        return {
            "status": status, "headers": {name: self.plain(value) for name, value in headers.items() if name not in OWN_HEADERS},
            "body": self.comparable(content)}

    def exchange(self, method, target, data, fields, attempts=2):
        target = urllib.parse.quote(target, safe="/?&=%+:,~!$'()*@;-._")
        try:
            self.connection.request(method, target, data, fields)
            answer = self.connection.getresponse()
            text = answer.read()
        except OSError as error:  # the server has closed a connection that was idle, or is gone
            self.connection.close()
            if attempts == 1:
                end = self.forum.process.poll()
                raise RuntimeError(f"{method} {target}: {error}; the process {'runs' if end is None else f'ended with {end}'}: {self.forum.log()[-2000:]}") from error
            return self.exchange(method, target, data, fields, attempts - 1)
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, text

    def resolve(self, value):
        """The value with this forum's own ids, cursors and versions in the place of references."""
        if isinstance(value, str):
            return REFERENCE.sub(self.resolved, value)
        if isinstance(value, dict):
            return {key: self.resolve(item) for key, item in value.items()}
        return [self.resolve(item) for item in value] if isinstance(value, list) else value

    def resolved(self, match):
        value = self.answers.get(int(match[2]))
        for key in match[3].split("."):
            if isinstance(value, dict):
                value = value.get(key)
            else:
                value = value[int(key)] if isinstance(value, list) and key.isdigit() and int(key) < len(value) else None
        if match[1]:
            return str(self.versions.get(value, 1))
        return NOWHERE if value is None else str(value)

    def remember(self, content):
        """Notes the versions of what an answer shows, for later edits."""
        if isinstance(content, dict):
            if isinstance(content.get("id"), str) and isinstance(content.get("version"), int):
                self.versions[content["id"]] = content["version"]
            content = list(content.values())
        if isinstance(content, list):
            for item in content:
                self.remember(item)

    def comparable(self, value, key=None):
        """Ids by the order in which they were first seen, times and opaque texts by their kind."""
        if isinstance(value, dict):
            return {self.plain(name): self.comparable(item, name) for name, item in value.items()}
        if isinstance(value, list):
            return [self.comparable(item) for item in value]
        if isinstance(value, str):
            return f"<{key}>" if key in OPAQUE and not value.startswith("step-") else self.plain(value)
        # The version of a draft is the moment of its saving.
        if key == "version" and isinstance(value, int) and value > MOMENT_MIN:
            return "<moment>"
        # The audit log's numbers grow, without saying by how much.
        return self.name(f"{key} {value}") if key == "sequence" else value

    def plain(self, text):
        text = TAG.sub(lambda match: f'"{match[1] if int(match[1]) < MOMENT_MIN else "<moment>"}-<tag>"', text)
        return HASH.sub("<hash>", TIME.sub("<time>", UUID.sub(lambda match: self.name(match[0]), text)))

    def name(self, own):
        return self.names.setdefault(own, f"<{len(self.names)}>")

    def sign_in(self):
        return self.forum.data_of("POST", "auth/sessions", {"login": "root", "password": "a pass phrase for root"})["access_token"]

    def settle(self):
        """Returns when every consumer has handled what was written until now. A comment goes first, since what a consumer does not follow, such as a
        sign-in, does not wake it."""
        ring = ("POST", f"posts/{self.bell}/comments", {"body": "settle"})
        if self.forum.call(*ring, self.root)[0] == 401:  # a step has signed root out everywhere
            self.root = self.sign_in()
            self.forum.data_of(*ring, self.root)
        deadline = time.monotonic() + SETTLE_SECONDS
        while time.monotonic() < deadline:
            _, _, text = self.exchange("GET", "/metrics", None, {})
            gauges = dict(line.split(" ")[:2] for line in text.decode().splitlines() if line.startswith("forum_") and "{" not in line)
            # What sends mail is not woken by a comment, and no answer shows what it does.
            positions = [
                float(value) for name, value in gauges.items() if name.startswith("forum_consumer_position_") and not name.endswith(("account-mail", "webhook-mail"))]
            if float(gauges.get("forum_outbox_waiting", 0)) == 0 and positions and min(positions) >= float(gauges["forum_stream_last_sequence"]):
                return
            time.sleep(0.01)
        raise RuntimeError(f"{self.forum.address}: the consumers did not catch up within {SETTLE_SECONDS} s")

    def follow(self, step):
        """Opens a live stream; what comes is told by `heard`."""
        self.settle()
        path = self.resolve(step["path"])
        reader, status = self.stream(path)
        if reader:
            self.followed[step["number"]] = (path, reader)
        return {"status": status}

    def stream(self, path, after=None):
        """A reader of a live stream, or None, and the status of the answer."""
        try:
            return EventReader(self.forum, path, after), 200
        except urllib.error.HTTPError as error:
            return None, error.code

    def heard(self):
        """For each live stream: its events, and what a client gets that comes back with the first event's id."""
        result = {}
        for number, (path, reader) in self.followed.items():
            live = list(reader.events)
            again, status = self.stream(path, live[0]["id"]) if live else (None, None)
            replayed = again.wait_for(len(live) - 1) if again else []
            result[number] = {"live": [self.event(each) for each in live], "status": status, "again": [self.event(each) for each in replayed]}
        return result

    def event(self, event):
        # The post or comment that comes along is as it is when the event goes out.
        data = json.loads(event["data"])
        return [event["event"], {key: self.comparable(value, key) for key, value in data.get("data", {}).items() if key not in ("post", "comment")}]
