// One process at a time in this folder: a lock file that names its owner, taken over when that process is gone.
import { readFile, rm, writeFile } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";

function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

async function take(file) {
  try {
    await writeFile(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
  }
  const owner = Number(await readFile(file, "utf8").catch(() => "0"));
  if (owner > 0 && !alive(owner)) await rm(file, { force: true });
  return false;
}

export async function underLock(file, work) {
  const giveUp = performance.now() + 300_000;
  while (!(await take(file))) {
    if (performance.now() > giveUp) throw new Error(`assets: waited 5 minutes for ${file}; delete it if no build is running`);
    await wait(200);
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}
