import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import { z } from "zod";

/** The process that holds a lease. */
export const holderSchema = z.strictObject({
  host: z.string(),
  pid: z.number().int(),
  /** The running system and its process table: pids of another one mean nothing here. null: not known. */
  system: z.string().nullable(),
  /** When the process began, clock ticks since the system's start: a pid is given again. null: not known. */
  started: z.string().nullable(),
});
export type Holder = z.infer<typeof holderSchema>;

export function thisProcess(): Holder {
  const found = processFacts(process.pid);
  return { host: hostname(), pid: process.pid, system: systemName(), started: found?.started ?? null };
}

/** Is it known that the holder has ended? Where the system does not tell, or on another machine: no. */
export function hasEnded({ system, pid, started }: Holder): boolean {
  if (system === null || system !== systemName()) return false;
  const found = processFacts(pid);
  return found === null || found.started !== started || found.state === "Z";
}

/** Linux tells of its processes in files; null elsewhere. */
function systemName(): string | null {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim();
    return `${boot} ${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return null;
  }
}

/** proc_pid_stat(5): what follows the name in parentheses, which may hold anything itself. */
function processFacts(pid: number): { readonly state: string; readonly started: string } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { state: fields[0], started: fields[19] };
  } catch {
    return null;
  }
}
