// Fetches the PostgreSQL binaries of package-lock.json, once, however many builds ask at the same time.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { underLock } from "../../wwwroot-assets/lock.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));

await underLock(path.join(here, ".fetch-lock"), () => {
  // npm writes this list last.
  if (existsSync(path.join(here, "node_modules/.package-lock.json"))) return;
  spawnSync("npm ci --ignore-scripts --no-audit --no-fund", { cwd: here, shell: true, stdio: "ignore" });
});
