import { readdirSync, readFileSync, writeFileSync } from "node:fs";

/** What the operating system reports about the workerd processes that we have started. */

/** The workerd processes that descend from this process. */
export function workerds(): number[] {
  const parentOf = (pid: number) => Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
  const ours = (pid: number): boolean => pid > 1 && (pid === process.pid || ours(parentOf(pid)));
  const found = readdirSync("/proc").flatMap((entry) => {
    const pid = Number(entry);
    try {
      return pid > 0 && /^Name:\s*workerd/.test(readFileSync(`/proc/${pid}/status`, "utf8")) && ours(pid) ? pid : [];
    } catch {
      // The process has ended meanwhile.
      return [];
    }
  });
  if (found.length === 0) throw new Error("No workerd of ours runs");
  return found;
}

/** The memory of all processes together, in megabytes. */
export function memory(pids: number[], field: "VmRSS" | "VmHWM"): number {
  const kilobytes = (pid: number) =>
    Number(new RegExp(`^${field}:\\s*(\\d+)`, "m").exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
  return pids.reduce((sum, pid) => sum + kilobytes(pid), 0) / 1024;
}

/** Resets the peak of each process (VmHWM): proc_pid_clear_refs(5). */
export function forgetPeaks(pids: number[]): void {
  for (const pid of pids) writeFileSync(`/proc/${pid}/clear_refs`, "5");
}

/** USER_HZ, which is 100 on every Linux that Node runs on. */
const TICKS_A_SECOND = 100;

/** Processor time that they have used so far, in milliseconds: utime and stime of proc_pid_stat(5). */
export function processorTime(pids: number[]): number {
  return pids.reduce((sum, pid) => {
    // The name in parentheses may contain anything.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    return sum + ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_A_SECOND;
  }, 0);
}
