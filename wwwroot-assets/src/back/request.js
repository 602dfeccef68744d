import { antiforgery } from "./antiforgery.js";

export { antiforgery };

const header = "X-CSRF-TOKEN";

export function post(url, body) {
  return fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json", [header]: antiforgery() },
    body: JSON.stringify(body),
  });
}

// htmx requests carry the token too, so that a button with hx-post needs no hidden field.
document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.verb !== "get") event.detail.headers[header] ??= antiforgery();
});

let region;

/** Says something to those who listen to the page rather than see it. */
export function announce(text) {
  if (!region) {
    region = document.createElement("div");
    region.className = "visually-hidden";
    region.setAttribute("role", "status");
    document.body.append(region);
  }
  region.textContent = "";
  requestAnimationFrame(() => { region.textContent = text; });
}

export const french = () => document.documentElement.lang.startsWith("fr");

/** Runs now and for whatever htmx brings later. */
export function onContent(run) {
  const start = () => run(document);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
  document.addEventListener("htmx:afterSettle", (event) => run(event.target));
}

export const within = (root, selector) => [...(root.matches?.(selector) ? [root] : []), ...root.querySelectorAll(selector)];
