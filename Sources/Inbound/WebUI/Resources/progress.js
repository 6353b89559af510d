// Looks again while something is being made, and shows how far it is.
const place = document.querySelector("[data-progress]");
const look = async () => {
  let seconds = Number(place.dataset.seconds);
  try {
    const answer = await fetch(location.href);
    if (answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const found = page.querySelector("[data-progress]");
      if (found?.dataset.progress !== "running") return location.reload();
      place.replaceChildren(...found.childNodes);
    } else {
      seconds = Math.max(seconds, Number(answer.headers.get("Retry-After")) || 30);
    }
  } catch {
    seconds = 30;
  }
  setTimeout(look, seconds * 1000);
};
if (place?.dataset.progress === "running") setTimeout(look, Number(place.dataset.seconds) * 1000);
