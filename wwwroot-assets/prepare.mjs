// Packages, then bundles: the whole of it for a build that runs in the background.
await import("./install.mjs");
if (!process.exitCode) await import("./build.mjs");
