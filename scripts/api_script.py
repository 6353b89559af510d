"""Makes a script of requests to the whole API from a seed: what people do, and what nobody should. A script is a list of steps, each a dictionary:
`number`, `who` (whose token), `method`, `path`, and where they are given `body`, `headers`, `signs_in` (whose token the answer holds), `settled` (every
consumer must have caught up before), `follow` (a live stream). `{12.data.id}` in any text stands for that member of the answer to step 12,
`{version:12.data.id}` for the last version seen of what has that id. So each forum is asked for its own ids, and a step can be left out."""
import random as randomness

import api_words as words
from api_declared import declared_request
from urllib.parse import quote

KINDS = ["like", "love", "laugh", "wow", "sad", "thanks", "frown", "LIKE", ""]
# The first is made by the caller and may do everything.
PEOPLE = ["root", "ada", "bob", "Cy.The-3rd"]


def password(name):
    return f"a pass phrase for {name}"


class Script:
    """Grows by one action at a time; `people`, `threads` and so on are references to what earlier steps made."""

    def __init__(self, seed, operations=()):
        self.random = randomness.Random(seed)
        self.operations = list(operations)
        self.steps = []
        self.people = list(PEOPLE)
        self.signed_in = []
        self.ids = {"category": [], "thread": [], "post": [], "comment": []}
        self.threads_of = {}
        self.lists = []
        self.sessions = []
        self.is_closed = False
        for name in PEOPLE:
            if name != "root":
                self.register(name)
            self.sign_in(name, name)
        self.ids["category"].append(f"{{{self.add('GET', 'categories')}.data.items.0.id}}")

    def add(self, method, path, body=None, who=None, **more):
        """Appends a step; its number."""
        number = len(self.steps) + 1
        self.steps.append({"number": number, "who": who, "method": method, "path": path} | ({} if body is None else {"body": body}) | more)
        return number

    def made(self, kind, path, draft, who=None):
        """Appends a step that makes something, and keeps the reference to it; the step's number."""
        number = self.add("POST", path, draft, who or self.somebody(), headers=self.once())
        self.ids[kind].append(f"{{{number}.data.id}}")
        return number

    def one(self, kind):
        """The id of something that was made, seldom of something else."""
        if not self.ids[kind] or self.random.random() < 0.04:
            return quote(self.random.choice(words.BAD_IDS), safe="%")
        # Mostly the newest, where things happen.
        return self.random.choice(self.ids[kind][-3:] if self.random.random() < 0.5 else self.ids[kind])

    def somebody(self):
        return self.random.choice(self.signed_in + [None]) if self.random.random() < 0.9 else "root"

    def text(self, long=True):
        """A text for a field: mostly a good one."""
        if self.random.random() < 0.06:
            return self.random.choice(words.BAD_TEXTS)
        text = words.body(self.random) if long else words.sentence(self.random)
        return text.replace("{member}", self.random.choice(self.people))

    def match(self, reference):
        """Header fields of an edit: mostly the right version."""
        right = f'"{{version:{reference[1:-1]}}}"' if reference.startswith("{") else '"1"'
        value = self.random.choice([right] * 8 + ['"99"', '"1"', "1", "*", 'W/"1"', '"x"', "", None])
        return {} if value is None else {"If-Match": value}

    def once(self):
        """Header fields of a write that may be repeated: seldom a key, and then one of few, so that keys meet again."""
        if self.random.random() > 0.12:
            return {}
        return {"Idempotency-Key": self.random.choice(['"one"', '"two"', '"three"', "bare", '""', '"' + "k" * 300 + '"'])}

    def page(self, path, scope=None):
        """A list's address: with a limit, or the cursor of the page before, seldom of another list or nonsense."""
        query = []
        if self.random.random() < 0.5:
            query.append("limit=" + (self.random.choice(words.BAD_NUMBERS) if self.random.random() < 0.1 else self.random.choice("1235")))
        own = [number for number, known in self.lists if known == path]
        if own and self.random.random() < 0.6:
            query.append(f"cursor={{{self.random.choice(own)}.data.next}}")
        elif self.lists and self.random.random() < 0.05:
            query.append(f"cursor={self.random.choice([f'{{{self.random.choice(self.lists)[0]}.data.next}}', 'nonsense', ''])}")
        joint = "&" if "?" in path else "?"
        return path + (joint + "&".join(query) if query else "")

    def listing(self, path, **more):
        """Asks for a page of a list, which may be followed later."""
        number = self.add("GET", self.page(path), **more)
        self.lists.append((number, path))
        return number

    # What people do.

    def register(self, name=None):
        fresh = name or f"{self.random.choice(['eve', 'Mallory', 'x.y_z', 'ADA'])}{self.random.randint(1, 9)}"
        account = {"handle": fresh, "email": f"{fresh}@example.org", "password": password(fresh)}
        if name is None:
            if self.random.random() < 0.5:
                field = self.random.choice(["handle", "email", "password", "display_name", "colour"])
                account[field] = self.random.choice(words.BAD_TEXTS + words.RARE + ["ada", "ADA@EXAMPLE.ORG", "ad", "admin", "ünï", "a" * 33, "x@y", "ß@example.org"])
            elif fresh not in self.people:
                account["display_name"] = words.sentence(self.random, 3)
                self.people.append(fresh)
        self.add("POST", "auth/register", account)

    def sign_in(self, name=None, alias=None):
        chosen = name or self.random.choice(self.people)
        login = self.random.choice([chosen, f"{chosen}@example.org", chosen.upper()]) if name is None else chosen
        secret = password(chosen) if name or self.random.random() < 0.7 else self.random.choice(["wrong", "", password(chosen) + " ", None])
        alias = alias or f"{chosen}@{self.random.choice(['phone', 'laptop'])}"
        body = {"login": login, "password": secret}
        if name is None and self.random.random() < 0.5:
            body["device_name"] = self.text(long=False)
        self.sessions.append((self.add("POST", "auth/sessions", body, signs_in=alias), alias))
        if alias not in self.signed_in:
            self.signed_in.append(alias)

    def session(self):
        number, alias = self.random.choice(self.sessions)
        action = self.random.random()
        if action < 0.35:
            token = self.random.choice([f"{{{number}.data.refresh_token}}"] * 5 + ["nonsense", "", None])
            self.sessions.append((self.add("POST", "auth/sessions/refresh", {"refresh_token": token}, signs_in=alias), alias))
        elif action < 0.65:
            self.add("GET", "auth/sessions", who=alias)
        elif action < 0.8 and "@" in alias:
            self.add("DELETE", "auth/sessions/current", who=alias)
        else:
            owner = alias.split("@")[0]
            others = [number for number, other in self.sessions if other.startswith(owner + "@")]
            target = f"{{{self.random.choice(others)}.data.session_id}}" if others else self.random.choice(words.BAD_IDS)
            self.add("DELETE", f"auth/sessions/{target}", who=self.random.choice([owner] * 4 + [None, "root"]))

    def me(self):
        who = self.somebody()
        if self.random.random() < 0.5:
            self.add("GET", "me", who=who)
        else:
            number = self.add("GET", "me", who=who)
            self.add("PATCH", "me", {"display_name": self.text(long=False)}, who, headers=self.match(f"{{{number}.data.id}}"))
        self.add("GET", f"users/{quote(self.random.choice(self.people + ['nobody', 'ADA', '%00', 'ünï']))}", who=self.somebody())

    def category(self):
        who = self.random.choice(["root"] * 4 + [self.somebody()])
        action = self.random.random()
        if action < 0.45:
            draft = {"name": self.text(long=False)}
            if self.random.random() < 0.4:
                draft["slug"] = self.random.choice(["general", "a-b", "Ünï", "x" * 61, words.sentence(self.random, 2)])
            if self.random.random() < 0.4:
                draft["description"] = self.text()
            self.made("category", "categories", draft, who)
        elif action < 0.6:
            self.add("GET", "categories", who=who)
        else:
            one = self.one("category")
            if action < 0.8:
                self.add("PATCH", f"categories/{one}", {self.random.choice(["name", "slug", "description"]): self.text(long=False)}, who, headers=self.match(one))
            elif action < 0.9:
                self.add("DELETE", f"categories/{one}", who=who, headers=self.random.choice([{}, self.match(one)]))
            else:
                self.add("GET", f"categories/{one}", who=who)

    def thread(self):
        draft = {"category_id": self.one("category"), "title": self.text(long=False), "body": self.text()}
        if self.random.random() < 0.6:
            draft["tags"] = [self.random.choice(words.TAGS if self.random.random() < 0.95 else words.BAD_TAGS) for _ in range(self.random.randint(0, 4))]
        if self.random.random() < 0.2:
            draft["body_format"] = self.random.choice(["text", "html", "markdown", "rtf"])
        number = self.made("thread", "threads", draft)
        self.ids["post"].append(f"{{{self.add('GET', f'threads/{{{number}.data.id}}/posts')}.data.items.0.id}}")

    def threads(self):
        query = [f"{name}={value}" for name, value in (
            ("sort", self.random.choice(["activity", "created", "votes"])), ("tag", quote(self.random.choice(words.TAGS))),
            ("pinned", self.random.choice(["true", "false"])), ("category_id", self.one("category"))) if self.random.random() < 0.3]
        self.listing("threads" + ("?" + "&".join(query) if query else ""), who=self.somebody())

    def manage_thread(self):
        one, who = self.one("thread"), self.random.choice(["root", "root", self.somebody()])
        action = self.random.choice(["get", "edit", "edit", "lock", "unlock", "pin", "unpin", "delete", "restore", "restore"])
        if action == "edit":
            change = {self.random.choice(["title", "tags", "category_id"]): None}
            for field in change:
                change[field] = {"title": self.text(long=False), "tags": [self.random.choice(words.TAGS)], "category_id": self.one("category")}[field]
            self.add("PATCH", f"threads/{one}", change, who, headers=self.match(one))
        elif action in ("lock", "pin"):
            self.add("PUT", f"threads/{one}/{action}", who=who)
        elif action in ("unlock", "unpin"):
            self.add("DELETE", f"threads/{one}/{action[2:]}", who=who)
        elif action == "restore":
            self.add("POST", f"threads/{one}/restore", who=who)
        else:
            self.add("DELETE" if action == "delete" else "GET", f"threads/{one}", who=who)
            if action == "delete" and self.random.random() < 0.7:
                self.listing("threads", who=who)
                self.add("POST", f"threads/{one}/restore", who="root")

    def post(self):
        draft = {"body": self.text()}
        if self.random.random() < 0.3:
            draft["reply_to_id"] = self.one("post")
        if self.random.random() < 0.2:
            draft["body_format"] = self.random.choice(["text", "html", "markdown", 5])
        self.made("post", f"threads/{self.one('thread')}/posts", draft)

    def posts(self):
        self.listing(f"threads/{self.one('thread')}/posts", who=self.somebody())

    def comment(self):
        draft = {"body": self.text()}
        if self.random.random() < 0.5:
            draft["parent_id"] = self.one("comment")
        self.made("comment", f"posts/{self.one('post')}/comments", draft)

    def change(self):
        """Edits, deletes, restores or reads a post or a comment."""
        kind = self.random.choice(["post", "post", "comment"])
        one, who = self.one(kind), self.somebody()
        path = f"{kind}s/{one}"
        action = self.random.random()
        if action < 0.4:
            self.add("PATCH", path, {"body": self.text()}, who, headers=self.match(one))
        elif action < 0.6:
            self.add("DELETE", path, who=who, headers=self.random.choice([{}, self.match(one)]))
        elif action < 0.75:
            self.add("POST", f"{path}/restore", who="root")
        elif kind == "post" and action < 0.85:
            self.listing(f"{path}/comments", who=who)
        else:
            number = self.add("GET", path, who=who)
            self.add("GET", path, who=who, headers={"If-None-Match": f'"{{{number}.data.version}}"'})

    def react(self):
        one = self.one("post")
        if self.random.random() < 0.2:
            self.listing(f"posts/{one}/reactions", who=self.somebody())
        else:
            self.add(self.random.choice(["PUT", "PUT", "DELETE"]), f"posts/{one}/reactions/{self.random.choice(KINDS)}", who=self.somebody())

    def search(self):
        query = ["wait=indexed", f"q={quote(words.question(self.random))}"]
        if self.random.random() < 0.4:
            query.append("filter=" + quote(self.random.choice([
                f"author = {self.random.choice(self.people)}", f"tags IN [{self.random.choice(words.TAGS)}, history]", "kind = post", "kind = comment AND author = ada",
                f"category_id = {self.one('category')}", f"thread_id = {self.one('thread')}", "created_at > 2020-01-01", "NOT kind = post", "colour = red", "author ="]),
                safe="{}."))
        if self.random.random() < 0.3:
            query.append("sort=" + self.random.choice(["newest", "oldest", "relevance", "best"]))
        if self.random.random() < 0.3:
            query.append("facets=" + self.random.choice(["tags", "author", "kind", "category_id", "tags,kind", "colour"]))
        self.listing("search?" + "&".join(query), who=self.somebody())

    def notifications(self):
        who = self.somebody()
        path = "notifications" + self.random.choice(["", "?unread=true"])
        number = self.add("GET", self.page(path), who=who, settled=True)
        self.lists.append((number, path))
        if self.random.random() < 0.3:
            ids = self.random.choice([{}, {"ids": [f"{{{number}.data.items.0.id}}"]}, {"ids": []}, {"ids": ["x"]}])
            self.add("POST", "notifications/read", ids, who)

    def administer(self):
        who = self.random.choice(["root"] * 3 + [self.somebody()])
        handle = quote(self.random.choice(self.people))
        role = self.random.choice(["moderator", "admin", "helper", "wizard", "Ünï", "member"])
        action = self.random.random()
        if action < 0.3:
            self.add(self.random.choice(["PUT", "DELETE"]), f"admin/users/{handle}/roles/{quote(role)}", who=who)
        elif action < 0.5:
            permissions = self.random.sample(["forum.read", "post.create", "forum.moderate", "fly"], 2)
            self.add("PUT", f"admin/roles/{quote(role)}", {"description": self.text(long=False), "permissions": permissions}, who)
        elif action < 0.6:
            self.add("DELETE", f"admin/roles/{quote(role)}", who=who)
        elif action < 0.75:
            self.listing("admin/audit", who=who)
        elif action < 0.85:
            metric = self.random.choice(["threads", "posts", "comments", "reactions", "registrations", "logins", "x"])
            self.add("GET", f"analytics/trends?metric={metric}&interval=week", who=who, settled=True)
        else:
            self.add("GET", self.random.choice(["admin/roles", "admin/permissions", "admin/tenants", "tags"]), who=who)

    def repeat(self):
        """An earlier write once more, word for word: the same Idempotency-Key, or the same again."""
        writes = [step for step in self.steps if step["method"] != "GET" and "signs_in" not in step and "auth/register" not in step["path"]]
        if writes:
            step = self.random.choice(writes)
            self.add(**{name: value for name, value in step.items() if name != "number"})

    def nonsense(self):
        who = self.somebody()
        path = self.random.choice(["threads", f"threads/{self.one('thread')}/posts", "auth/sessions", "notifications/read", "categories"])
        body = self.random.choice(["", "{", "[]", "null", '"text"', '{"body": "a", "body": "b"}', '{"body": "\\ud800"}', '{"body": 1e400}', "[" * 100, '{"title": "a",}', "\ufeff{}", "{}"])
        self.add("POST", path, body, who, headers=self.random.choice([{}, {}, {"Content-Type": "text/plain"}, {"Accept": "application/vnd.jsend+json"}]))
        self.add(self.random.choice(["PUT", "DELETE", "PATCH"]), self.random.choice(["threads", "nothing/here", "search", "tags/x"]), who=who)

    def look(self):
        """A page for people."""
        paths = ["/", "/?page=2", f"/t/{self.one('thread')}", f"/p/{self.one('post')}/comments", f"/tags/{quote(self.random.choice(words.TAGS))}", "/c/general", "/nothing"]
        self.add("GET", self.random.choice(paths + [f"/search?q={quote(words.question(self.random))}"]), settled=True)

    def follow(self):
        self.add("GET", f"threads/{self.one('thread')}/events", follow=True)

    def declared(self):
        """Any operation of the OpenAPI document, its parameters and body made from their schemas."""
        if self.operations:
            self.add(**declared_request(self))

    ACTIONS = {
        thread: 6, threads: 5, manage_thread: 9, post: 12, posts: 5, comment: 8, change: 14, react: 6, search: 8, notifications: 4, administer: 6, category: 4, session: 4,
        me: 2, sign_in: 0.7, register: 0.7, repeat: 3, nonsense: 2, look: 3, follow: 1, declared: 8}

    def closing(self):
        """Reads all there is, when everything has caught up."""
        for who in ("root", "ada", "bob"):
            self.add("GET", "notifications?limit=100", who=who, settled=True)
        for path in ("categories", "tags", "threads?limit=100", "admin/audit?limit=100", "admin/roles", "search?wait=indexed&limit=100", "search?wait=indexed&limit=100&sort=newest&facets=tags,author,kind,category_id"):
            self.add("GET", path, who="root")
        for thread in self.ids["thread"]:
            self.add("GET", f"threads/{thread}")
            self.add("GET", f"threads/{thread}/posts?limit=100")
        for post in self.ids["post"]:
            self.add("GET", f"posts/{post}/comments?limit=100")

    def growing(self, length):
        """The steps, one after another until there are about `length`; `learn` is to be told of each before the next one is asked for."""
        actions, weights = zip(*self.ACTIONS.items())
        yielded = 0
        while True:
            while yielded < len(self.steps):
                yield self.steps[yielded]
                yielded += 1
            if self.is_closed:
                return
            if yielded < length:
                self.random.choices(actions, weights)[0](self)
            else:
                self.is_closed = True
                self.closing()

    def learn(self, step, status):
        """What was not made is not referred to any more; what is gone, seldom."""
        own = f"{{{step['number']}."
        for known in self.ids.values():
            if status >= 400:
                known[:] = [reference for reference in known if not reference.startswith(own)]
            if status == 404 and self.random.random() < 0.5:
                known[:] = [reference for reference in known if reference not in step["path"]]
