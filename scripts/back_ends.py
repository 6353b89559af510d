"""The back ends of a clustered forum, started by `forum-lite dev` on free ports: what the scripts that need several nodes share."""
import json
import os
import pathlib
import pwd
import queue
import re
import signal
import socket
import subprocess
import sys
import threading
import time

from forum_process import READY_SECONDS, die_with_parent, environment

PORTS = {"postgres": "STORE", "redis": "CACHE", "nats": "STREAM"}
UNLIMITED = {"FORUM_POSTGRES_COMMITS_IN_ORDER": "false", "FORUM_RATE_LIMIT_READ": "1000000", "FORUM_RATE_LIMIT_WRITE": "1000000", "FORUM_RATE_LIMIT_AUTH": "1000000"}


class BackEnds:
    """PostgreSQL, Redis and NATS; `variables` lead a node to them. `forum-lite dev` is a node itself, at `address`."""

    def __init__(self, program, folder):
        command = [program, "dev", "--with", ",".join(PORTS), "--listen", "127.0.0.1:0", "--log-format", "json", "--log-level", "error"]
        self.process = subprocess.Popen(command, cwd=folder, env=environment(UNLIMITED), stdout=subprocess.PIPE, text=True, preexec_fn=die_with_parent)
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

    def redis(self, *words):
        """Runs one command of Redis; returns its answer, a line for each element."""
        return subprocess.run(["redis-cli", "-u", self.urls["redis"], *words], check=True, capture_output=True, text=True).stdout.splitlines()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)


class Bouncer:
    """pgbouncer before a PostgreSQL, in transaction mode with fewer connections than a node would open; `variables` lead a node to it."""

    def __init__(self, url, folder):
        home = pathlib.Path(folder) / "bouncer"
        home.mkdir()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        user, password, place = re.match(r"postgres(?:ql)?://([^:@]+)(?::([^@]*))?@([^/]+)", url).groups()
        (home / "users.txt").write_text(f'"{user}" "{password or ""}"\n')
        (home / "pgbouncer.ini").write_text(
            f"[databases]\n* = host={place.split(':')[0]} port={place.split(':')[1]}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nauth_type = trust\n"
            f"auth_file = {home}/users.txt\npool_mode = transaction\ndefault_pool_size = 3\nunix_socket_dir =\nlogfile = {home}/log\n")
        account = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
        if account:
            # It refuses root, and reads its file by itself.
            pathlib.Path(folder).chmod(0o755)
            for path in (home, *home.iterdir()):
                os.chown(path, account.pw_uid, account.pw_gid)
        who = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
        self.process = subprocess.Popen(
            ["pgbouncer", "-q", home / "pgbouncer.ini"], cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=die_with_parent, **who)
        end = time.monotonic() + READY_SECONDS
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                if time.monotonic() > end or self.process.poll() is not None:
                    sys.exit(f"pgbouncer did not start: {(home / 'log').read_text() if (home / 'log').exists() else 'no log'}")
                time.sleep(0.05)
        # Before 1.21 it knows nothing of prepared statements.
        self.variables = {"FORUM_STORE_URL": url.replace(place, f"127.0.0.1:{port}"), "FORUM_POSTGRES_PREPARED": "false"}

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        self.process.wait(30)
