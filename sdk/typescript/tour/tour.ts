// The tour of the README with this client: `node tour/dist/tour.js ADDRESS`. `scripts/sdk-check` compares what it prints, and starts the server anew where
// it waits.
import { ForumClient, Invalid, NotFound, ProblemError, StaleVersion, Tokens, Unauthorized } from "forum-lite-client";

declare const process: { argv: string[]; exit(code: number): never; stdin: { once(event: "data", done: () => void): void } };

function told(error: unknown, kind: typeof ProblemError): string {
  if (!(error instanceof kind)) throw error;
  return `${error.name} ${error.status} ${error.code}`;
}

async function refused(kind: typeof ProblemError, work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    return told(error, kind);
  }
  throw new Error(`this must be refused with ${kind.name}`);
}

async function enter(address: string, handle: string, name: string): Promise<ForumClient> {
  const client = new ForumClient(address);
  await client.accounts.register({ handle, email: `${handle}@example.org`, password: `a pass phrase for ${handle}`, display_name: name });
  await client.logIn({ login: handle, password: `a pass phrase for ${handle}` });
  return client;
}

/** How often eight requests with an access token that is over ask for another one. */
async function renewals(address: string, tokens: Tokens): Promise<number> {
  let count = 0;
  const client = new ForumClient(address, { accessToken: "over", refreshToken: tokens.refresh_token, onTokens: () => { count += 1; } });
  await Promise.all(Array.from({ length: 8 }, () => client.accounts.getMe()));
  await client.accounts.getMe();
  return count;
}

async function refusals(address: string, ada: ForumClient, threadId: string, postId: string, version: number): Promise<void> {
  const visitor = new ForumClient(address);
  console.log("wrong password:", await refused(Unauthorized, visitor.logIn({ login: "ada", password: "a wrong pass phrase" })));
  try {
    await ada.threads.createThread({ title: "", body: "", category_id: "general", tags: ["a b"] });
  } catch (error) {
    const text = told(error, Invalid);
    console.log("bad input:", text, ...(error as Invalid).faults.map((fault) => `${fault.pointer}:${fault.code}`).sort());
  }
  console.log("visitor:", await refused(Unauthorized, visitor.posts.createPost(threadId, { body: "Who am I?" })));
  try {
    await visitor.threads.getThread("0190a0a0-0000-7000-8000-000000000000");
  } catch (error) {
    console.log("not there:", told(error, NotFound), (error as NotFound).requestId !== "");
  }
  console.log("another's post:", await refused(ProblemError, ada.posts.deletePost(postId, { ifMatch: version })));
}

async function plan(ada: ForumClient, categoryId: string): Promise<void> {
  const later = new Date(Date.now() + 86_400_000);
  const evenLater = new Date(later.getTime() + 86_400_000);
  const isAt = (text: string | null, time: Date) => text !== null && Date.parse(text) === time.getTime();
  const thread = await ada.threads.createThread({ category_id: categoryId, title: "Later", body: "Not yet.", publish_at: later });
  const moved = await ada.schedules.editSchedule(thread.id, { publish_at: evenLater });
  const cancelled = await ada.schedules.editSchedule(thread.id, { publish_at: null });
  console.log("planned:", isAt(thread.publish_at, later), isAt(moved.publish_at, evenLater), cancelled.publish_at === null);
}

/** A file that a post shows, read by somebody else. */
async function file(ada: ForumClient, visitor: ForumClient, threadId: string): Promise<void> {
  const content = "Notes on a loom.";
  const made = await ada.attachments.uploadAttachment(new Blob([content]), "notes.txt", "What was said");
  await ada.posts.createPost(threadId, { body: "With a file.", attachment_ids: [made.id] });
  const back = await new Response(await visitor.attachments.downloadAttachment(made.id)).text();
  console.log("file:", made.filename, made.media_type, made.bytes, back === content);
}

/** The archive of what the forum knows of somebody. */
async function download(ada: ForumClient): Promise<void> {
  let { state } = await ada.privacy.requestExport();
  for (let tries = 0; tries < 100 && state === "running"; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    ({ state } = await ada.privacy.getExport());
  }
  const archive = new Uint8Array(await new Response(await ada.privacy.downloadExport()).arrayBuffer());
  console.log("export:", state, new TextDecoder().decode(archive.slice(257, 262)));
}

async function main(address: string): Promise<void> {
  const ada = await enter(address, "ada", "Ada Lovelace");
  const bob = await enter(address, "bob", "Bob");
  const visitor = new ForumClient(address);
  const category = (await visitor.categories.listCategories()).items[0]!;
  const thread = await ada.threads.createThread({
    category_id: category.id, title: "On the analytical engine", body: "It weaves *algebraic* patterns.", tags: ["history"],
  });
  console.log("thread:", thread.slug, thread.tags.join(), thread.post_count, thread.version, !Number.isNaN(Date.parse(thread.created_at)));
  await visitor.search.search({ q: "engine", wait: "indexed" });
  const events = visitor.live.followThread(thread.id);
  await events.ready;
  const post = await bob.posts.createPost(thread.id, { body: "Just as the loom weaves **flowers**." }, { idempotencyKey: "bob-1" });
  const again = await bob.posts.createPost(thread.id, { body: "Just as the loom weaves **flowers**." }, { idempotencyKey: "bob-1" });
  console.log("post:", post.position, post.body_html.trim(), post.edited_at === null, post.id === again.id);
  const comment = await ada.comments.createComment(post.id, { body: "Most strikingly put." });
  const nested = await bob.comments.createComment(post.id, { body: "Agreed.", parent_id: comment.id });
  console.log("comments:", comment.depth, nested.depth, nested.author?.handle);
  console.log("reactions: like", (await ada.reactions.addReaction(post.id, "like")).reactions["like"]);
  console.log("stale:", await refused(StaleVersion, bob.posts.editPost(post.id, { body: "Edited." }, { ifMatch: 99 })));
  const edited = await bob.posts.editPost(post.id, { body: "The loom weaves **flowers**, the engine algebra." }, { ifMatch: post.version });
  console.log("edited:", edited.version, edited.edited_at !== null);
  for (const q of ["analytcal engin", "jaquard", "steampunk"]) {
    const found = await visitor.search.search({ q, wait: "indexed" });
    console.log(`found: ${q}`, found.items.map((hit) => hit.kind).join() || "nothing", found.estimated_total);
  }
  await refusals(address, ada, thread.id, post.id, edited.version);
  for (let number = 0; number < 5; number += 1) {
    await ada.posts.createPost(thread.id, { body: `number ${number}`, ...(number > 0 ? { reply_to_id: post.id } : {}) });
  }
  const listing = visitor.posts.listPosts(thread.id, { limit: 2 });
  const positions: number[] = [];
  for await (const each of listing) positions.push(each.position);
  let pages = 0;
  for await (const _ of listing.pages()) pages += 1;
  console.log("pages:", positions.join(), pages);
  await plan(ada, category.id);
  await file(ada, visitor, thread.id);
  await download(ada);
  console.log("renewals:", await renewals(address, await bob.logIn({ login: "bob", password: "a pass phrase for bob" })));
  console.log("ready for a restart");
  await new Promise<void>((resolve) => process.stdin.once("data", resolve));
  await bob.posts.createPost(thread.id, { body: "After the restart." });
  const names: string[] = [];
  for await (const event of events) {
    names.push(event.name);
    if (event.name === "post.created" && JSON.stringify(event.data).includes("After")) break;
  }
  console.log("events:", ...names);
  const later = visitor.live.followThread(thread.id, events.lastEventId === undefined ? {} : { lastEventId: events.lastEventId });
  await later.ready;
  await bob.posts.createPost(thread.id, { body: "The last one." });
  for await (const event of later) {
    console.log("resumed:", event.name);
    break;
  }
  await ada.logOut();
  console.log("over:", ada.accessToken === undefined);
  process.exit(0);
}

main(process.argv[2] ?? "").catch((error) => {
  console.error(error);
  process.exit(1);
});
