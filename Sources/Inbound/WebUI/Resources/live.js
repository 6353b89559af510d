// Follows the open thread: appends new posts on its last page, announces them elsewhere, and renews what was changed.
const main = document.getElementById("main");
const posts = document.getElementById("posts");
const news = document.querySelector(".news");
const thread = main.dataset.thread;
const grows = "grows" in main.dataset;
const title = document.title;
let position = Number(main.dataset.position);
let unread = 0;
let pending = false;
let loading = Promise.resolve();

const soon = () => new Promise((resolve) => setTimeout(resolve, Math.random() * 400));
const article = (id) => document.getElementById("p-" + id);

async function fragment(path) {
  const response = await fetch("/t/" + thread + "/posts/" + path);
  if (!response.ok) throw new Error(response.status);
  const template = document.createElement("template");
  template.innerHTML = await response.text();
  for (const link of template.content.querySelectorAll('.answered a[href^="/p/"]')) {
    const id = link.getAttribute("href").slice(3);
    if (article(id)) link.href = "#p-" + id;
  }
  return [...template.content.children];
}

function announce(href) {
  const link = document.createElement("a");
  link.href = href;
  link.textContent = unread === 1 ? "1 new post" : unread + " new posts";
  link.addEventListener("click", seen);
  news.replaceChildren(link);
  document.title = "(" + unread + ") " + title;
}

function seen() {
  unread = 0;
  news.replaceChildren();
  document.title = title;
}

// Everything after the last position known, in order, however many events told of it.
async function catchUp() {
  pending = false;
  for (;;) {
    const fresh = (await fragment("after/" + position)).filter((post) => !document.getElementById(post.id));
    if (fresh.length === 0) return;
    posts.append(...fresh);
    position = Math.max(position, ...fresh.map((post) => Number(post.dataset.position)));
    if (unread === 0) watcher.observe(fresh[0]);
    unread += fresh.length;
    announce("#" + posts.children[posts.children.length - unread].id);
  }
}

// New posts that came into view need no notice.
const watcher = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (!entry.isIntersecting || document.hidden) continue;
    watcher.unobserve(entry.target);
    seen();
  }
});

// One request at a time, at a random moment, so that many readers do not ask at once.
function queue(work) {
  loading = loading.then(soon).then(work).catch((error) => console.warn("live update failed:", error));
}

function grow() {
  if (pending) return;
  pending = true;
  queue(catchUp);
}

async function renew(id) {
  const old = article(id);
  if (!old) return;
  const [fresh] = await fragment(id);
  old.replaceWith(fresh);
}

const events = new EventSource("/api/v1/threads/" + thread + "/events");
const on = (name, act) => events.addEventListener(name, (event) => act(JSON.parse(event.data).data));

// What came between the page and the first event.
if (grows) events.addEventListener("open", grow);
on("post.created", (data) => {
  if (data.position <= position) return;
  if (grows) return grow();
  position = data.position;
  unread += 1;
  announce(main.dataset.latest);
});
for (const name of ["post.edited", "comment.created", "comment.edited", "comment.deleted", "comment.restored", "reaction.added", "reaction.removed"]) {
  on(name, (data) => queue(() => renew(data.post_id)));
}
on("post.deleted", (data) => article(data.post_id)?.remove());
events.addEventListener("reset", () => queue(() => location.assign(main.dataset.latest)));
addEventListener("pagehide", () => events.close());
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
