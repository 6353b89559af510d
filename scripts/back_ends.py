"""The back ends of a clustered forum, started by `forum-lite dev` on free ports: what the scripts that need several nodes share."""
import json
import queue
import signal
import subprocess
import sys
import threading

from forum_process import READY_SECONDS, die_with_parent, environment

PORTS = {"postgres": "STORE", "redis": "CACHE", "nats": "STREAM"}
UNLIMITED = {"FORUM_RATE_LIMIT_READ": "1000000", "FORUM_RATE_LIMIT_WRITE": "1000000", "FORUM_RATE_LIMIT_AUTH": "1000000"}


class BackEnds:
    """PostgreSQL, Redis and NATS; `variables` lead a node to them. `forum-lite dev` is a node itself, at `address`."""

    def __init__(self, program, folder):
        command = [program, "dev", "--with", ",".join(PORTS), "--listen", "127.0.0.1:0", "--log-format", "json", "--log-level", "error"]
        self.process = subprocess.Popen(command, cwd=folder, env=environment(), stdout=subprocess.PIPE, text=True, preexec_fn=die_with_parent)
        self.variables = dict(UNLIMITED)
        self.urls = {}
        lines = queue.Queue()
        threading.Thread(target=lambda: [lines.put(line) for line in self.process.stdout] + [lines.put("")], daemon=True).start()
        try:
            while '"ready"' not in (line := lines.get(timeout=READY_SECONDS)):
                if not line:
                    sys.exit("forum-lite dev ended before it was ready")
                name, _, url = line.strip().partition(" on ")
                if name in PORTS:
                    self.urls[name] = url
                    self.variables |= {f"FORUM_{PORTS[name]}_ADAPTER": name, f"FORUM_{PORTS[name]}_URL": url}
            self.address = json.loads(line)["http"]
        except queue.Empty:
            self.stop()
            sys.exit(f"forum-lite dev was not ready within {READY_SECONDS} s")

    def empty(self, name):
        """The variables of a forum that shares nothing with others here: a schema, a stream and a cache prefix of this name, all empty."""
        self.sql(f"CREATE SCHEMA {name}")
        return self.variables | {
            "FORUM_STORE_URL": f"{self.urls['postgres']}?options=-csearch_path%3D{name}", "FORUM_REDIS_PREFIX": f"{name}:", "FORUM_NATS_STREAM": name.upper()}

    def sql(self, text):
        """Runs SQL with psql; returns what it prints."""
        command = ["psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1", "-c", text, self.urls["postgres"]]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)
