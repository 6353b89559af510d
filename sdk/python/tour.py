"""The tour of the README with this client: `python tour.py ADDRESS`. `scripts/sdk-check` compares what it prints, and starts the server anew where it waits."""
from __future__ import annotations

import datetime
import sys
import threading
import time

from forum_lite import CLEAR, ForumClient, Invalid, NotFound, ProblemError, StaleVersion, Unauthorized
from forum_lite.models import Tokens


def told(error: ProblemError) -> str:
    return f"{type(error).__name__} {error.status} {error.code}"


def enter(address: str, handle: str, name: str) -> ForumClient:
    client = ForumClient(address)
    client.accounts.register(handle=handle, email=f"{handle}@example.org", password=f"a pass phrase for {handle}", display_name=name)
    client.log_in(handle, f"a pass phrase for {handle}")
    return client


def renewals(address: str, tokens: Tokens) -> int:
    """How often eight threads with an access token that is over ask for another one."""
    kept: list[Tokens] = []
    client = ForumClient(address, access_token="over", refresh_token=tokens.refresh_token, on_tokens=kept.append)
    threads = [threading.Thread(target=client.accounts.get_me) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    client.accounts.get_me()
    return len(kept)


def refusals(address: str, ada: ForumClient, thread_id: str, post_id: str, version: int) -> None:
    visitor = ForumClient(address)
    try:
        visitor.log_in("ada", "a wrong pass phrase")
    except Unauthorized as error:
        print("wrong password:", told(error))
    try:
        ada.threads.create_thread(title="", body="", category_id="general", tags=["a b"])
    except Invalid as error:
        print("bad input:", told(error), *sorted(f"{fault.pointer}:{fault.code}" for fault in error.faults))
    try:
        visitor.posts.create_post(thread_id, body="Who am I?")
    except Unauthorized as error:
        print("visitor:", told(error))
    try:
        visitor.threads.get_thread("0190a0a0-0000-7000-8000-000000000000")
    except NotFound as error:
        print("not there:", told(error), bool(error.request_id))
    try:
        ada.posts.delete_post(post_id, if_match=version)
    except ProblemError as error:
        print("another's post:", told(error))


def plan(ada: ForumClient, category_id: str) -> None:
    later = datetime.datetime.now(datetime.UTC).replace(microsecond=0) + datetime.timedelta(days=1)
    thread = ada.threads.create_thread(category_id=category_id, title="Later", body="Not yet.", publish_at=later)
    moved = ada.schedules.edit_schedule(thread.id, publish_at=later + datetime.timedelta(days=1))
    cancelled = ada.schedules.edit_schedule(thread.id, publish_at=CLEAR)
    print("planned:", thread.publish_at == later, moved.publish_at == later + datetime.timedelta(days=1), cancelled.publish_at is None)


def file(ada: ForumClient, visitor: ForumClient, thread_id: str) -> None:
    """A file that a post shows, read by somebody else."""
    content = b"Notes on a loom."
    made = ada.attachments.upload_attachment(content, "notes.txt", description="What was said")
    ada.posts.create_post(thread_id, body="With a file.", attachment_ids=[made.id])
    back = b"".join(visitor.attachments.download_attachment(made.id))
    print("file:", made.filename, made.media_type, made.bytes, back == content)


def export(ada: ForumClient) -> None:
    """The archive of what the forum knows of somebody."""
    state = ada.privacy.request_export().state
    for _ in range(100):
        if state != "running":
            break
        time.sleep(0.1)
        state = ada.privacy.get_export().state
    archive = b"".join(ada.privacy.download_export())
    print("export:", state, archive[257:262].decode())


def main(address: str) -> None:
    ada, bob = enter(address, "ada", "Ada Lovelace"), enter(address, "bob", "Bob")
    visitor = ForumClient(address)
    category = visitor.categories.list_categories().items[0]
    thread = ada.threads.create_thread(
        category_id=category.id, title="On the analytical engine", body="It weaves *algebraic* patterns.", tags=["history"])
    print("thread:", thread.slug, ",".join(thread.tags), thread.post_count, thread.version, thread.created_at.tzinfo is not None)
    visitor.search.search(q="engine", wait="indexed")
    events = visitor.live.follow_thread(thread.id)
    posts = [bob.posts.create_post(thread.id, body="Just as the loom weaves **flowers**.", idempotency_key="bob-1") for _ in range(2)]
    post = posts[0]
    print("post:", post.position, post.body_html.strip(), post.edited_at is None, posts[0].id == posts[1].id)
    comment = ada.comments.create_comment(post.id, body="Most strikingly put.")
    nested = bob.comments.create_comment(post.id, body="Agreed.", parent_id=comment.id)
    print("comments:", comment.depth, nested.depth, nested.author.handle if nested.author else None)
    print("reactions: like", ada.reactions.add_reaction(post.id, "like").reactions["like"])
    try:
        bob.posts.edit_post(post.id, body="Edited.", if_match=99)
    except StaleVersion as error:
        print("stale:", told(error))
    edited = bob.posts.edit_post(post.id, body="The loom weaves **flowers**, the engine algebra.", if_match=post.version)
    print("edited:", edited.version, edited.edited_at is not None)
    for query in ("analytcal engin", "jaquard", "steampunk"):
        found = visitor.search.search(q=query, wait="indexed")
        print("found:", query, ",".join(hit.kind for hit in found) or "nothing", found.estimated_total)
    refusals(address, ada, thread.id, post.id, edited.version)
    for number in range(5):
        ada.posts.create_post(thread.id, body=f"number {number}", reply_to_id=post.id if number else None)
    listing = visitor.posts.list_posts(thread.id, limit=2)
    print("pages:", ",".join(str(post.position) for post in listing), sum(1 for _ in listing.pages()))
    plan(ada, category.id)
    file(ada, visitor, thread.id)
    export(ada)
    print("renewals:", renewals(address, bob.log_in("bob", "a pass phrase for bob")))
    print("ready for a restart", flush=True)
    sys.stdin.readline()
    bob.posts.create_post(thread.id, body="After the restart.")
    names = []
    for event in events:
        names.append(event.name)
        if event.name == "post.created" and "After" in str(event.data):
            break
    first = events.last_event_id
    events.close()
    print("events:", *names)
    with visitor.live.follow_thread(thread.id, last_event_id=first) as later:
        bob.posts.create_post(thread.id, body="The last one.")
        print("resumed:", next(iter(later)).name)
    ada.log_out()
    print("over:", ada.access_token is None)


main(sys.argv[1])
