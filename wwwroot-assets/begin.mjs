// Begins, in the background and with what the compiler leaves over, what a first build needs besides it, and returns at once.
// The build asks for the same again when it has compiled: it then finds it done, waits for it, or does it itself and says what is wrong.
import { spawn } from "node:child_process";
import { constants, setPriority } from "node:os";
import path from "node:path";

for (const script of process.argv.slice(2)) {
  const file = path.resolve(script);
  const child = spawn(process.execPath, [file], { cwd: path.dirname(file), stdio: "ignore", windowsHide: true });
  child.on("error", () => {});
  if (child.pid) {
    try {
      setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
    } catch {
      // It is over already, or this machine knows no priorities.
    }
  }
  child.unref();
}
