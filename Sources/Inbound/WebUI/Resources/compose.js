// Shows how a text will look while it is written, and keeps it in this browser until the server has it.
const posted = document.cookie.match(/(?:^|; )forum_posted=([^;]*)/)?.[1];
if (posted) {
  // A cookie names the form that became a post. Its text is there now.
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith("draft:") && JSON.parse(sessionStorage[key]).once === posted) sessionStorage.removeItem(key);
  }
  document.cookie = "forum_posted=; Path=/; Max-Age=0; SameSite=Lax";
}

for (const form of document.querySelectorAll("form[data-compose]")) {
  const body = form.elements.body;
  const sample = form.querySelector("[data-preview]");
  const kept = "draft:" + form.getAttribute("action");
  let waiting;
  let asked;

  const keep = () => sessionStorage.setItem(kept, JSON.stringify({ once: form.elements.once.value, body: body.value }));
  if (!body.value && form.elements.version.value === "") {
    const draft = sessionStorage.getItem(kept);
    if (draft) body.value = JSON.parse(draft).body;
  }

  async function preview() {
    asked?.abort();
    asked = new AbortController();
    if (!body.value.trim()) return sample.replaceChildren();
    try {
      const response = await fetch("/write/preview", {
        method: "POST", body: new URLSearchParams({ body: body.value }), signal: asked.signal,
      });
      if (response.ok) sample.innerHTML = await response.text();
    } catch (error) {
      if (error.name !== "AbortError") console.warn("no preview:", error);
    }
  }

  body.addEventListener("input", () => {
    keep();
    clearTimeout(waiting);
    waiting = setTimeout(preview, 400);
  });
  form.addEventListener("submit", (event) => {
    if (event.submitter?.value === "preview") {
      event.preventDefault();
      preview();
    } else {
      keep();
    }
  });
}
