"""What people do at the pages, step by step, for scripts/browser-check."""
import re

PASSWORD = "zebra violin cloud"


def fill(page, path, **fields):
    """Opens a page with one main form, fills it in and sends it."""
    page.goto(path)
    for name, value in fields.items():
        page.locator(f"main form [name={name}]").first.fill(value)
    with page.expect_navigation():
        page.locator("main form button.main").first.click()


class Journey:
    """Somebody at a browser. Every page that they come to is looked at, and pictured where there is a folder."""

    def __init__(self, watch, handle, thread, findings, folder=None, answer=lambda: None):
        """`answer`: has somebody else write into the thread."""
        self.watch, self.page, self.handle, self.thread, self.findings, self.folder = watch, watch.page, handle, thread, findings, folder
        self.answer = answer

    def look(self, name):
        self.watch.look(name)
        if self.folder:
            self.folder.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=self.folder / f"{name}.png", full_page=True)

    def open(self, path, name=None):
        answer = self.page.goto(path)
        if answer and answer.status >= 400:
            self.findings.add(f"{self.watch.label}: {path} answered {answer.status}")
        if name:
            self.look(name)

    def need(self, text, where="main"):
        self.page.wait_for_load_state()
        if text not in self.page.inner_text(where):
            self.findings.add(f"{self.watch.label}: {self.page.url} does not say “{text}”")

    def all(self):
        self.enter()
        self.write()
        self.mark()
        self.report()
        self.account()
        self.moderate()

    def enter(self):
        self.open("/", "home")
        fill(self.page, "/account/sign-up", handle=self.handle, email=f"{self.handle}@example.org", password=PASSWORD)
        self.need(self.handle, "header")
        self.page.get_by_role("button", name="Sign out").click()
        fill(self.page, "/account/sign-in", login=self.handle, password="not this one")
        self.page.locator(".faults").wait_for()
        fill(self.page, "/account/sign-in", login=self.handle, password=PASSWORD)
        self.need(self.handle, "header")

    def write(self):
        page = self.page
        page.goto("/write/thread")
        self.look("new-thread")
        page.select_option("#category", index=1)
        page.fill("#title", f"A thread of {self.handle}")
        page.fill("#body", "It says *this*.")
        page.get_by_role("button", name="Preview").click()
        page.locator(".sample em").wait_for()
        page.locator("button[value=send]").click()
        self.need("It says this.")
        self.own = re.sub(r"[?#].*", "", page.url)
        page.fill("#body", "And that, @grace.")
        page.locator("button[value=send]").click()
        self.need("And that, @grace.")
        last = page.locator("article.post").last
        last.get_by_role("button", name=re.compile("^like")).click()
        page.locator("article.post .reactions b", has_text="1").first.wait_for()
        page.locator("article.post").last.get_by_role("link", name="Edit").click()
        page.fill("#body", "And something else.")
        page.get_by_role("button", name="Save").click()
        self.need("And something else.")
        page.locator("article.post").last.get_by_role("link", name="edited").click()
        page.locator(".difference ins").first.wait_for()
        self.look("revisions")
        page.get_by_role("link", name="Version 1").click()
        page.get_by_role("button", name="Give the post this text again").click()
        self.need("And that, @grace.")
        self.open("/search?q=cards", "search")

    def mark(self):
        page = self.page
        self.answer()
        self.open("/", "home-member")
        badge = page.locator(".row .badge").first
        badge.click()
        page.wait_for_load_state()
        self.open(self.thread, "thread")
        page.locator("article.post").nth(1).get_by_role("button", name="Bookmark").click()
        page.locator("[aria-pressed=true]").first.wait_for()
        page.locator("select[name=level]").select_option("watching")
        page.get_by_role("button", name="Set").click()
        page.wait_for_load_state()
        self.open("/bookmarks", "bookmarks")
        self.need("How a loom reads its cards")
        self.open("/watched", "watched")
        self.need("How a loom reads its cards")
        self.open("/u/grace", "profile")
        page.get_by_role("button", name="Ignore grace").click()
        self.open(self.thread)
        self.need("You ignore grace")
        self.open("/account/reading", "reading")
        page.get_by_role("button", name="Read again").click()
        self.need("You read everybody")
        self.answer()
        self.open("/unread", "unread")
        page.get_by_role("button", name="Mark everything as read").click()
        self.need("You have read everything")

    def report(self):
        self.open(self.thread)
        self.page.locator("article.post").nth(3 if self.handle == "ada" else 4).locator(".reactions").get_by_role("link", name="Report").click()
        self.look("report")
        self.page.get_by_label("It does not belong here.").check()
        self.page.fill("#note", "It is about gears.")
        self.page.get_by_role("button", name="Report it").click()
        self.need("Thank you")

    def account(self):
        page = self.page
        self.open("/account", "account")
        page.fill("#display_name", f"{self.handle.capitalize()} L.")
        page.get_by_role("button", name="Save").click()
        self.need("Saved.")
        self.open("/account/sessions", "devices")
        self.need("This one")
        self.open("/account/tokens", "tokens")
        page.fill("#name", "a program")
        page.locator("input[name=scope]").first.check()
        page.get_by_role("button", name="Make the token").click()
        self.need("Your new token")
        self.open("/account/second-step", "second-step")
        page.get_by_role("button", name="Begin").click()
        self.need("Join your app")
        self.look("second-step-begun")
        self.privacy()
        self.open("/notifications", "notifications")
        page.get_by_role("button", name="Sign out").click()
        page.wait_for_load_state()
        self.open("/account/forgotten", "forgotten")
        fill(page, "/account/forgotten", email="nobody@example.org")
        self.need("on its way")

    def privacy(self):
        """One's archive is made and fetched; what an erasure would do is seen, and nothing is erased."""
        page = self.page
        self.open("/account/data", "data")
        page.get_by_role("button", name="Make my archive").click()
        page.wait_for_load_state()
        link = page.get_by_role("link", name="Download your archive")
        for _ in range(20):
            # Without scripts nothing looks again by itself.
            if link.count():
                break
            page.wait_for_timeout(1000)
            page.goto("/account/data")
        self.look("data-made")
        with page.expect_download() as fetched:
            link.click()
        if not fetched.value.suggested_filename.endswith(".tar"):
            self.findings.add(f"{self.watch.label}: the archive is called {fetched.value.suggested_filename}")
        self.open("/account/erase", "erase")
        page.get_by_label("out of sight").check()
        page.get_by_role("button", name="Show what would go").click()
        page.wait_for_url("**/account/erase?mode=all")
        self.need("What stays")
        self.look("erase-all")
        page.get_by_label("Your password").fill("not this one")
        page.get_by_role("button", name="Erase my account for good").click()
        page.locator(".faults").wait_for()

    def erase(self):
        """An account is erased for good, and its receipt is seen."""
        page = self.page
        fill(page, "/account/sign-up", handle=self.handle, email=f"{self.handle}@example.org", password=PASSWORD)
        self.open("/account/erase?mode=content")
        page.get_by_label("Your password").fill(PASSWORD)
        with page.expect_navigation():
            page.get_by_role("button", name="Erase my account for good").click()
        self.need("Keep the address of this page")
        self.look("erasing")
        self.need("Sign in", "header")
        for _ in range(90):
            if page.get_by_role("heading", name="The account is erased").count():
                break
            page.wait_for_timeout(2000)
            page.reload()
        self.need("The receipt")
        page.get_by_text("As it was signed").click()
        self.look("erased")

    def passkey(self):
        """A passkey of Chromium's virtual authenticator is joined, signs in alone, and is removed."""
        fill(self.page, "/account/sign-up", handle=self.handle, email=f"{self.handle}@example.org", password=PASSWORD)
        page, tools = self.page, self.page.context.new_cdp_session(self.page)
        tools.send("WebAuthn.enable")
        tools.send("WebAuthn.addVirtualAuthenticator", {"options": {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True,
            "automaticPresenceSimulation": True}})
        self.open("/account/second-step")
        with page.expect_navigation():
            page.get_by_role("button", name="Join a passkey").click()
        page.fill("#passkey-name", "a virtual one")
        self.look("passkey-begun")
        with page.expect_navigation():
            page.get_by_role("button", name="Make the passkey").click()
        self.need("Your recovery codes")
        self.look("passkey-joined")
        code = page.locator(".codes code").first.inner_text()
        with page.expect_navigation():
            page.get_by_role("button", name="Sign out").click()
        self.open("/account/sign-in?next=/account/second-step")
        with page.expect_navigation():
            page.get_by_role("button", name="Use a passkey").click()
        self.need("a virtual one")
        page.get_by_text("Remove a virtual one").click()
        form = page.locator("details form")
        form.locator("input[name=password]").fill(PASSWORD)
        form.locator("input[name=code]").fill(code)
        with page.expect_navigation():
            form.get_by_role("button", name="Remove").click()
        self.need("Removed.")
        tools.detach()

    def moderate(self):
        page = self.page
        fill(page, "/account/sign-in?next=/moderation", login="root", password=PASSWORD)
        self.look("cases")
        page.locator(".hits h2 a").first.click()
        page.get_by_role("button", name="Work on it").click()
        self.need("root works on it")
        self.look("case")
        page.fill("#case-note", "Seen before.")
        page.get_by_role("button", name="Write it down").click()
        self.need("Seen before.")
        page.select_option("#action", "dismiss")
        page.get_by_role("button", name="Decide").click()
        self.need("dismiss")
        fill(page, "/moderation/words", word=f"snake oil {self.handle}")
        self.need(f"snake oil {self.handle}")
        self.look("words")
        self.open(self.own)
        page.get_by_role("link", name="Manage").click()
        self.look("thread-desk")
        page.get_by_role("button", name="Lock").click()
        self.need("Locked")
        page.locator("input[name=post]").first.check()
        page.fill("#title", "Split off")
        page.get_by_role("button", name="Split").click()
        self.need("Split off", "h1")
        self.open("/admin", "admin")
        self.need("Requests")
        self.open("/admin/jobs", "jobs")
        page.get_by_role("button", name="Run now").first.click()
        self.need("asked to run")
        fill(page, "/admin/members", handle=self.handle)
        self.need(f"{self.handle} has now")

    def look_around(self):
        """Every page as an administrator sees it, and those of strangers first."""
        for path, name in (("/", "guest-home"), (self.thread, "guest-thread"), ("/account/sign-in", "sign-in"), ("/account/sign-up", "sign-up"),
                           ("/account/forgotten", "forgotten"), ("/search?q=loom", "search"), ("/api", "api"), ("/problems/thread_locked", "problem")):
            self.open(path, name)
        fill(self.page, "/account/sign-in", login="root", password=PASSWORD)
        thread = self.thread.split("/")[2]
        for path, name in (("/", "home"), ("/c/weaving", "category"), ("/unread", "unread"), ("/watched", "watched"), ("/bookmarks", "bookmarks"),
                           (self.thread, "thread"), ("/write/thread", "new-thread"), ("/u/grace", "profile"), ("/notifications", "notifications"),
                           ("/account", "account"), ("/account/reading", "reading"), ("/account/sessions", "devices"),
                           ("/account/second-step", "second-step"), ("/account/tokens", "tokens"), ("/moderation", "cases"),
                           ("/moderation/words", "words"), (f"/moderation/threads/{thread}", "thread-desk"), ("/moderation/people/grace", "history"),
                           ("/admin", "admin"), ("/admin/jobs", "jobs"), ("/admin/members", "members"), ("/admin/roles", "roles"),
                           ("/admin/categories", "categories"), ("/admin/tenants", "tenants"), ("/admin/audit", "audit")):
            self.open(path, name)
