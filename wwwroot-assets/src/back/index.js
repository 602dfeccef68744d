import "htmx.org"; import "@tabler/core/js/tabler.js"
