// Reads /openapi.json and shows each operation with its parameters, its body and its answers; each can be tried.
const place = document.getElementById("manual");
const token = document.getElementById("token");
const find = document.getElementById("find");

function make(name, text, attributes = {}) {
  const element = document.createElement(name);
  if (text !== undefined) element.textContent = text;
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

const api = await fetch("/openapi.json").then((response) => response.json());
const resolve = (value) => {
  while (value?.$ref) value = value.$ref.slice(2).split("/").reduce((part, key) => part?.[decodeURIComponent(key)], api);
  return value;
};

function kind(schema) {
  const found = resolve(schema) ?? {};
  if (found.enum) return found.enum.map((word) => JSON.stringify(word)).join(" | ");
  if (found.anyOf || found.oneOf) return (found.anyOf ?? found.oneOf).map(kind).join(" | ");
  const type = [].concat(found.type ?? "object").join(" | ");
  return found.format ? type + " (" + found.format + ")" : type === "array" ? "list of " + kind(found.items) : type;
}

function sample(schema, depth = 0) {
  const found = resolve(schema) ?? {};
  if (found.default !== undefined) return found.default;
  if (found.enum) return found.enum[0];
  if (found.anyOf || found.oneOf) return sample((found.anyOf ?? found.oneOf)[0], depth);
  const type = [].concat(found.type)[0];
  if (type === "object" || found.properties) {
    const names = Object.keys(found.properties ?? {}).filter((name) => (found.required ?? []).includes(name));
    return depth > 4 ? {} : Object.fromEntries(names.map((name) => [name, sample(found.properties[name], depth + 1)]));
  }
  return { array: [], integer: 0, number: 0, boolean: false }[type] ?? "";
}

function table(schema, caption) {
  const found = resolve(schema) ?? {};
  if (!found.properties) return make("p", kind(found), { class: "meta" });
  const rows = make("table");
  rows.append(make("caption", caption));
  for (const [name, field] of Object.entries(found.properties)) {
    const row = make("tr");
    const head = make("th", undefined, { scope: "row" });
    head.append(make("code", name + ((found.required ?? []).includes(name) ? "" : "?")));
    row.append(head, make("td", kind(field)), make("td", resolve(field)?.description ?? field.description ?? ""));
    rows.append(row);
  }
  return rows;
}

function trial(method, path, operation) {
  const form = make("form", undefined, { class: "form" });
  const inputs = (operation.parameters ?? []).map(resolve).filter((parameter) => parameter.in !== "cookie").map((parameter) => {
    const id = [method, path, parameter.name].join(" ");
    const label = make("label", parameter.name + (parameter.required ? "" : " (optional)"), { for: id });
    const input = make("input", undefined, { id, autocomplete: "off", spellcheck: "false", placeholder: kind(parameter.schema) });
    input.required = parameter.required && parameter.in === "path";
    form.append(label, input);
    if (parameter.description) form.append(make("p", parameter.description, { class: "hint" }));
    return [parameter, input];
  });
  const content = resolve(operation.requestBody)?.content?.["application/json"];
  let body;
  if (content) {
    const id = method + path + " body";
    body = make("textarea", undefined, { id, rows: 6, spellcheck: "false" });
    body.value = JSON.stringify(sample(content.schema), null, 2);
    form.append(make("label", "Body", { for: id }), body, table(content.schema, "Fields of the body"));
  }
  const acts = make("p", undefined, { class: "acts" });
  acts.append(make("button", "Send"));
  const answer = make("pre", undefined, { "aria-live": "polite", tabindex: "0" });
  answer.hidden = true;
  form.append(acts, answer);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const query = new URLSearchParams();
    const headers = new Headers({ Accept: "application/json" });
    let target = path;
    for (const [parameter, input] of inputs) {
      if (parameter.in === "path") target = target.replace("{" + parameter.name + "}", encodeURIComponent(input.value));
      else if (input.value && parameter.in === "query") query.append(parameter.name, input.value);
      else if (input.value) headers.set(parameter.name, input.value);
    }
    if (token.value) headers.set("Authorization", "Bearer " + token.value.trim());
    if (body) headers.set("Content-Type", "application/json");
    answer.hidden = false;
    answer.textContent = "…";
    try {
      const began = performance.now();
      const response = await fetch(target + (query.size ? "?" + query : ""), { method: method.toUpperCase(), headers, body: body?.value });
      const milliseconds = Math.round(performance.now() - began);
      const stream = response.headers.get("content-type")?.startsWith("text/event-stream");
      const text = stream ? "(an open stream of events)" : await response.text();
      if (stream) response.body.cancel();
      let shown = text;
      try { shown = JSON.stringify(JSON.parse(text), null, 2); } catch { /* no JSON: shown as it is */ }
      answer.textContent = response.status + " " + response.statusText + " in " + milliseconds + " ms\n\n" + shown;
    } catch (error) {
      answer.textContent = "No answer: " + error.message;
    }
  });
  return form;
}

function operationOf(method, path, operation) {
  const details = make("details", undefined, { class: "operation" });
  const summary = make("summary");
  summary.append(make("b", method.toUpperCase(), { class: "method" }), " ", make("code", path), " ", make("span", operation.summary ?? ""));
  details.append(summary);
  details.dataset.words = [method, path, operation.summary, operation.operationId].join(" ").toLowerCase();
  details.addEventListener("toggle", () => {
    if (!details.open || details.children.length > 1) return;
    if (operation.description) details.append(make("p", operation.description));
    details.append(trial(method, path, operation));
    for (const [status, reply] of Object.entries(operation.responses ?? {})) {
      const content = Object.values(resolve(reply).content ?? {})[0];
      const data = resolve(content?.schema)?.properties?.data ?? content?.schema;
      details.append(make("h3", status + " " + (resolve(reply).description ?? "")));
      if (data && status < 300) details.append(table(data, "Fields of the answer's data"));
    }
  });
  return details;
}

const tags = new Map();
for (const [path, ways] of Object.entries(api.paths)) {
  for (const [method, operation] of Object.entries(ways)) {
    if (!["get", "post", "put", "patch", "delete"].includes(method)) continue;
    const tag = operation.tags?.[0] ?? "Other";
    if (!tags.has(tag)) tags.set(tag, []);
    tags.get(tag).push(operationOf(method, path, operation));
  }
}
for (const [tag, operations] of [...tags].sort()) {
  const section = make("section");
  section.append(make("h2", tag), ...operations);
  place.append(section);
}
place.removeAttribute("aria-busy");

find.addEventListener("input", () => {
  const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const section of place.children) {
    const shown = [...section.querySelectorAll("details.operation")].filter((one) => {
      one.hidden = !words.every((word) => one.dataset.words.includes(word));
      return !one.hidden;
    });
    section.hidden = shown.length === 0;
  }
});
document.getElementById("who").addEventListener("submit", (event) => event.preventDefault());
