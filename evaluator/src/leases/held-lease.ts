import { type ChildProcess, spawn } from "node:child_process";
import { stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { writeFileAtomically } from "../files/atomic-file.ts";
import { type Lease, LeaseLost } from "./lease.ts";
import type { LeaseEnd, LeaseProgress, LeaseRecord } from "./lease-record.ts";

const beatChild = fileURLToPath(new URL("./beat-child.mjs", import.meta.url));
/** What a beating process may take to end before it is killed. */
const endMs = 5000;
const tellMs = 1000;
const startAgainMs = 1000;
/** Beats that have to fail before a lease counts as silent. */
const beatsInTakeover = 12;

/** A lease that this process holds: another process beats for it until it is ended, or this process ends. */
export class HeldLease implements Lease {
  readonly attempt: number;
  readonly #path: string;
  readonly #next: string;
  readonly #begun = performance.now();
  #record: LeaseRecord;
  #beating: ChildProcess | null = null;
  #toldMs = Number.NEGATIVE_INFINITY;

  /** @param next file of the attempt that would follow, whose presence says that this one is lost */
  constructor(files: { readonly path: string; readonly next: string }, attempt: number, record: LeaseRecord) {
    this.#path = files.path;
    this.#next = files.next;
    this.attempt = attempt;
    this.#record = record;
    this.#beat();
  }

  async requireHeld(): Promise<void> {
    const taken = await stat(this.#next).then(
      () => true,
      () => false,
    );
    if (taken) throw new LeaseLost(`another worker took over, since attempt ${this.attempt} fell silent`);
  }

  /** Kept with the next beat; most calls within a second are passed over. */
  tell(progress: LeaseProgress): void {
    const now = performance.now();
    if (now - this.#toldMs < tellMs) return;
    this.#toldMs = now;
    this.#record = { ...this.#record, progress };
    this.#send();
  }

  /** Gives the lease back and keeps what became of the cell; nothing where it was lost. */
  async end(end: Omit<LeaseEnd, "seconds">): Promise<void> {
    await this.#stopBeating();
    const lost = await this.requireHeld().then(
      () => false,
      () => true,
    );
    if (lost) return;
    const seconds = (performance.now() - this.#begun) / 1000;
    this.#record = { ...this.#record, progress: null, end: { ...end, seconds } };
    await writeFileAtomically(this.#path, `${JSON.stringify(this.#record)}\n`);
  }

  #beat(): void {
    const seconds = this.#record.takeoverSeconds / beatsInTakeover;
    const args = [beatChild, this.#path, `${seconds}`, `${process.pid}`];
    const beating = spawn(process.execPath, args, { stdio: ["pipe", "ignore", "ignore"] });
    this.#beating = beating;
    // Killed by mistake, or never begun, on a system that is short of processes now and may not be so in a while.
    const again = () => {
      const start = () => {
        if (this.#beating === beating) this.#beat();
      };
      setTimeout(start, startAgainMs).unref();
    };
    beating.once("exit", again);
    beating.once("error", again);
    // A pipe to one that has ended tells what "exit" tells.
    beating.stdin?.on("error", () => {});
    this.#send();
  }

  #send(): void {
    this.#beating?.stdin?.write(`${JSON.stringify(this.#record)}\n`);
  }

  async #stopBeating(): Promise<void> {
    const beating = this.#beating;
    this.#beating = null;
    const isOver = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;
    if (beating === null || beating.pid === undefined || isOver(beating)) return;
    const ended = new Promise((resolve) => beating.once("exit", resolve));
    beating.stdin?.end();
    const patience = new AbortController();
    const late = sleep(endMs, null, { signal: patience.signal, ref: false }).then(
      () => beating.kill("SIGKILL"),
      () => {},
    );
    await Promise.race([ended, late.then(() => ended)]);
    patience.abort();
  }
}
