// Shows how a text will look while it is written, and keeps it in this browser until it was sent.
for (const form of document.querySelectorAll("form[data-compose]")) {
  const body = form.elements.body;
  const sample = form.querySelector("[data-preview]");
  const kept = "draft:" + form.getAttribute("action");
  let waiting;
  let asked;

  if (!body.value && form.elements.version.value === "") body.value = sessionStorage.getItem(kept) ?? "";

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
    sessionStorage.setItem(kept, body.value);
    clearTimeout(waiting);
    waiting = setTimeout(preview, 400);
  });
  form.addEventListener("submit", (event) => {
    if (event.submitter?.value === "preview") {
      event.preventDefault();
      preview();
    } else {
      sessionStorage.removeItem(kept);
    }
  });
}
