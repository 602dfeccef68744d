// The back office's own behaviours, each switched on by one data attribute; every one is bound by delegation or again after htmx has
// put new content into the page.
import "htmx.org";
import "@tabler/core/dist/js/tabler.min.js";
import "./arrow-keys.js";
import "./confirm.js";
import "./filters.js";
import "./guard.js";
import "./hypothesis.js";
import "./persona-rules.js";
import "./journeys.js";
import "./persona-map.js";
import "./progress.js";
import "./reorder.js";
