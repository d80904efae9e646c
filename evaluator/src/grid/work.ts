import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { readBundle } from "../cell/bundle-file.ts";
import { PhaseRate } from "../cell/phase-rate.ts";
import type { Progress } from "../cell/progress.ts";
import { type CellOutcome, runCell } from "../cell/run.ts";
import type { RunSettings } from "../cell/settings.ts";
import { InputError } from "../files/input-error.ts";
import type { HeldLease } from "../leases/held-lease.ts";
import { LeaseLost } from "../leases/lease.ts";
import { LeaseBook } from "../leases/lease-book.ts";
import type { Attempt, LeaseEnd } from "../leases/lease-record.ts";
import { SilenceWatch } from "../leases/silence.ts";
import { cellState } from "./cell-state.ts";
import { chooseCell, type StandingCell } from "./choose-cell.ts";
import type { GridCell } from "./grid-cell.ts";

const lookAgainMs = 1000;

/** What became of one cell of a grid. */
export interface CellReport {
  readonly cell: GridCell;
  readonly outcome: CellOutcome | null;
  /** Why it failed; null: it was measured, or is another worker's. */
  readonly error: string | null;
  /** Measures it by itself. */
  readonly command: string;
}

export interface WorkOptions {
  readonly settings: Omit<RunSettings, "command">;
  readonly commandOf: (cell: GridCell) => string;
  /** Silence, in seconds, after which others may take this worker's cell over. */
  readonly takeoverSeconds: number;
  /** Workers that may die on a cell before it counts as failed. */
  readonly deaths: number;
  /** Is a cell that was measured before done, or is it for `runCell` to see whether data and weights are still the same? */
  readonly measured: "done" | "to be looked at";
  readonly failure: "go on" | "throw";
  /** What to do where the rest is in other workers' hands: wait, for it may have to be taken over, or end. */
  readonly rest: "wait" | "end";
  /** Told before each cell. */
  readonly onCell: (cell: GridCell, standing: readonly StandingCell[]) => void;
  /** What was seen of other workers' leases so far. */
  readonly watch?: SilenceWatch;
}

/** One worker: measures cells of a grid that nobody else measures, until none is left. */
export class GridWorker {
  readonly #cells: readonly GridCell[];
  readonly #options: WorkOptions;
  readonly #book: LeaseBook;
  readonly #watch: SilenceWatch;
  readonly #outcomes = new Map<string, CellOutcome>();
  #attempts = new Map<string, Attempt>();
  #lastBackbone: string | null = null;

  constructor(cells: readonly GridCell[], options: WorkOptions) {
    this.#cells = cells;
    this.#options = options;
    this.#watch = options.watch ?? new SilenceWatch();
    this.#book = new LeaseBook(options.settings.out, options.takeoverSeconds);
  }

  /** @throws AbortError, with the work saved, when the signal aborts */
  async work(): Promise<void> {
    const { settings, rest } = this.#options;
    const { signal, progress } = settings;
    let waits = false;
    for (;;) {
      signal.throwIfAborted();
      const standing = await this.#look();
      const next = chooseCell(standing, this.#lastBackbone);
      if (next !== null) {
        waits = false;
        await this.#try(next, standing);
        continue;
      }
      const others = standing.filter(({ state }) => state === "running");
      if (others.length === 0 || rest === "end") return;
      if (!waits) progress.line(`waiting for ${others.length} cells of other workers`);
      waits = true;
      await sleep(lookAgainMs, null, { signal });
    }
  }

  /** Failed cells are to do again. @returns how many there were */
  async retry(): Promise<GridCell[]> {
    const failed = (await this.#look()).filter(({ state }) => state === "failed").map(({ cell }) => cell);
    for (const cell of failed) await this.#note(cell, { outcome: "retry", reason: null });
    return failed;
  }

  /** Takes one cell and measures it, unless another worker has it or it is done. @returns how it stands then */
  async tryOne(key: string): Promise<StandingCell> {
    const find = (standing: readonly StandingCell[]) => standing.find(({ cell }) => cell.key === key)!;
    const standing = await this.#look();
    const found = find(standing);
    if (found.state !== "to do") return found;
    await this.#try(found.cell, standing);
    return find(await this.#look());
  }

  /** Every cell as it stands now; cells in other workers' hands, or to do, have neither outcome nor error. */
  async reports(): Promise<CellReport[]> {
    const { out } = this.#options.settings;
    const reports: CellReport[] = [];
    for (const { cell, state } of await this.#look()) {
      const end = this.#attempts.get(cell.key)?.record?.end;
      const error = state === "failed" ? (end?.reason ?? "failed") : null;
      let outcome = this.#outcomes.get(cell.key) ?? null;
      if (outcome === null && state === "done" && end?.bundle) {
        const path = join(out, end.bundle);
        outcome = { state: "already there", path, bundle: await readBundle(path) };
      }
      reports.push({ cell, outcome, error, command: this.#options.commandOf(cell) });
    }
    return reports;
  }

  async #look(): Promise<StandingCell[]> {
    this.#attempts = await this.#book.newest();
    const { settings, measured } = this.#options;
    return this.#cells.map((cell) => {
      const state = cellState(settings.out, cell, this.#attempts.get(cell.key), this.#watch);
      const isUnseen = measured === "to be looked at" && !this.#outcomes.has(cell.key);
      return { cell, state: state === "done" && isUnseen ? "to do" : state };
    });
  }

  async #try(cell: GridCell, standing: readonly StandingCell[]): Promise<void> {
    const { deaths, commandOf, onCell, settings } = this.#options;
    const before = this.#attempts.get(cell.key);
    const attempt = (before?.attempt ?? 0) + 1;
    const died = await this.#book.diedBefore(cell.key, attempt);
    if (died >= deaths) {
      const last = before?.record?.holder;
      const reason = `${died} workers died on it, the last as process ${last?.pid} of ${last?.host}; out of memory?`;
      await this.#note(cell, { outcome: "failed", reason });
      return;
    }
    const lease = await this.#book.take(cell.key, attempt, { title: cell.title, command: commandOf(cell) });
    if (lease === null) return;
    this.#lastBackbone = cell.backboneId;
    onCell(cell, standing);
    if (died > 0) settings.progress.line(`taken over: attempt ${attempt}`);
    await this.#measure(cell, lease);
  }

  async #measure(cell: GridCell, lease: HeldLease): Promise<void> {
    const { settings, commandOf } = this.#options;
    const nothing = { bundle: null, fingerprint: null, reason: null };
    try {
      const told = { ...settings, progress: telling(settings.progress, lease), command: commandOf(cell) };
      const outcome = await runCell(cell.request, told, { lease, fingerprint: cell.fingerprint });
      this.#outcomes.set(cell.key, outcome);
      const { fingerprint } = outcome.bundle.dataset;
      await lease.end({ ...nothing, outcome: "measured", bundle: basename(outcome.path), fingerprint });
    } catch (error) {
      if (error instanceof LeaseLost) {
        await lease.end({ ...nothing, outcome: "interrupted" });
        settings.progress.line(`given up: ${cell.title}: ${error.message}`);
        return;
      }
      if (settings.signal.aborted) {
        await lease.end({ ...nothing, outcome: "interrupted" });
        throw error;
      }
      const reason = reasonOf(error);
      await lease.end({ ...nothing, outcome: "failed", reason });
      // One bad cell must not cost the others; a lone one fails as it is.
      if (this.#options.failure === "throw") throw error;
      settings.progress.line(`failed: ${reason}`);
    }
  }

  async #note(cell: GridCell, end: Pick<LeaseEnd, "outcome" | "reason">): Promise<void> {
    const attempt = (this.#attempts.get(cell.key)?.attempt ?? 0) + 1;
    const facts = { title: cell.title, command: this.#options.commandOf(cell) };
    const rest = { bundle: null, fingerprint: null, seconds: 0 };
    await this.#book.note(cell.key, attempt, facts, { ...rest, ...end });
  }
}

/** Progress that other shells can ask for as well. */
function telling(progress: Progress, lease: HeldLease): Progress {
  const rate = new PhaseRate();
  return {
    line: progress.line,
    update(phase, done, total, note) {
      lease.tell({ phase, done, total, perSecond: rate.at(phase, done, performance.now()) ?? 0 });
      progress.update(phase, done, total, note);
    },
  };
}

function reasonOf(error: unknown): string {
  return error instanceof InputError ? error.message : String((error as Error).stack ?? error);
}
