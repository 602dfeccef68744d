// htmx changes a part of a page and the address. Links outside that part still bear the filters of when the page was made: those marked with
// data-filters take over what the address says now, with "persona" the persona too; the language switch comes back to it.
const names = ["channel", "survey", "account", "segment", "period", "from", "to", "weighting", "rule"];

function follow() {
  const now = new URLSearchParams(location.search);
  for (const place of document.querySelectorAll("[data-filters]")) {
    const taken = place.dataset.filters === "persona" ? [...names, "persona"] : names;
    for (const link of place.matches("a") ? [place] : place.querySelectorAll("a[href^='/journeys/'], a[href^='/maps/']")) {
      // What leads to a page about something else has no filters to begin with; a file comes with its own part of the page.
      if (link.hasAttribute("download") || /\/(edit|versions|hypothesis)(\?|$)/.test(link.getAttribute("href"))) continue;
      const url = new URL(link.href);
      for (const name of taken) {
        if (now.get(name)) url.searchParams.set(name, now.get(name));
        else url.searchParams.delete(name);
      }
      link.href = url.pathname + url.search;
    }
  }
  for (const link of document.querySelectorAll("[data-language] a")) {
    const url = new URL(link.href);
    url.searchParams.set("back", location.pathname + location.search);
    link.href = url.pathname + url.search;
  }
}

document.addEventListener("htmx:pushedIntoHistory", follow);
document.addEventListener("htmx:historyRestore", follow);
