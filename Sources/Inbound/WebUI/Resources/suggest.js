// Shows the first results while somebody types into the search field; Enter leads to all of them, as without this script.
const form = document.querySelector("form[role=search]");
const input = form.elements.q;
const list = document.createElement("ul");
list.className = "suggestions";
list.hidden = true;
list.setAttribute("aria-label", "First results");
form.append(list);
let waiting;
let asked;

async function suggest() {
  const text = input.value.trim();
  asked?.abort();
  if (text.length < 2) return hide();
  asked = new AbortController();
  try {
    const response = await fetch("/search/hits?q=" + encodeURIComponent(text), { signal: asked.signal });
    if (!response.ok) return hide();
    list.innerHTML = await response.text();
    list.hidden = list.children.length === 0;
  } catch (error) {
    if (error.name !== "AbortError") hide();
  }
}

function hide() {
  list.hidden = true;
  list.replaceChildren();
}

input.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(suggest, 120);
});
form.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    hide();
    input.focus();
    return;
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || list.hidden) return;
  const stops = [input, ...list.querySelectorAll("a")];
  const next = stops[stops.indexOf(document.activeElement) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
});
form.addEventListener("focusout", (event) => {
  if (!form.contains(event.relatedTarget)) hide();
});
