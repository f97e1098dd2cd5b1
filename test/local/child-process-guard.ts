import { spawn } from "node:child_process";

/**
 * Runs the command in its arguments. When the process at the other end of standard input has ended, it kills the command and
 * everything that the command has started: after a SIGKILL, a closed pipe is the only sign. Start it as the leader of a new
 * process group (`detached`).
 */
const [command, ...args] = process.argv.slice(2);
if (!command) throw new Error("node child-process-guard.ts command [arguments]");

const child = spawn(command, args, { stdio: ["ignore", "inherit", "inherit"] });
child.on("error", () => process.exit(127));
child.on("exit", (code) => process.exit(code ?? 1));

// A negative process id is the whole group, this process included.
const endGroup = () => process.kill(-process.pid, "SIGKILL");
process.stdin.on("end", endGroup).on("error", endGroup).resume();

// The group gets the signal too: wait until the command ends by itself, and then end.
for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => {});
