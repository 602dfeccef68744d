// Puts node_modules in step with package-lock.json, once, however many builds ask at the same time.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { underLock } from "./lock.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const stamp = path.join(here, "node_modules/.stamp");

if (Number(process.versions.node.split(".")[0]) < 20) {
  console.error(`assets: Node 20 or newer is needed to build the assets, this is ${process.version}`);
  process.exit(1);
}

await underLock(path.join(here, ".install-lock"), async () => {
  const wanted = createHash("sha256").update(await readFile(path.join(here, "package-lock.json"))).digest("hex");
  const installed = await readFile(stamp, "utf8").catch(() => "");
  if (installed !== wanted) {
    const npm = spawnSync("npm ci --no-audit --no-fund --loglevel=error", { cwd: here, shell: true, stdio: ["ignore", "inherit", "pipe"] });
    if (npm.status !== 0) {
      console.error(String(npm.stderr ?? "").trim() || "npm was not found");
      console.error("assets: npm ci failed: Node 20 with npm is needed to build the assets");
      process.exitCode = 1;
      return;
    }
  }
  await writeFile(stamp, wanted);
});
